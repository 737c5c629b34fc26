import { describe, expect, it } from "vitest";
import { exactCopies } from "../../../src/metrics/tables/copies.ts";
import { category, number } from "./columns.ts";

describe("exactCopies", () => {
  it("counts rows that are equal in every cell, missing ones too", () => {
    const table = [number(1, 2, NaN), category(0, 1, 0)];
    expect(exactCopies([number(1, 1, NaN, 2, 2), category(0, 1, 0, 1, 1)], table).all).toBe(4);
    expect(exactCopies([number(-0)], [number(0)]).all).toBe(1);
    expect(exactCopies([number(NaN, 1, 2), category(NaN, NaN, 0)], table).all).toBe(0);
  });

  it("counts copies of rows that occur once, or a few times, by themselves", () => {
    const table = [number(1, 1, 1, 2, 2, 3), category(0, 0, 0, 1, 1, 2)];
    const drawn = [number(1, 2, 2, 3, 3), category(0, 1, 0, 2, 2)];
    expect(exactCopies(drawn, table)).toEqual({ all: 4, rare: 2, rareRows: 1 });
    expect(exactCopies(drawn, table, { rare: 2 })).toEqual({ all: 4, rare: 3, rareRows: 3 });
  });

  it("agrees with a comparison of all rows with all", () => {
    const levels = (seed: number) => Array.from({ length: 300 }, (_, i) => (i * i * seed + 3 * i + seed) % 7);
    const [a, b] = [1, 5].map((seed) => [category(...levels(seed)), number(...levels(seed + 1)), category(...levels(seed + 2))]); // prettier-ignore
    const equal = (i: number, j: number): boolean => a.every(({ values }, c) => values[i] === b[c].values[j]);
    const rows = Array.from({ length: 300 }, (_, i) => i);
    const expected = rows.filter((i) => rows.some((j) => equal(i, j))).length;
    expect(expected).toBeGreaterThan(0);
    expect(expected).toBeLessThan(300);
    expect(exactCopies(a, b).all).toBe(expected);
  });
});
