import { describe, expect, it } from "vitest";
import { apart, GOWER, MANHATTAN, mixedRows, nearestRows, ONE_HOT } from "../../../src/metrics/tables/mixed-rows.ts";
import { normals } from "../generator.ts";
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

describe("nearestRows", () => {
  const rows = [0, 1].map((k) => [
    number(...normals(60, 3 * k + 1)),
    number(...normals(60, 3 * k + 2).map((x) => (x > 1 ? NaN : x))),
    category(...Array.from(normals(60, 3 * k + 3), (x) => Math.floor(Math.abs(3 * x)))),
  ]);

  it.each([
    ["GOWER", GOWER],
    ["ONE_HOT", ONE_HOT],
    ["MANHATTAN", MANHATTAN],
  ])("%s: the k nearest are those of all distances, sorted", (_, how) => {
    const [a, b] = rows.map((columns) => mixedRows(rows[0], columns, how));
    const { places, distances } = nearestRows(a, b, how, { k: 3 });
    const among = nearestRows(a, a, how, { k: 100, excludeSelf: true }).distances;
    for (let i = 0; i < 60; i++) {
      const all = Array.from({ length: 60 }, (_row, j) => apart(a, i, b, j, how, Infinity));
      const sorted = Float64Array.from(all).sort();
      expect(distances.subarray(3 * i, 3 * i + 3)).toEqual(sorted.subarray(0, 3));
      expect(all[places[i]]).toBe(sorted[0]);
      const others = Float64Array.from({ length: 60 }, (_row, j) => (i === j ? Infinity : apart(a, i, a, j, how, Infinity))); // prettier-ignore
      expect(among.subarray(100 * i, 100 * i + 60)).toEqual(others.sort());
      expect(among[100 * i + 59]).toBe(Infinity);
    }
  });
});
