// npm run check:site [-- --built] [--quick] [--times]: builds the site (unless it is built), serves it from a folder of a server without headers
// of its own, and checks links, weights, accessibility, keyboard, search and reading without scripts, in Chromium and Firefox. Times are
// told, and judged with --times, on a machine that does nothing else. With --quick, as in continuous integration, each browser runs the cells of
// one language, and some pages alone are looked at in the dark. Last line: N passed, N failed.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { browsers, launchBrowser, type BrowserKind } from "../engines/browsers.ts";
import { firstLine } from "../engines/run.ts";
import { checkPages } from "./accessibility.ts";
import { checkCells, languages, type Language } from "./cells.ts";
import { checkKeyboard } from "./keyboard.ts";
import { checkLinks } from "./links.ts";
import { checkPlayground } from "./playground.ts";
import { checkReading } from "./reading.ts";
import { checkRepositoryLinks } from "./repository-links.ts";
import { checkSearch } from "./search.ts";
import { serveSite } from "./serve-site.ts";
import type { Outcome } from "./site.ts";
import { checkContent } from "./times.ts";
import { checkWeights } from "./weights.ts";

const TIMEOUT_MILLIS = 60_000;

const quick = process.argv.includes("--quick");
const outcomes: Outcome[] = [];
const tell = (...all: Outcome[]): void => {
  for (const { name, errors } of all) {
    console.log(`${errors.length === 0 ? "ok" : "FAILED"}: ${name}`);
    for (const error of errors.slice(0, 20)) console.log(`  ${error}`);
    if (errors.length > 20) console.log(`  and ${errors.length - 20} more`);
  }
  outcomes.push(...all);
};

if (!process.argv.includes("--built")) build();
tell(checkRepositoryLinks(), ...checkLinks(), checkWeights());

const server = await serveSite();
for (const kind of browsers) await check(kind);
server.close();

const failed = outcomes.filter(({ errors }) => errors.length > 0).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

async function check(kind: BrowserKind): Promise<void> {
  try {
    const { name, browser, close } = await launchBrowser(kind, TIMEOUT_MILLIS);
    const thorough = kind === browsers[0];
    try {
      // Alone, before anything else wants the processor
      if (thorough)
        tell(await checkContent(browser, server.origin), await checkPlayground(browser, `${server.origin}playground/`));
      tell(...(await checkCells(browser, server.origin, name, cellsOf(thorough))));
      tell(
        await checkReading(browser, server.origin, name, thorough),
        await checkSearch(browser, server.origin, name, thorough),
      );
      tell(...(await checkPages(browser, server.origin, name, { thorough, quick })));
      if (thorough) tell(await checkKeyboard(browser, server.origin));
    } finally {
      await close();
    }
  } catch (error) {
    tell({ name: `${kind.name} runs the checks`, errors: [firstLine(error)] });
  }
}

/** Languages whose pages have their cells run: both have the same cells. */
function cellsOf(thorough: boolean): readonly Language[] {
  if (!quick) return thorough ? languages : ["en"];
  return thorough ? ["en"] : ["zh"];
}

function build(): void {
  const { status } = spawnSync("npm", ["run", "-s", "site"], {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    stdio: ["ignore", process.stderr.fd, process.stderr.fd],
    shell: process.platform === "win32",
  });
  if (status === 0) return;
  console.log("FAILED: npm run site\n0 passed, 1 failed");
  process.exit(1);
}
