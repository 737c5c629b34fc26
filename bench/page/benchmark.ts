import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import type { Page } from "puppeteer-core";
import { build } from "vite";
import { browsers, launchBrowser } from "../../checks/engines/browsers.ts";
import { serveFolder } from "../../checks/engines/serve.ts";
import { progress, significant } from "../kit/print.ts";
import { traceTasks, type Task } from "./tasks.ts";

/** Tasks of a page's main thread while something is trained by the defaults. */
export interface PageRow {
  benchmark: "page";
  case: string;
  /** How many took at least a millisecond. */
  tasks: number;
  medianMillis: number;
  p95Millis: number;
  longestMillis: number;
  /** The longest without what the machine gave to others meanwhile. */
  longestRunningMillis: number;
}

const SECONDS = 8;
const root = new URL("../../", import.meta.url).pathname;

/** Draws while it trains, as pages do, so that a late frame would be one. */
const program = (library: string): string => `
  const { createEngine, createScoreNetwork, train } = ${library};
  const engine = await createEngine();
  const network = await createScoreNetwork(engine, { dim: 2 });
  const rows = Float32Array.from({ length: 40000 }, (_, k) => (k % 2 ? Math.cos(k - 1) : Math.sin(k)) + 0.2 * Math.random());
  let last = 0;
  const draw = () => { document.querySelector("p").textContent = last; requestAnimationFrame(draw); };
  requestAnimationFrame(draw);
  for await (const { step } of train(network, rows, { sigmas: "auto" })) globalThis.step = last = step;`;

const PAGES: Record<string, string> = {
  "in the page": `import * as library from "./dist/index.js"; ${program("library")}`,
  "langevin/worker": `import { startWorker } from "./dist/worker.js";
    const library = await startWorker({ worker: new URL("./dist/worker-main.js", location.href), progressMillis: 16 });
    ${program("library")}`,
};

/** The playground and two plain pages in Chromium, each without isolation, so on one thread. */
export async function benchmarkPage(): Promise<PageRow[]> {
  execFileSync("npm", ["run", "--silent", "build"], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const folder = mkdtempSync(join(tmpdir(), "langevin-page-"));
  const launched = await launchBrowser(browsers[0], 120_000);
  try {
    await build({
      configFile: join(root, "apps/playground/vite.config.ts"),
      logLevel: "error",
      build: { outDir: join(folder, "playground") },
    });
    cpSync(join(root, "dist"), join(folder, "dist"), { recursive: true });
    for (const [name, text] of Object.entries(PAGES))
      writeFileSync(
        join(folder, `${fileOf(name)}.html`),
        `<!doctype html><p></p><script type="module">${text}</script>`,
      );
    const site = await serveFolder(folder, {});
    const rows: PageRow[] = [];
    const measure = async (name: string, path: string, trains: () => boolean): Promise<void> => {
      progress(`page: ${name}`);
      const page = await launched.browser.newPage();
      page.on("pageerror", (error) => progress(`page: ${name}: ${String(error)}`));
      await page.goto(site.origin + path);
      await page.waitForFunction(trains, { timeout: 60_000 });
      rows.push(summarize(name, await traceTasks(page, () => untilTrained(page))));
      await page.close();
    };
    for (const name of Object.keys(PAGES))
      await measure(name, `${fileOf(name)}.html`, () => (globalThis as { step?: number }).step! > 10);
    await measure("playground", "playground/", () => Number(document.querySelector("progress")?.value) > 0);
    site.close();
    return rows;
  } finally {
    await launched.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

const fileOf = (name: string): string => name.replaceAll(/\W/g, "-");

function untilTrained(page: Page): Promise<void> {
  return page.evaluate((millis) => new Promise<void>((resolve) => setTimeout(resolve, millis)), 1000 * SECONDS);
}

function summarize(name: string, all: readonly Task[]): PageRow {
  const tasks = all.filter(({ duration }) => duration >= 1).sort((a, b) => a.duration - b.duration);
  const at = (share: number): number => tasks[Math.floor(share * (tasks.length - 1))]?.duration ?? 0;
  return {
    benchmark: "page",
    case: name,
    tasks: tasks.length,
    medianMillis: at(0.5),
    p95Millis: at(0.95),
    longestMillis: at(1),
    longestRunningMillis: Math.max(0, ...all.map(({ running }) => running)),
  };
}

export function formatPage(rows: readonly PageRow[]): string {
  const table = new Table({
    head: ["main thread", "tasks of 1 ms and more", "median ms", "95 %", "longest", "longest, running"],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  for (const row of rows) {
    const millis = [row.medianMillis, row.p95Millis, row.longestMillis, row.longestRunningMillis].map(significant);
    table.push([row.case, row.tasks, ...millis]);
  }
  return table.toString();
}
