import { describe, expect, it } from "vitest";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";
import { rareCombinations } from "../../../src/metrics/tables/rare-combinations.ts";
import { uniforms } from "../generator.ts";
import { category, number } from "./columns.ts";

/** The share by comparing all rows with all. */
function byPairs(drawn: readonly TableColumn[], table: readonly TableColumn[]): number {
  const shares: number[] = [];
  const rows = Array.from({ length: table[0].values.length }, (_, i) => i);
  table.forEach((_, a) =>
    table.slice(a + 1).forEach((_, k) => {
      const b = a + 1 + k;
      const isRare = (i: number): boolean =>
        rows.filter((j) => [a, b].every((c) => drawn[c].values[i] === table[c].values[j])).length === 1;
      shares.push(
        Array.from(drawn[0].values, (_, i) => Number(isRare(i))).reduce((x, y) => x + y) / drawn[0].values.length,
      );
    }),
  );
  return shares.reduce((x, y) => x + y) / shares.length;
}

/** Levels, fractions, large numbers and gaps. */
function table(rows: number, seed: number): TableColumn[] {
  const uniform = uniforms(seed);
  const cells = (of: (u: number) => number): number[] => Array.from({ length: rows }, () => of(uniform()));
  return [
    category(...cells((u) => Math.floor(6 * u * u))),
    number(...cells((u) => Math.floor(20 * u) / 4 - 1)),
    number(...cells((u) => 1e9 * Math.floor(9 * u))),
    number(...cells((u) => (u < 0.2 ? NaN : Math.floor(15 * u)))),
  ];
}

describe("rareCombinations", () => {
  it("agrees with a comparison of all rows with all; missing cells are in none", () => {
    const [train, drawn] = [table(150, 1), table(90, 2)];
    const expected = byPairs(drawn, train);
    expect(expected).toBeGreaterThan(0.02);
    expect(rareCombinations(drawn, train)).toBeCloseTo(expected, 12);
  });

  it("is larger for copies than for fresh rows, which have as many as others", () => {
    const fine = (seed: number): TableColumn[] => {
      const uniform = uniforms(seed);
      return Array.from({ length: 4 }, () =>
        number(...Array.from({ length: 400 }, () => Math.floor(150 * Math.sqrt(uniform())))),
      );
    };
    const train = fine(3);
    const [copies, fresh, other] = [train, fine(4), fine(5)].map((rows) => rareCombinations(rows, train));
    expect(copies).toBeGreaterThan(0.9);
    expect(fresh).toBeLessThan(0.05);
    // Each is the mean of 2,400 pairs of cells, of which a few per cent are rare ones; pairs of one row depend on each other
    expect(Math.abs(fresh - other)).toBeLessThan(4.5 * Math.sqrt((2 * fresh) / 400));
  });

  it("does not see what occurs twice, nor a single column", () => {
    const twice = [number(1, 1, 2), number(5, 5, 6)];
    expect(rareCombinations([number(1, 2), number(5, 6)], twice)).toBe(0.5);
    expect(rareCombinations([number(1)], [number(1)])).toBeNaN();
  });
});
