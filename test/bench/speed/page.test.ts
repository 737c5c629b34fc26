import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { PAGES, readFigures, withFigures } from "../../../bench/speed/page.ts";
import { tables } from "../../../bench/speed/page-tables.ts";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), "utf8");

describe.each(PAGES)("%s", (path) => {
  const text = read(path);

  test("its tables are those of the figures in bench/speed/figures", async () => {
    expect(await withFigures(path, text, readFigures())).toBe(text);
  });

  test("another figure gives another page", async () => {
    const figures = readFigures();
    const slower = figures.speed.map((row) => ({
      ...row,
      spread: Object.fromEntries(
        Object.entries(row.spread).map(([name, spread]) => [name, { ...spread, median: 2 * spread.median }]),
      ),
    }));
    expect(await withFigures(path, text, { ...figures, speed: slower })).not.toBe(text);
  });
});

test("every table is on a page", () => {
  const names = PAGES.flatMap((path) =>
    [...read(path).matchAll(/<!-- figures: ([\w-]+) -->/g)].map((match) => match[1]),
  );
  expect(names.sort()).toEqual(Object.keys(tables).sort());
});

test("a mark of no table is refused with the names of those that are", async () => {
  const text = "<!-- figures: trains -->\n<!-- end of figures -->\n";
  await expect(withFigures("README.md", text, readFigures())).rejects.toThrow(
    /README.md: expected one of .*train.*, got trains/,
  );
});
