import { expect, it } from "vitest";
import { copiedRows } from "../../../../src/metrics/tables/membership/copied-rows.ts";
import { uniforms } from "../../generator.ts";
import { category, number } from "../columns.ts";

it("copiedRows finds rows that are equal in every cell, gaps and signed zeros too", () => {
  const table = [number(1, 2, NaN, 0), category(0, 1, NaN, 2)];
  const rows = [number(1, 1, NaN, 2, 2, -0, NaN), category(0, 1, NaN, 1, 0, 2, 0)];
  expect(copiedRows(rows, table)).toEqual([true, false, true, true, false, true, false]);
});

it("copiedRows agrees with texts of rows", () => {
  const uniform = uniforms(1);
  const draw = (rows: number) =>
    [5, 4, 3, 3].map((levels) => number(...Array.from({ length: rows }, () => Math.floor(levels * uniform()) / 7)));
  const [rows, table] = [draw(500), draw(150)];
  const text = (columns: typeof rows, i: number): string => columns.map(({ values }) => values[i]).join();
  const known = new Set(Array.from({ length: 150 }, (_, i) => text(table, i)));
  const expected = Array.from({ length: 500 }, (_, i) => known.has(text(rows, i)));
  expect(copiedRows(rows, table)).toEqual(expected);
  expect(expected).toContain(true);
  expect(expected).toContain(false);
});
