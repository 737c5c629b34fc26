import type { Browser } from "puppeteer-core";
import { late } from "./late.ts";
import type { Outcome } from "./site.ts";

/** Milliseconds from opening the page to its first particles, in the median of so many loads with an empty cache. */
const FIRST_PICTURE = 1000;
const LOADS = 5;

const desk = { width: 1280, height: 800 };

/** The playground at `url`: a picture at once, without training. test/apps/playground looks at the rest of it. */
export async function checkPlayground(browser: Browser, url: string): Promise<Outcome> {
  const times: number[] = [];
  let trained = false;
  for (let load = 0; load < LOADS; load++) {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport(desk);
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
