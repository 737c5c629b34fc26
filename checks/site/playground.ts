import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { browsers, launchBrowser } from "../engines/browsers.ts";
import { serveFolder } from "../engines/serve.ts";
import { late } from "./late.ts";
import type { Outcome } from "./site.ts";

/** Milliseconds from opening the page to its first particles, in the median of so many loads with an empty cache. */
const FIRST_PICTURE = 1000;
const LOADS = 5;

const viewports = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** The playground at `url`: a picture at once, without training, and nothing that axe-core complains about. */
export async function checkPlayground(browser: Browser, url: string): Promise<Outcome[]> {
  const found = [await firstPicture(browser, url)];
  for (const scheme of ["light", "dark"] as const) found.push(await accessibility(browser, url, scheme));
  return found;
}

async function firstPicture(browser: Browser, url: string): Promise<Outcome> {
  const times: number[] = [];
  let trained = false;
  for (let load = 0; load < LOADS; load++) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport(viewports.desk);
    // In the animation frame after the one that draws the particles
    await page.evaluateOnNewDocument(`(function look() {
      if (document.getElementById("frame-caption")?.textContent)
        requestAnimationFrame(() => (globalThis.firstPicture = performance.now()));
      else requestAnimationFrame(look);
    })()`);
    await page.goto(url);
    const seen = await page.waitForFunction("globalThis.firstPicture", { timeout: 60_000 });
    times.push(Number(await seen.jsonValue()));
    await page.waitForFunction(`document.getElementById("fingerprint").textContent.trim().length === 8`);
    trained ||= await page.evaluate(`/\\d/.test(document.getElementById("figure-speed").textContent)`).then(Boolean);
    await context.close();
  }
  const median = times.sort((a, b) => a - b)[Math.floor(LOADS / 2)];
  const all = times.map(Math.round).join(", ");
  return {
    name: `playground: the first picture after ${Math.round(median)} ms, the median of ${all}`,
    errors: [...late("the first picture", median, FIRST_PICTURE), ...(trained ? ["it trained"] : [])],
  };
}

/** The whole page with all sections open, on a desk and on a phone, and a complaint among what is looked at. */
async function accessibility(browser: Browser, url: string, scheme: "light" | "dark"): Promise<Outcome> {
  const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  const page = await browser.newPage();
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url);
  await page.waitForFunction(`document.getElementById("fingerprint").textContent.trim().length === 8`, {
    timeout: 60_000,
  });
  const violations: string[] = [];
  for (const [name, viewport] of Object.entries(viewports)) {
    await page.setViewport(viewport);
    await page.evaluate(`for (const section of document.querySelectorAll("details")) section.open = true`);
    violations.push(...(await violationsOf(page, axe)).map((violation) => `${name}: ${violation}`));
  }
  await page.close();
  return { name: `playground: axe-core, ${scheme}, ${violations.length} violations`, errors: violations };
}

async function violationsOf(page: Page, axe: string): Promise<string[]> {
  await page.evaluate(axe);
  const found = await page.evaluate(`axe.run().then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" ")))`);
  return found as string[];
}

/** The playground's own build, in Chromium: `npx tsx checks/site/playground.ts [--times]`. */
async function main(): Promise<void> {
  const site = await serveFolder(fileURLToPath(new URL("../../out/playground", import.meta.url)), {});
  const { browser, name, close } = await launchBrowser(browsers[0], 60_000);
  try {
    const outcomes = await checkPlayground(browser, site.origin);
    for (const { name, errors } of outcomes)
      console.log([`${errors.length > 0 ? "FAILED" : "ok"}: ${name}`, ...errors].join("\n  "));
    const failed = outcomes.filter(({ errors }) => errors.length > 0).length;
    console.log(`${name}: ${outcomes.length - failed} passed, ${failed} failed`);
    process.exitCode = failed > 0 ? 1 : 0;
  } finally {
    await close();
    site.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
