import type { Browser } from "puppeteer-core";
import type { Outcome } from "./site.ts";
import { untilReady, withTab } from "./tab.ts";

/** The first key leads to the text, what has the focus shows it, and the search opens and closes by keys. */
export async function checkKeyboard(browser: Browser, origin: string): Promise<Outcome> {
  const errors = await withTab(browser, async (tab, complaints) => {
    const wrong: string[] = [];
    await tab.goto(`${origin}guides/gaps.html`);
    await untilReady(tab);
    await tab.keyboard.press("Tab");
    const first = await tab.evaluate(() => document.activeElement?.className ?? "");
    if (!first.includes("VPSkipLink")) wrong.push(`the first key goes to ${first || "nothing"}`);
    const seen = await tab.evaluate(() => document.activeElement!.getBoundingClientRect().width);
    if (seen < 10) wrong.push("the link past the bar is not to be seen");
    await tab.keyboard.press("Enter");
    const there = await tab.evaluate(() => document.activeElement?.id ?? "");
    if (there !== "VPContent") wrong.push(`it leads to ${there || "nothing"}`);
    for (let i = 0; i < 25; i++) {
      await tab.keyboard.press("Tab");
      const unseen = await tab.evaluate(() => {
        const { activeElement: element } = document;
        if (!element || element === document.body) return "";
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        return (outlineStyle === "none" || outlineWidth === "0px") && boxShadow === "none"
          ? element.outerHTML.slice(0, 120)
          : "";
      });
      if (unseen !== "") wrong.push(`the focus does not show on ${unseen}`);
    }
    await tab.keyboard.down("Control");
    await tab.keyboard.press("k");
    await tab.keyboard.up("Control");
    await tab
      .waitForSelector(".search-box[open]", { timeout: 10_000 })
      .catch(() => wrong.push("Control-K opens no search"));
    await tab.keyboard.press("Escape");
    await tab
      .waitForSelector(".search-box", { hidden: true, timeout: 5000 })
      .catch(() => wrong.push("Escape leaves it open"));
    return [...wrong, ...complaints];
  });
  return { name: "keyboard", errors };
}
