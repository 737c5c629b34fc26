import type { Browser } from "puppeteer-core";
import { htmlPages, prefix, scriptless, type Outcome } from "./site.ts";
import { withTab } from "./tab.ts";

/** Without scripts a page of learn shows its text, its formulas as MathML and the code of its cell. */
export async function checkReading(browser: Browser, origin: string, name: string, all: boolean): Promise<Outcome> {
  const pages = htmlPages().filter(({ path }) => (all ? /^(zh\/)?learn\/\d/ : /^(zh\/)?learn\/0[19]/).test(path));
  const errors = await withTab(browser, async (tab) => {
    const wrong: string[] = [];
    for (const { path, html } of pages) {
      await tab.goto(origin.replace(prefix, scriptless) + path);
      if (await tab.evaluate(() => "__vue_app__" in document.querySelector("#app")!))
        wrong.push(`${path}: a script ran`);
      const text = await tab.$eval("main", (main) => (main as HTMLElement).innerText.length);
      if (text < 2000) wrong.push(`${path}: ${text} letters`);
      const formulas = await tab.$$eval(
        "main math",
        (all) =>
          all.filter((one) => one.closest("details:not([open])") || one.getBoundingClientRect().width > 0).length,
      );
      if (formulas === 0 || formulas !== html.match(/<math[\s>]/g)?.length)
        wrong.push(`${path}: ${formulas} formulas are shown`);
      const code = await tab.$$eval(
        "main pre",
        (all) => all.filter((one) => one.innerText.includes("langevin")).length,
      );
      if (code === 0) wrong.push(`${path}: no cell's code is shown`);
    }
    return wrong;
  });
  return { name: `${name}: ${pages.length} pages of learn read without scripts`, errors };
}
