import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import puppeteer, { type Browser } from "puppeteer-core";

/** Browsers that puppeteer drives: what they are called, and the variable that may say where they are. */
export const browsers = [
  { name: "Chromium", variable: "CHROMIUM", commands: ["chromium", "chromium-browser", "google-chrome"] },
  { name: "Firefox", variable: "FIREFOX", commands: ["firefox-esr", "firefox"] },
] as const;

export type BrowserKind = (typeof browsers)[number];

export interface LaunchedBrowser {
  /** With its version. */
  name: string;
  browser: Browser;
  close(): Promise<void>;
}

/**
 * A browser of this machine without a window, with a profile of its own.
 *
 * @throws Error saying that it is not installed, or why it does not start
 */
export async function launchBrowser(kind: BrowserKind, timeoutMillis: number): Promise<LaunchedBrowser> {
  const { name, variable, commands } = kind;
  const executablePath = findBrowser(kind);
  if (!executablePath) throw new Error(`not installed (none of ${commands.join(", ")}; ${variable} may say where)`);
  const userDataDir = mkdtempSync(join(tmpdir(), "langevin-browser-"));
  const cleanUp = (): void => rmSync(userDataDir, { recursive: true, force: true, maxRetries: 5 });
  const launching = puppeteer.launch({
    browser: name === "Firefox" ? "firefox" : "chrome",
    executablePath,
    headless: true,
    userDataDir,
    protocolTimeout: timeoutMillis,
    args: name === "Firefox" ? [] : chromiumArguments,
  });
  const browser = await launching.catch((error: unknown) => {
    cleanUp();
    throw error;
  });
  const version = /\d+(\.\d+)*/.exec(await browser.version())?.[0] ?? "";
  const close = async (): Promise<void> => {
    await browser.close();
    cleanUp();
  };
  return { name: `${name} ${version}`, browser, close };
}

export function findBrowser({ variable, commands }: BrowserKind): string | undefined {
  return process.env[variable] ?? findCommand(commands);
}

const chromiumArguments = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
  ...["--disable-background-networking", "--disable-component-update"],
];

/** The first of the commands that is on the path. */
export function findCommand(names: readonly string[]): string | undefined {
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
