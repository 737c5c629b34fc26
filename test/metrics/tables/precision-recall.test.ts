import { describe, expect, it } from "vitest";
import { gaussian } from "../../../src/index.ts";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";
import { precisionRecall } from "../../../src/metrics/tables/precision-recall.ts";
import { rowsToCompare } from "../../../src/metrics/tables/row-draws.ts";
import { normals } from "../generator.ts";

const numbers = (values: ArrayLike<number>): TableColumn => ({ kind: "number", values });

describe("precisionRecall", () => {
  const ten = Array.from({ length: 10 }, (_, i) => i / 9);

  it("is 0.875172 twice and authenticity 0 for a set against itself", () => {
    const { alphaPrecision, betaRecall, authenticity } = precisionRecall([numbers(ten)], [numbers(ten)]);
    expect(alphaPrecision).toBeCloseTo(0.875172, 6);
    expect(betaRecall).toBeCloseTo(0.875172, 6);
    expect(authenticity).toBe(0);
  });

  it("has precision 0 and recall 0.308966 for a set that stands at the mean", () => {
    const mean = ten.map(() => 0.5);
    const { alphaPrecision, betaRecall } = precisionRecall([numbers(ten)], [numbers(mean)]);
    expect(alphaPrecision).toBeCloseTo(0, 12);
    expect(betaRecall).toBeCloseTo(0.308966, 6);
  });

  it("has precision near 1 and recall near 1/2 for two draws of 2000 normal rows", () => {
    const model = gaussian({ mean: [0, 0], variance: 1 });
    const table = (seed: number): TableColumn[] => {
      const rows = model.sample(2000, { seed });
      return [0, 1].map((c) => numbers(rows.filter((_, i) => i % 2 === c)));
    };
    const { alphaPrecision, betaRecall } = precisionRecall(table(1), table(2));
    expect(alphaPrecision).toBeGreaterThan(0.97);
    expect(Math.abs(betaRecall - 0.5)).toBeLessThan(0.03);
  });

  it("has authenticity by the nearest real row of each synthetic one", () => {
    // 13 is 3 from 10, whose nearest is 9 away; 30 is 10 from 20, whose nearest is as far
    const real = [numbers([0, 1, 10, 20])];
    expect(precisionRecall(real, [numbers([13, 13, 13, 13])]).authenticity).toBe(0);
    expect(precisionRecall(real, [numbers([30, 31, 3, 13])]).authenticity).toBe(0.5);
  });

  it("compares as many rows of both tables, drawn by the seed", () => {
    const [long, short] = [numbers(normals(400, 1)), numbers(normals(90, 2))];
    expect(precisionRecall([long], [short]).rows).toBe(90);
    expect(precisionRecall([long], [short], { maxRows: 40 }).rows).toBe(40);
    expect(precisionRecall([long], [short], { seed: 1 })).not.toEqual(precisionRecall([long], [short]));
    expect([rowsToCompare(undefined, 15), rowsToCompare(undefined, 200), rowsToCompare(7, 200)]).toEqual([
      5000, 1581, 7,
    ]);
  });

  it("takes two categories for one-hot coordinates, √2 apart", () => {
    const category = (...values: number[]): TableColumn => ({ kind: "category", values });
    const oneHot = (values: number[]): TableColumn[] =>
      [0, 1].map((k) => numbers(values.map((x) => (x === k ? 1 : 0))));
    const real = [0, 0, 0, 1, 1, 0];
    const drawn = [0, 1, 1, 1, 0, 0];
    const x = [0.1, 0.5, 0, 1, 0.2, 0.9];
    const y = [0.3, 0.4, 0.1, 0.9, 0.6, 0.8];
    const coded = precisionRecall([category(...real), numbers(x)], [category(...drawn), numbers(y)]);
    const plain = precisionRecall([...oneHot(real), numbers(x)], [...oneHot(drawn), numbers(y)]);
    expect(coded.alphaPrecision).toBeCloseTo(plain.alphaPrecision, 12);
    expect(coded.betaRecall).toBeCloseTo(plain.betaRecall, 12);
    expect(coded.authenticity).toBe(plain.authenticity);
  });

  it("refuses a single real row", () => {
    expect(() => precisionRecall([numbers([1])], [numbers([1])])).toThrow("expected two real rows or more, got 1");
  });
});
