import { describe, expect, it } from "vitest";
import { apart, GOWER, MANHATTAN, mixedRows, ONE_HOT } from "../../../src/metrics/tables/mixed-rows.ts";
import { nearestRows } from "../../../src/metrics/tables/nearest-rows.ts";
import { normals } from "../generator.ts";
import { category, number } from "./columns.ts";

const HOW = [
  ["GOWER", GOWER],
  ["ONE_HOT", ONE_HOT],
  ["MANHATTAN", MANHATTAN],
] as const;

describe("nearestRows", () => {
  const rows = [0, 1].map((k) => [
    number(...normals(60, 3 * k + 1)),
    number(...normals(60, 3 * k + 2).map((x) => (x > 1 ? NaN : x))),
    category(...Array.from(normals(60, 3 * k + 3), (x) => Math.floor(Math.abs(3 * x)))),
  ]);

  it.each(HOW)("%s: the k nearest are those of all distances, sorted", (_, how) => {
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

  it.each(HOW)(
    "%s: the first of those that are as far, with gaps in the widest column and many equal rows",
    (_, how) => {
      const coarse = [1, 2].map((k) => [
        number(...normals(200, 5 * k).map((x) => (x > 1 ? NaN : Math.round(2 * x)))),
        number(...normals(200, 5 * k + 1).map((x) => Math.round(x))),
        category(...Array.from(normals(200, 5 * k + 2), (x) => Number(x > 0))),
      ]);
      const [a, b] = coarse.map((columns) => mixedRows(coarse[0], columns, how));
      for (const k of [1, 2]) {
        const { places } = nearestRows(a, b, how, { k });
        for (let i = 0; i < 200; i++) {
          const all = Array.from({ length: 200 }, (_row, j) => apart(a, i, b, j, how, Infinity));
          expect(places[i]).toBe(all.indexOf(Math.min(...all)));
        }
      }
    },
  );

  it.each(HOW)("%s: of levels alone, and of numbers of which one row has none", (_, how) => {
    const levels = [category(0, 1, 2, 1), category(0, 1, 0, 0)];
    const rows = mixedRows(levels, levels, how);
    expect([...nearestRows(rows, rows, how, { excludeSelf: true }).places]).toEqual([2, 3, 0, 0]);
    const gaps = [number(3, NaN, NaN)];
    const some = mixedRows(gaps, gaps, how);
    expect([...nearestRows(some, some, how).places]).toEqual([0, 1, 1]);
  });
});
