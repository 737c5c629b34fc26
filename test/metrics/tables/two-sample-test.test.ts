import { describe, expect, it } from "vitest";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";
import { classifierTwoSampleTest, type TwoSampleTestOptions } from "../../../src/metrics/tables/two-sample-test.ts";
import { normals } from "../generator.ts";
import { category, number } from "./columns.ts";

const classifiers = ["booster", "logistic"] as const;

/** Independent normal columns. */
const draw = (rows: number, seed: number, columns = 3): TableColumn[] =>
  Array.from({ length: columns }, (_, c) => number(...normals(rows, 100 * seed + c)));

/** A column of two levels, the first `share` of the rows of level 1. */
const levels = (rows: number, share: number): TableColumn[] => [
  category(...Array.from({ length: rows }, (_, i) => Number(i < share * rows))),
];

describe.each(classifiers)("classifierTwoSampleTest by %s", (classifier) => {
  const test = (real: TableColumn[], synthetic: TableColumn[], options: TwoSampleTestOptions = {}) =>
    classifierTwoSampleTest(real, synthetic, { classifier, ...options });

  it("is ½ where the AUC is ¾: shares of ¾ and ¼", () => {
    // In folds of equal size the mean of (1 + p − q)/2 is that of the whole tables
    const { score, auc } = test(levels(300, 0.75), levels(300, 0.25));
    expect(auc).toBeCloseTo(0.75, 12);
    expect(score).toBeCloseTo(0.5, 12);
  });

  it("is 0 where no row can be mistaken", () => {
    const { score, auc, error } = test(levels(60, 1), levels(60, 0));
    expect([score, auc, error]).toEqual([0, 1, 0]);
  });

  it("is 1 for a copy of the real table: it does not see copying", () => {
    const real = draw(400, 1);
    const { score, auc, error } = test(real, real);
    expect([score, error]).toEqual([1, 0]);
    expect(auc).toBeLessThan(0.5);
  });

  it("is 1 − O(n^−½) for tables of one law: the AUC is ½ within 4.5 of Mann and Whitney's standard errors", () => {
    const n = 600;
    const { score, auc } = test(draw(n, 1), draw(n, 2), { seed: 5 });
    const fold = n / 3;
    const error = Math.sqrt((2 * fold + 1) / (12 * fold * fold));
    expect(Math.abs(auc - 0.5)).toBeLessThan((4.5 * error) / Math.sqrt(3));
    expect(score).toBeGreaterThan(1 - 2 * 4.5 * error);
    expect(score).toBeLessThan(1);
  });

  it("does not depend on which columns come first", () => {
    const [a, b] = [draw(200, 1, 2), draw(200, 2, 2)].map((table, side) =>
      table.map(({ values }) => number(...Array.from(values, (x) => x + side))),
    );
    const { auc } = test(a, b);
    expect(test(a.slice().reverse(), b.slice().reverse()).auc).toBeCloseTo(auc, 2);
  });

  it("looks at the rows it was told to", () => {
    const { rows } = test(draw(90, 1), draw(50, 2), { maxRows: 60 });
    expect(rows).toEqual({ real: 60, synthetic: 50 });
    const [a, b] = [1, 2].map((seed) => test(draw(90, 1), draw(90, 2), { maxRows: 60, seed }).auc);
    expect(a).not.toBe(b);
    expect(test(draw(90, 1), draw(90, 2), { maxRows: 60, seed: 1 }).auc).toBe(a);
  });

  it("deals the folds anew in each repeat", () => {
    const single = test(draw(120, 1), draw(120, 2));
    const fourfold = test(draw(120, 1), draw(120, 2), { repeats: 4 });
    expect(fourfold.auc).not.toBe(single.auc);
    expect(Math.abs(fourfold.auc - single.auc)).toBeLessThan(0.1);
    expect(fourfold.error).toBeGreaterThan(0);
  });
});

describe("classifierTwoSampleTest", () => {
  const n = 900;
  const dependent = (seed: number): TableColumn[] => {
    const [a, b, other] = draw(n, seed);
    return [a, other, number(...Array.from(b.values, (x, i) => (x > 0 ? 1 : -1) * Math.abs(a.values[i])))];
  };

  it("by logistic regression has Φ(1/√2) = .7602 for normals one apart, which is the best there is", () => {
    const m = 3000;
    const [real] = [draw(m, 1, 1)];
    const synthetic = [number(...Array.from(draw(m, 2, 1)[0].values, (x) => x + 1))];
    const { auc } = classifierTwoSampleTest(real, synthetic, { classifier: "logistic" });
    // The variance of the area is at most p (1 − p)/n
    expect(Math.abs(auc - 0.7602)).toBeLessThan(4.5 * Math.sqrt((0.76 * 0.24) / m));
    expect(classifierTwoSampleTest(real, synthetic).auc).toBeLessThan(auc);
  });

  it("sees by the booster alone that two columns depend on each other, and names both", () => {
    const [real, synthetic] = [dependent(1), draw(n, 2)];
    const { auc, importance } = classifierTwoSampleTest(real, synthetic);
    expect(auc).toBeGreaterThan(0.9);
    expect(importance.pairs[0].columns).toEqual([0, 2]);
    expect(importance.pairs[0].share).toBeGreaterThan(3 * importance.pairs[1].share);
    const line = classifierTwoSampleTest(real, synthetic, { classifier: "logistic" });
    expect(Math.abs(line.auc - 0.5)).toBeLessThan(4.5 * Math.sqrt(1 / (6 * n)));
    expect(line.importance).toEqual({ columns: [], pairs: [] });
  });

  it("names the column that gives the rows away, and shares add up to 1", () => {
    const real = draw(300, 1);
    const synthetic = draw(300, 2).map((column, c) =>
      c === 1 ? number(...Array.from(column.values, (x) => 2 * x)) : column,
    );
    const { columns } = classifierTwoSampleTest(real, synthetic).importance;
    expect(columns[0].column).toBe(1);
    expect(columns.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it("looks at fewer rows of wide tables, unless it was told how many", () => {
    const column = number(...new Array<number>(1100).fill(1));
    const wide = new Array<TableColumn>(2500).fill(column);
    const options = { classifier: "logistic", folds: 2 } as const;
    expect(classifierTwoSampleTest(wide, wide, options).rows).toEqual({ real: 1000, synthetic: 1000 });
    expect(classifierTwoSampleTest(wide, wide, { ...options, maxRows: 1050 }).rows.real).toBe(1050);
  });

  it("tells tables apart by their missing cells", () => {
    const gappy = (seed: number, every: number): TableColumn[] =>
      draw(300, seed).map(({ values }) => number(...Array.from(values, (x, i) => (i % every === 0 ? NaN : x))));
    expect(classifierTwoSampleTest(gappy(1, 2), gappy(2, 300)).auc).toBeGreaterThan(0.7);
  });

  it.each([
    [[], "expected real a table"],
    [[draw(9, 1), draw(9, 2, 2)], "expected the same columns in every table, got 3 and 2"],
    [
      [draw(2, 1), draw(9, 2)],
      "expected a row or more of both tables in each of 3 folds, got 2 real and 9 synthetic rows",
    ],
    [[draw(9, 1), draw(9, 2), { classifier: "forest" }], 'expected classifier one of "booster", "logistic"'],
    [[draw(9, 1), draw(9, 2), { folds: 1 }], "expected folds an integer from 2 to 100, got 1"],
    [[draw(9, 1), draw(9, 2), { fold: 3 }], 'expected option "folds", got "fold"'],
  ] as [unknown[], string][])("refuses wrong tables and options, %#", (args, message) => {
    expect(() => classifierTwoSampleTest(...(args as Parameters<typeof classifierTwoSampleTest>))).toThrow(
      `classifierTwoSampleTest: ${message}`,
    );
  });
});
