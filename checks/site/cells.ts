import type { Browser, Page } from "puppeteer-core";
import { readGolden } from "../../apps/site/cells/node-cells.ts";
import { late } from "./late.ts";
import { htmlPages, type Outcome } from "./site.ts";
import { withTab } from "./tab.ts";

const RESULT_MILLIS = 3000;
const TIMEOUT_MILLIS = 60_000;

/** The site's languages. */
export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** Every cell of the languages' pages gives its golden bits, and what a reader can do with one works, on an English page. */
export async function checkCells(
  browser: Browser,
  origin: string,
  name: string,
  chosen: readonly Language[],
): Promise<Outcome[]> {
  const all = htmlPages().filter(({ html }) => html.includes('class="cell"'));
  const [english, pages] = [["en"], chosen].map((own) =>
    all.filter(({ path }) => own.includes(path.startsWith("zh/") ? "zh" : "en")),
  );
  if (english.length === 0 || pages.length === 0) return [{ name: `${name}: cells`, errors: ["no page has one"] }];
  const { path: firstPage } = english[0];
  const first = await firstResult(browser, origin + firstPage);
  const runs: CellResult[] = [];
  for (const { path } of pages) runs.push(...(await runPage(browser, origin, path)));
  const slowest = runs.reduce((a, b) => (a.millis > b.millis ? a : b));
  console.log(`${name}: ${runs.length} cells, the slowest ${slowest.cell} with ${slowest.millis.toFixed(0)} ms`);
  return [
    { name: `${name}: golden bits of ${runs.length} cells`, errors: runs.flatMap(({ errors }) => errors) },
    {
      name: `${name}: the first result after ${first.toFixed(0)} ms`,
      errors: late(firstPage, first, RESULT_MILLIS),
    },
    await checkEditing(browser, origin + firstPage, name),
  ];
}

/** Milliseconds from asking for a page, with nothing kept, to its first cell's result. */
const firstResult = (browser: Browser, url: string): Promise<number> =>
  withTab(browser, async (tab) => {
    await tab.setCacheEnabled(false);
    await tab.goto(url, { waitUntil: "domcontentloaded" });
    await tab.$eval(".cell", (cell) => cell.scrollIntoView());
    await ended(tab, ".cell");
    return tab.evaluate(() => performance.now());
  });

interface CellResult {
  cell: string;
  millis: number;
  errors: string[];
}

/** All cells of a page, one after another, as a reader scrolls down to them. */
function runPage(browser: Browser, origin: string, path: string): Promise<CellResult[]> {
  const golden = readGolden();
  return withTab(browser, async (tab, complaints) => {
    await tab.goto(origin + path);
    const results: CellResult[] = [];
    for (const cell of await tab.$$eval(".cell", (all) => all.map((one) => (one as HTMLElement).dataset["cell"]!))) {
      const place = `.cell[data-cell="${cell}"]`;
      const start = performance.now();
      await tab.$eval(place, (element) => element.scrollIntoView());
      const { state, bits, status, verdict } = await ended(tab, place);
      const errors: string[] = [];
      if (state !== "done") errors.push(`${path}: ${cell} is ${state}: ${status}`);
      else if (bits !== golden[cell]) errors.push(`${path}: ${cell} gives ${bits}, the book's are ${golden[cell]}`);
      else if (!verdict.includes("✓")) errors.push(`${path}: ${cell} says ${verdict}`);
      results.push({ cell, millis: performance.now() - start, errors });
    }
    for (const result of results.slice(-1))
      result.errors.push(...complaints.map((complaint) => `${path}: ${complaint}`));
    return results;
  });
}

interface Ended {
  state: string;
  bits: string | undefined;
  /** The sentence beside the buttons. */
  status: string;
  /** The sentence about the bits. */
  verdict: string;
}

/** Waits for the end of a cell's run. */
async function ended(tab: Page, place: string): Promise<Ended> {
  await tab.waitForSelector(`${place}:not([data-state="waiting"], [data-state="running"])`, {
    timeout: TIMEOUT_MILLIS,
  });
  return tab.$eval(place, (cell) => ({
    state: (cell as HTMLElement).dataset["state"]!,
    bits: (cell as HTMLElement).dataset["bits"],
    status: cell.querySelector("[role=status]")!.textContent ?? "",
    verdict: cell.querySelector(".cell-bits")?.textContent ?? "",
  }));
}

/** Editing, by mouse and keyboard: what runs, what stops, what is refused, and how one gets out again. */
async function checkEditing(browser: Browser, url: string, name: string): Promise<Outcome> {
  const errors = await withTab(browser, async (tab, complaints) => {
    const wrong: string[] = [];
    const expect = (what: string, found: string, expected: string | RegExp): unknown =>
      (typeof expected === "string" ? found === expected : expected.test(found)) || wrong.push(`${what}: ${found}`);
    await tab.goto(url);
    await tab.$eval(".cell", (cell) => cell.scrollIntoView());
    const { bits } = await ended(tab, ".cell");
    await click(tab, "Edit");

    const simple = await runText(
      tab,
      'import { show } from "langevin/cell";\nconsole.log("said", 1);\nshow.bits([1]);',
    );
    expect("an edited cell", simple.state, "done");
    expect("its bits", simple.verdict, /no longer the book's/);
    expect("its line", await tab.$eval(".cell-console", (line) => line.textContent ?? ""), "said 1");

    expect(
      "a wrong import",
      (await runText(tab, '\nimport "lodash";')).status,
      /^Line 2\. A cell can import .*"lodash" is not/,
    );
    expect(
      "a wrong name",
      (await runText(tab, 'import { trian } from "langevin";')).status,
      'Line 1. "langevin" has no trian.',
    );
    expect(
      "a text that is no program",
      (await runText(tab, "let a;\nlet = 1;")).status,
      /^Line 2\. This is no JavaScript/,
    );
    expect("an error", (await runText(tab, "let a;\n\nnull.x;")).status, /^Line 3\. TypeError: /);
    const late =
      'import { show } from "langevin/cell";\nPromise.reject(new RangeError("late"));\nawait new Promise(() => {});';
    expect("a promise that nothing waits for", (await runText(tab, late)).status, /RangeError: late/);

    const timer = "setTimeout(() => null.x);\nawait new Promise(() => {});";
    expect("an error of a timer", (await runText(tab, timer)).status, /^Line 1\. TypeError: /);

    await write(tab, "for (;;);");
    await click(tab, "Run");
    await tab.waitForSelector('.cell[data-state="running"]');
    await click(tab, "Stop");
    expect("an endless loop", (await ended(tab, ".cell")).status, "Stopped.");

    await write(tab, "f() {");
    await tab.focus(".cell textarea");
    for (const key of ["Enter", "Tab", "x", "Escape", "Tab"] as const) await tab.keyboard.press(key);
    expect(
      "Enter and Tab indent",
      await tab.$eval(".cell textarea", (area) => (area as HTMLTextAreaElement).value),
      "f() {\n    x",
    );
    expect("Escape and Tab leave", await tab.evaluate(() => document.activeElement!.tagName), "BUTTON");

    await click(tab, "Reset");
    const again = await ended(tab, ".cell");
    expect("the bits after a reset", String(again.bits), String(bits));
    expect("the verdict after a reset", again.verdict, /✓/);
    // Firefox tells of a worker's rejected promise in its console as well, whatever the worker does about it
    return [...wrong, ...complaints.filter((complaint) => !complaint.includes("RangeError: late"))];
  });
  return { name: `${name}: edited cells run, stop and are refused`, errors };
}

async function runText(tab: Page, text: string): Promise<Ended> {
  await write(tab, text);
  await click(tab, "Run");
  return ended(tab, ".cell");
}

/** Puts a text into the editor. */
const write = (tab: Page, text: string): Promise<void> =>
  tab.$eval(
    ".cell textarea",
    (area, value) => {
      (area as HTMLTextAreaElement).value = value;
      (area as HTMLTextAreaElement).setSelectionRange(value.length, value.length);
      area.dispatchEvent(new Event("input"));
    },
    text,
  );

const click = (tab: Page, label: string): Promise<void> =>
  tab.$$eval(
    ".cell .cell-bar button",
    (buttons, text) => (buttons as HTMLButtonElement[]).find((button) => button.textContent === text)!.click(),
    label,
  );
