import { describe, expect, it } from "vitest";
import { tableCoverage } from "../../../src/metrics/tables/table-coverage.ts";
import { normals } from "../generator.ts";
import { category, number } from "./columns.ts";

describe("tableCoverage", () => {
  it("is 1 for a table against itself, 0 for one elsewhere", () => {
    const table = [category(0, 0, 1, 1, 1, 0), number(1, 2, 3, 4, NaN, 5)];
    expect(tableCoverage(table, table)).toBe(1);
    const repeated = [category(0, 0, 0, 0, 1, 1, 1, 1)];
    expect(tableCoverage(repeated, [category(0, 1)], { neighbors: 2 })).toBe(1);
    expect(tableCoverage(repeated, [category(0, 0)], { neighbors: 2 })).toBe(0.5);
    expect(tableCoverage([number(0, 1, 2, 3)], [number(9)], { neighbors: 2 })).toBe(0);
  });

  it("is 1 − Π (n − i)/(n + m − i) on average for a fresh draw", () => {
    const [n, trials] = [300, 20];
    const values = Array.from({ length: trials }, (_, t) => {
      const [a, b] = [normals(2 * n, 2 * t), normals(2 * n, 2 * t + 1)].map((x) => [
        number(...x.subarray(0, n)),
        number(...x.subarray(n)),
      ]);
      return tableCoverage(a, b, { neighbors: 2 });
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / trials;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (trials - 1);
    // The nearest 2 of n − 1 real and n synthetic rows are both real
    const expected = 1 - ((n - 1) / (2 * n - 1)) * ((n - 2) / (2 * n - 2));
    expect(Math.abs(mean - expected)).toBeLessThan(5 * Math.sqrt(variance / trials));
  });

  it("takes a subsample of stated size, by its seed", () => {
    const table = (seed: number) => [number(...normals(3000, seed))];
    const first = tableCoverage(table(1), table(2), { maxRows: 300, neighbors: 1 });
    expect(tableCoverage(table(1), table(2), { maxRows: 300, neighbors: 1 })).toBe(first);
    expect(tableCoverage(table(1), table(2), { maxRows: 300, neighbors: 1, seed: 1 })).not.toBe(first);
  });

  it("refuses no more real rows than neighbors", () => {
    expect(() => tableCoverage([number(1, 2)], [number(1)])).toThrow(
      "tableCoverage: expected more than 5 real rows, got 2",
    );
  });
});
