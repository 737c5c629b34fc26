import { describe, expect, it } from "vitest";
import { apart, GOWER, MANHATTAN, mixedRows, ONE_HOT } from "../../../src/metrics/tables/mixed-rows.ts";
import { category, number } from "./columns.ts";

/** Range 8, standard deviation 4 of the numbers; the last has a gap. */
const table = [number(0, 8, 0, 8, NaN), category(0, 1, 0, NaN, 1)];
const between = (how: typeof GOWER, i: number, j: number): number => {
  const rows = mixedRows(table, table, how);
  return apart(rows, i, rows, j, how, Infinity);
};

describe("the distance of two rows", () => {
  it("is that of its kind for numbers and levels", () => {
    expect([GOWER, ONE_HOT, MANHATTAN].map((how) => between(how, 0, 1))).toEqual([1 + 1, 1 + 2, 2 + 2]);
    expect([GOWER, ONE_HOT, MANHATTAN].map((how) => between(how, 0, 2))).toEqual([0, 0, 0]);
  });

  it("counts a gap beside a value, but not beside a gap", () => {
    expect([GOWER, ONE_HOT, MANHATTAN].map((how) => between(how, 1, 3))).toEqual([1, 2, 2]);
    expect([GOWER, ONE_HOT, MANHATTAN].map((how) => between(how, 1, 4))).toEqual([1, 1, 2]);
    expect([GOWER, ONE_HOT, MANHATTAN].map((how) => between(how, 4, 4))).toEqual([0, 0, 0]);
  });
});
