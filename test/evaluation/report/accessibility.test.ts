import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeReport } from "../../../src/evaluation/report/write-report.ts";
import { chromium, describeIn } from "../../apps/playground/page-kit.ts";
import { evaluationOf } from "./fixture.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const desk = { width: 1280, height: 900 };
const phone = { width: 390, height: 844 };
const folder = mkdtempSync(join(tmpdir(), "report-"));
const fileOf = (name: string): string => join(folder, `${name}.html`);

beforeAll(() => {
  const long = (i: number): string =>
    ["W".repeat(1000), "عمر العميل", "👩‍👩‍👧‍👦 <b>", "a_rather_long_name_of_a_column"][i % 4] + i;
  writeFileSync(fileOf("five"), writeReport(evaluationOf({ columns: 5 })));
  writeFileSync(fileOf("forty"), writeReport(evaluationOf({ columns: 40, levels: 30, nameOf: long })));
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

async function open(browser: Browser, name: string, viewport = desk): Promise<{ page: Page; requests: string[] }> {
  const page = await browser.newPage();
  await page.setViewport(viewport);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(fileOf(name)).href);
  return { page, requests };
}

describeIn(chromium, (browser) => {
  it.each([
    ["five", "light"],
    ["five", "dark"],
    ["forty", "light"],
    ["forty", "dark"],
  ])("axe-core finds nothing to complain about: %s columns, %s", { timeout: 60_000 }, async (name, scheme) => {
    const page = await browser().newPage();
    // For axe-core, which is a script; the page has none
    await page.setBypassCSP(true);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.setViewport(phone);
    await page.goto(pathToFileURL(fileOf(name)).href);
    await page.$$eval("details", (sections) => sections.forEach((section) => (section.open = true)));
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" ")}`);
    });
    expect(violations).toEqual([]);
    await page.close();
  });

  it.each([
    ["five", "390", phone],
    ["forty", "390", phone],
    ["forty", "1280", desk],
  ])("%s columns fit into %s pixels, and nothing is fetched", async (name, _, viewport) => {
    const { page, requests } = await open(browser(), name, viewport);
    await page.$$eval("details", (sections) => sections.forEach((section) => (section.open = true)));
    const beyond = await page.evaluate(
      (width) =>
        [...document.querySelectorAll("main *")]
          .filter((element) => element.getBoundingClientRect().right > width + 1)
          .map((element) => element.outerHTML.slice(0, 200)),
      viewport.width,
    );
    expect(beyond).toEqual([]);
    expect(requests).toHaveLength(1);
    await page.close();
  });

  it("numbers are not broken over lines on a phone", async () => {
    const { page } = await open(browser(), "five", phone);
    const broken = await page.$$eval("td", (cells) =>
      cells.flatMap((cell) => {
        const text = cell.firstChild;
        if (text === null) return [];
        return [...(text.textContent ?? "").matchAll(/[\d.,]+/g)].flatMap((number) => {
          const range = document.createRange();
          range.setStart(text, number.index);
          range.setEnd(text, number.index + number[0].length);
          return range.getClientRects().length > 1 ? [`${number[0]} in ${cell.textContent}`] : [];
        });
      }),
    );
    expect(broken).toEqual([]);
    await page.close();
  });

  it("all text has the contrast 4.5 : 1 to what is behind it, in both schemes", async () => {
    for (const scheme of ["light", "dark"]) {
      const { page } = await open(browser(), "five");
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const colors = await page.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        const of = (name: string): string => style.getPropertyValue(`--${name}`).trim();
        const all = (names: string[]): string[] => names.map(of);
        return { texts: all(["text", "quiet", "accent", "warning"]), behind: all(["background", "surface"]) };
      });
      for (const text of colors.texts)
        for (const behind of colors.behind)
          expect(contrast(text, behind), `${text} on ${behind}`).toBeGreaterThanOrEqual(4.5);
      await page.close();
    }
  });

  it("the keyboard reaches every link and every collapsed part", async () => {
    const { page } = await open(browser(), "forty");
    const stops = await page.$$eval("a, summary", (elements) => elements.length);
    const reached = new Set<string>();
    for (let k = 0; k < stops; k++) {
      await page.keyboard.press("Tab");
      reached.add(
        await page.evaluate(() => {
          const active = document.activeElement!;
          return `${active.tagName} ${[...document.querySelectorAll(active.tagName)].indexOf(active)}`;
        }),
      );
    }
    expect(reached.size).toBe(stops);
    await page.close();
  });
});

/** Contrast of two colors (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [x, y] = [a, b].map(luminance);
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(color: string): number {
  const digits = color.length === 4 ? color.replace(/[\da-f]/gi, "$&$&") : color;
  const [r, g, b] = [1, 3, 5].map((at) => {
    const share = parseInt(digits.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
