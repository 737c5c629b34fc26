import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "puppeteer-core";
import { brokenFormulas } from "./mathml.ts";
import { htmlPages, type Outcome } from "./site.ts";
import { setScheme, untilReady, withTab, type Scheme } from "./tab.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PHONE_WIDTH = 390;

/** A page of every kind: all of learn, and of the other sections their first page and one more. */
function kinds(): string[] {
  const paths = htmlPages().map(({ path }) => path);
  const learn = paths.filter((path) => /^(zh\/)?learn\//.test(path));
  const others = [
    "index",
    "guides/index",
    "guides/gaps",
    "guides/many-machines",
    "reference/index",
    "reference/errors",
  ];
  const english = [
    "reference/api/train",
    "reference/api/index",
    "decisions/index",
    "project/readme",
    "files/examples/first.ts",
  ];
  const both = [...others, "benchmarks/index", "internals/index"].flatMap((path) => [path, `zh/${path}`]);
  const more = ["internals/notation", "benchmarks/speed", ...english, ...both].map((path) => `${path}.html`);
  return [...new Set([...learn, ...more.filter((path) => paths.includes(path)), "404.html"])];
}

/** Every kind of page in both schemes, wide and on a phone, where it is not to be quick: no violation of axe's rules, nothing wider than the page, no complaint. */
export async function checkPages(
  browser: Browser,
  origin: string,
  name: string,
  { thorough, quick }: { thorough: boolean; quick: boolean },
): Promise<Outcome[]> {
  const schemes: Scheme[] = ["light", "dark"];
  const few = kinds().filter((path) => /index\.html$|01-|09-|gaps/.test(path));
  const outcomes: Outcome[] = [];
  for (const scheme of thorough ? schemes : schemes.slice(0, 1)) {
    // Colors are the same on all pages of a kind
    const pages = thorough && !(quick && scheme === "dark") ? kinds() : few;
    const errors: string[] = [];
    for (const path of pages) errors.push(...(await examine(browser, origin, path, scheme, thorough)));
    const what = thorough ? "axe-core's rules, phones' width and no complaint" : "no complaint and phones' width";
    outcomes.push({ name: `${name}, ${scheme}: ${what} on ${pages.length} pages`, errors });
  }
  return outcomes;
}

function examine(browser: Browser, origin: string, path: string, scheme: Scheme, thorough: boolean): Promise<string[]> {
  return withTab(browser, async (tab, complaints) => {
    await setScheme(tab, scheme);
    await tab.setViewport({ width: 1300, height: 900 });
    await tab.goto(origin + path, { waitUntil: "load" });
    if (path !== "404.html") await untilReady(tab);
    await tab.waitForFunction(() => !document.querySelector('[data-state="running"]'));
    const errors = thorough ? await violations(tab) : [];
    await tab.setViewport({ width: PHONE_WIDTH, height: 844 });
    errors.push(...(await wider(tab)), ...(await brokenFormulas(tab)));
    if (thorough && scheme === "light") errors.push(...(await violations(tab)).map((error) => `phone: ${error}`));
    return [...errors, ...complaints].map((error) => `${path}: ${error}`);
  });
}

/** What axe-core finds, by rule. */
export async function violations(tab: Page): Promise<string[]> {
  await tab.evaluate(axe);
  return (await tab.evaluate(`axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" and ")))`)) as string[];
}

async function wider(tab: Page): Promise<string[]> {
  const width = await tab.evaluate(() => document.documentElement.scrollWidth);
  return width > PHONE_WIDTH ? [`is ${width} wide on a phone of ${PHONE_WIDTH}`] : [];
}
