import type { Page } from "puppeteer-core";

/** Children that these elements of MathML must have. */
const CHILDREN = { mfrac: 2, mroot: 2, msub: 2, msup: 2, munder: 2, mover: 2, msubsup: 3, munderover: 3 };

/** Firefox's word for an element with other children, which it also says of one that is whole, where the page came in parts. */
export const isMathComplaint = (text: string): boolean => /Invalid markup: Incorrect number of children/.test(text);

/** Formulas of the page, once it is whole, with elements that lack children or have too many. */
export const brokenFormulas = (tab: Page): Promise<string[]> =>
  tab.evaluate(
    (children) =>
      Object.entries(children).flatMap(([name, count]) =>
        [...document.querySelectorAll(`math ${name}`)]
          .filter((element) => element.childElementCount !== count)
          .map((element) => `a formula's <${name}> has ${element.childElementCount} children: ${element.outerHTML}`),
      ),
    CHILDREN,
  );
