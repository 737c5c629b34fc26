import type { Browser } from "puppeteer-core";
import { late } from "./late.ts";
import { htmlPages, type Outcome } from "./site.ts";
import { withTab } from "./tab.ts";

const CONTENT_MILLIS = 1000;

/** First content, on the first pages and those of learn. */
export async function checkContent(browser: Browser, origin: string): Promise<Outcome> {
  const learn = htmlPages()
    .map(({ path }) => path)
    .filter((path) => /^(zh\/)?learn\/\d/.test(path));
  await firstContent(browser, origin); // the browser's own beginning
  const contents: { path: string; millis: number }[] = [];
  for (const path of ["index.html", "zh/index.html", "guides/gaps.html", "reference/api/train.html", ...learn])
    contents.push({ path, millis: await firstContent(browser, origin + path) });
  const slowest = contents.reduce((a, b) => (a.millis > b.millis ? a : b));
  const slow = contents.flatMap(({ path, millis }) => late(path, millis, CONTENT_MILLIS));
  return { name: `first content after at most ${slowest.millis.toFixed(0)} ms (${slowest.path})`, errors: slow };
}

/** Milliseconds from asking for a page, with nothing kept of others, to its first content. */
const firstContent = (browser: Browser, url: string): Promise<number> =>
  withTab(browser, async (tab) => {
    await tab.setCacheEnabled(false);
    await tab.goto(url, { waitUntil: "load" });
    await tab.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    return tab.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]!.startTime);
  });
