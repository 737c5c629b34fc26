import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "puppeteer-core";
import { build } from "vite";
import { afterAll, beforeAll, describe } from "vitest";
import { browsers, findBrowser, launchBrowser, type LaunchedBrowser } from "../../../checks/engines/browsers.ts";
import { serveFolder, type Serving } from "../../../checks/engines/serve.ts";

export const [chromium, firefox] = browsers;
export const config = new URL("../../../apps/playground/vite.config.ts", import.meta.url).pathname;
export const desk = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Small enough to be done at once. */
export const quickLink = "#data=moons&net=32x2&train=200&steps=6&count=500";

/** The page as static files in a folder of their own, served while a file's tests run. */
export function servePage(): { readonly folder: string; readonly origin: string } {
  const folder = mkdtempSync(join(tmpdir(), "playground-"));
  let site: Serving;
  beforeAll(async () => {
    await build({ configFile: config, logLevel: "warn", build: { outDir: join(folder, "site") } });
    site = await serveFolder(join(folder, "site"), {});
  }, 120_000);
  afterAll(() => {
    site.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });
  return {
    folder,
    get origin() {
      return site.origin;
    },
  };
}

/** A page, whose errors fail the test that looks at them. */
export async function open(browser: Browser, url: string, viewport = desk): Promise<{ page: Page; errors: string[] }> {
  const page = await browser.newPage();
  // A busy machine takes long to begin
  page.setDefaultTimeout(90_000);
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.setViewport(viewport);
  await page.goto(url);
  return { page, errors };
}

export function done(page: Page): Promise<unknown> {
  const isDone = () => document.getElementById("status")!.textContent!.startsWith("Done");
  return page.waitForFunction(isDone, { polling: 100, timeout: 100_000 });
}

/** Done with other samples than those of this fingerprint: small jobs may be over before anybody sees them begin. */
export async function doneAnew(page: Page, before: string): Promise<void> {
  const isOther = (before: string) => {
    const now = document.getElementById("fingerprint")!.textContent!.trim();
    return now !== "" && now !== before;
  };
  await page.waitForFunction(isOther, { polling: 100, timeout: 100_000 }, before);
  await done(page);
}

/** Chooses data by their picture. */
export async function choose(page: Page, value: string): Promise<void> {
  await page.$eval(`#data-${value}`, (input) => (input as HTMLInputElement).click());
}

/** What axe-core complains about, with all sections open. */
export async function violations(page: Page): Promise<string[]> {
  await page.$$eval("details", (sections) => sections.forEach((section) => (section.open = true)));
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  });
}

export function textOf(page: Page, id: string): Promise<string> {
  return page.$eval(`#${id}`, (found) => found.textContent!.trim());
}

/** In CI a browser that is missing is an error; elsewhere a reason to skip. */
export function describeIn(kind: (typeof browsers)[number], tests: (running: () => Browser) => void): void {
  if (!findBrowser(kind) && !process.env["CI"]) {
    describe.skip(`in ${kind.name}, which is not installed (${kind.variable} may say where it is)`, () =>
      tests(() => undefined as never));
    return;
  }
  describe(`in ${kind.name}`, () => {
    let launched: LaunchedBrowser | undefined;
    beforeAll(async () => {
      launched = await launchBrowser(kind, 110_000);
    }, 120_000);
    afterAll(() => launched?.close());
    tests(() => launched!.browser);
  });
}
