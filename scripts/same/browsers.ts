import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { installed } from "./cache.ts";
import { CELL_TIMEOUT_MILLIS, type Cell, type CellResult, type EngineSource, type RunningEngine } from "./engine.ts";
import { servePages, type Page } from "./pages.ts";

/** The little of puppeteer-core that is used; it is installed when it is needed, so its own types are not there. */
interface Puppeteer {
  launch(options: object): Promise<Browser>;
}

interface Browser {
  version(): Promise<string>;
  newPage(): Promise<{
    goto(url: string): Promise<unknown>;
    evaluate(script: string): Promise<unknown>;
    close(): Promise<void>;
  }>;
  close(): Promise<void>;
}

/** The last major version that runs on Node 20. */
const PUPPETEER = "puppeteer-core@24";

export const browsers = [
  { name: "Chromium", variable: "CHROMIUM", commands: ["chromium", "chromium-browser", "google-chrome"] },
  { name: "Firefox", variable: "FIREFOX", commands: ["firefox-esr", "firefox"] },
] as const;

/** A browser of this machine: a page that may use threads, and pages that may not, where one thread gives the same bits. */
export function browser({ name, variable, commands }: (typeof browsers)[number], library: URL): EngineSource {
  const start = async (): Promise<RunningEngine[]> => {
    const executablePath = process.env[variable] ?? findCommand(commands);
    if (!executablePath) throw new Error(`not installed (none of ${commands.join(", ")}; ${variable} may say where)`);
    const puppeteer = await loadPuppeteer();
    const server = await servePages(library);
    const userDataDir = mkdtempSync(join(tmpdir(), "langevin-same-"));
    const cleanUp = (): void => {
      server.close();
      rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 });
    };
    const launching = puppeteer.launch({
      browser: name === "Firefox" ? "firefox" : "chrome",
      executablePath,
      headless: true,
      userDataDir,
      protocolTimeout: CELL_TIMEOUT_MILLIS,
      args: name === "Firefox" ? [] : chromiumArguments,
    });
    const running = await launching.catch((error: unknown) => {
      cleanUp();
      throw error;
    });
    const version = /\d+(\.\d+)*/.exec(await running.version())?.[0] ?? "";
    const runOn =
      (kind: Page) =>
      async (cell: Cell): Promise<CellResult> => {
        const page = await running.newPage();
        try {
          await page.goto(new URL(kind, server.origin).href);
          const argument = JSON.stringify({ ...cell, library: "/library.js" });
          const script = `import("/cell.js").then(({ runCell }) => runCell(${argument})).then(JSON.stringify)`;
          return JSON.parse((await page.evaluate(script)) as string) as CellResult;
        } finally {
          await page.close();
        }
      };
    const close = async (): Promise<void> => {
      await running.close();
      cleanUp();
    };
    const onOneThread = (kind: Page, what: string): RunningEngine => ({
      name: `${name}, ${what}`,
      threads: [1],
      run: (cell) => runOn(kind)({ ...cell, threads: 4, expectedThreads: 1 }),
    });
    return [
      { name: `${name} ${version}`, run: runOn("isolated"), close },
      onOneThread("plain", "not isolated, asked for 4"),
      onOneThread("policy", "no blob: workers, asked for 4"),
    ];
  };
  return { name, start };
}

const chromiumArguments = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
];

async function loadPuppeteer(): Promise<Puppeteer> {
  let entry = "";
  await installed("puppeteer-core", PUPPETEER, (folder) => {
    entry = createRequire(join(folder, "x.js")).resolve("puppeteer-core");
  });
  return ((await import(pathToFileURL(entry).href)) as { default: Puppeteer }).default;
}

function findCommand(names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
