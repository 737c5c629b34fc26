import type { Browser } from "puppeteer-core";
import type { Outcome } from "./site.ts";
import { untilReady, withTab } from "./tab.ts";
import { violations } from "./accessibility.ts";

/** Queries in each language, what has to be among the first found, and whether every browser is asked. */
const queries = [
  { at: "index.html", query: "annealedLangevin", title: "annealedLangevin", everywhere: true },
  { at: "index.html", query: "sigmaMin", title: "", everywhere: false },
  { at: "index.html", query: "gaps", title: "Gaps", everywhere: false },
  { at: "zh/index.html", query: "朗之万", title: "朗之万", everywhere: true },
  { at: "zh/index.html", query: "密度与分", title: "密度与分数", everywhere: false },
];

/** The search finds functions and words of both languages, and opens what it found. */
export async function checkSearch(browser: Browser, origin: string, name: string, all: boolean): Promise<Outcome> {
  const errors: string[] = [];
  for (const { at, query, title } of queries.filter(({ everywhere }) => all || everywhere))
    errors.push(
      ...(await withTab(browser, async (tab, complaints) => {
        await tab.goto(origin + at);
        await untilReady(tab);
        await tab.click(".DocSearch-Button");
        await tab.waitForSelector(".search-box input");
        await tab.type(".search-box input", query);
        const found = await tab
          .waitForSelector(".search-box [role=option]", { timeout: 10_000 })
          .then(() =>
            tab.$$eval(".search-box [role=option]", (all) => all.slice(0, 8).map((one) => one.textContent ?? "")),
          )
          .catch(() => []);
        const wrong = found.some((text) => text.includes(title))
          ? []
          : [`${query} finds ${found.join(", ") || "nothing"}`];
        if (at === "index.html" && query === "gaps" && all) wrong.push(...(await violations(tab)));
        const before = tab.url();
        if (found.length > 0) await tab.keyboard.press("Enter");
        if (found.length > 0)
          await tab
            .waitForFunction((was: string) => location.href !== was, { timeout: 10_000 }, before)
            .catch(() => wrong.push(`${query}: Enter opens nothing`));
        return [...wrong, ...complaints];
      })),
    );
  return { name: `${name}: search in two languages`, errors };
}
