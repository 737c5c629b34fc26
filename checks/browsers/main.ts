// npm run test:browsers [-- names…]: tests of kernels, training, sampling, model files and evaluations in the browsers of this
// machine, on pages that may use threads and on pages that may not. Last line: N passed, N failed. With CI=true a browser that is
// missing has failed.
import Table from "cli-table3";
import { firstLine } from "../engines/run.ts";
import { testFiles } from "./files.ts";
import type { PageReport } from "./page.ts";
import { testBrowsers, type TestBrowser, type TestBrowserSource } from "./test-browser.ts";
import { startTestServer, type Mode } from "./test-server.ts";

interface Row {
  browser: string;
  mode: string;
  report: PageReport;
  seconds: number;
}

const words = process.argv.slice(2).map((word) => word.toLowerCase());
const chosen = testBrowsers.filter(
  ({ name }) => words.length === 0 || words.some((word) => name.toLowerCase().includes(word)),
);
const server = await startTestServer();
// Each browser's pages one after another, the browsers side by side
const rows = (await Promise.all(chosen.map(rowsOf))).flat();
await server.close();

const head = ["browser", "page", "passed", "failed", "skipped", "seconds"];
const table = new Table({ head, style: { head: [], border: [] } });
for (const { browser, mode, report, seconds } of rows)
  table.push([browser, mode, report.passed, report.failed.length, report.skipped, seconds.toFixed(0)]);
console.log(table.toString());
for (const { browser, mode, report } of rows)
  for (const { name, error } of report.failed) console.log(`failed: ${browser}, ${mode}: ${name}: ${firstLine(error)}`);
const passed = rows.reduce((sum, { report }) => sum + report.passed, 0);
const failed = rows.reduce((sum, { report }) => sum + report.failed.length, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function rowsOf({ name, optional, launch }: TestBrowserSource): Promise<Row[]> {
  let browser: TestBrowser;
  try {
    browser = await launch();
  } catch (error) {
    const reason = firstLine(error);
    const missed = process.env["CI"] === "true" && !optional;
    const report = emptyReport();
    if (missed) report.failed.push({ name: "starts", error: reason });
    return [{ browser: name, mode: missed ? "" : `skipped: ${reason}`, report, seconds: 0 }];
  }
  try {
    const rows = [await runMode(browser, "isolated"), await runMode(browser, "plain")];
    if (!optional && !rows[0].report.sharesMemory)
      rows[0].report.failed.push({ name: "threads", error: "expected shared memory on an isolated page" });
    return rows;
  } finally {
    await browser.close();
  }
}

async function runMode(browser: TestBrowser, mode: Mode): Promise<Row> {
  const began = performance.now();
  const report = emptyReport();
  for (const file of testFiles(mode === "isolated")) {
    process.stderr.write(`${browser.name}, ${mode}: ${file}\n`);
    const its = await runFile(browser, mode, file);
    report.sharesMemory ||= its.sharesMemory;
    report.passed += its.passed;
    report.skipped += its.skipped;
    report.failed.push(...its.failed.map(({ name, error }) => ({ name: `${file}: ${name}`, error })));
  }
  const what = `${mode === "isolated" ? "isolated" : "not isolated"}, ${report.sharesMemory ? "threads" : "one thread"}`;
  return { browser: browser.name, mode: what, report, seconds: (performance.now() - began) / 1000 };
}

async function runFile(browser: TestBrowser, mode: Mode, file: string): Promise<PageReport> {
  const script = `import("/checks/browsers/page.ts")
    .then(({ runTestFile }) => runTestFile("/${file}", () => import("/${file}")))
    .then(JSON.stringify)`;
  try {
    return JSON.parse(await browser.evaluateAt(server.origins[mode], script)) as PageReport;
  } catch (error) {
    return { ...emptyReport(), failed: [{ name: "the file", error: firstLine(error) }] };
  }
}

function emptyReport(): PageReport {
  return { sharesMemory: false, passed: 0, skipped: 0, failed: [] };
}
