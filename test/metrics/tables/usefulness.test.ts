import { describe, expect, it } from "vitest";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";
import { usefulness } from "../../../src/metrics/tables/usefulness.ts";
import { normals, uniforms } from "../generator.ts";
import { category, number } from "./columns.ts";

/** x; y = x + noise as large; the sign of x, wrong in a quarter of the rows; a third of x's range, right where it is inside. */
function draw(rows: number, seed: number): TableColumn[] {
  const [x, noise] = [normals(rows, 2 * seed), normals(rows, 2 * seed + 1)];
  const uniform = uniforms(seed + 1000);
  return [
    number(...x),
    number(...Array.from(x, (value, i) => value + noise[i])),
    category(...Array.from(x, (value) => Number(value > 0) ^ Number(uniform() < 0.25))),
    category(...Array.from(x, (value) => (value < -0.43 ? 0 : value < 0.43 ? 1 : 2))),
  ];
}

/** Each column in an order of its own. */
const shuffledColumns = (table: TableColumn[], step: number): TableColumn[] =>
  table.map(({ kind, values }, c) => ({
    kind,
    values: Float64Array.from(values, (_, i) => values[(i + step * (c + 1)) % values.length]),
  }));

const n = 2000;
const [real, synthetic, holdout] = [draw(n, 1), draw(n, 2), draw(n, 3)];

describe("usefulness", () => {
  it("has an AUC of ¾ for a sign that is wrong in a quarter of the rows, learned from fresh rows", () => {
    const tables = [real, synthetic, holdout].map((table) => [table[0], table[2]]);
    const { targets, score } = usefulness(tables[0], tables[1], tables[2], { target: 1 });
    expect(targets[0]).toMatchObject({ column: 1, metric: "AUC" });
    for (const area of [targets[0].learnedFrom.real, targets[0].learnedFrom.synthetic]) {
      // The best ranking there is; var AUC ≤ AUC (1 − AUC)/min(n₀, n₁)
      expect(area).toBeLessThan(0.75 + 4.5 * Math.sqrt((0.75 * 0.25) / (n / 2 - 100)));
      expect(area).toBeGreaterThan(0.68);
    }
    // What is learned from noise is some function of x, which the sign of x has something to do with by chance
    expect(Math.abs(targets[0].learnedFrom.independent - 0.5)).toBeLessThan(0.15);
    expect(score).toBeGreaterThan(0.85);
  });

  it("has at most R² = ½ for numbers whose noise is as large as what can be learned", () => {
    const tables = [real, synthetic, holdout].map((table) => table.slice(0, 2));
    const { targets } = usefulness(tables[0], tables[1], tables[2], { target: 1 });
    const { learnedFrom, metric } = targets[0];
    expect(metric).toBe("R²");
    for (const value of [learnedFrom.real, learnedFrom.synthetic]) {
      // The residual's relative variance has a standard error of √(2/n)/2 and the whole one's as much again
      expect(value).toBeLessThan(0.5 + 4.5 * Math.sqrt(1 / n));
      expect(value).toBeGreaterThan(0.35);
    }
    expect(learnedFrom.independent).toBeLessThan(0.05);
  });

  it("does not depend on the unit of numbers", () => {
    const scaled = (table: TableColumn[]): TableColumn[] =>
      table.slice(0, 2).map(({ values }) => number(...Array.from(values, (x) => x / 1024)));
    const [a, b] = [(table: TableColumn[]) => table.slice(0, 2), scaled].map(
      (of) => usefulness(of(real), of(synthetic), of(holdout), { target: 1 }).targets[0].learnedFrom.synthetic,
    );
    expect(b).toBeCloseTo(a, 6);
  });

  it("learns every column in turn without a target", () => {
    const { targets, score } = usefulness(real, synthetic, holdout);
    expect(targets.map(({ column, metric }) => [column, metric])).toEqual([
      [0, "R²"],
      [1, "R²"],
      [2, "AUC"],
      [3, "macro AUC"],
    ]);
    expect(targets[3].learnedFrom.real).toBeGreaterThan(0.99);
    expect(score).toBeGreaterThan(0.95);
    expect(score).toBeLessThan(1.05);
  });

  it("is 1 for a copy of the real rows, and near 0 for columns that are independent", () => {
    expect(usefulness(real, real, holdout).score).toBe(1);
    const { score, targets } = usefulness(real, shuffledColumns(real, 17), holdout);
    expect(score).toBeLessThan(0.1);
    for (const { learnedFrom, metric } of targets)
      expect(learnedFrom.synthetic).toBeLessThan(metric === "R²" ? 0.05 : 0.65);
  });

  it("is undefined where real rows teach nothing, whatever synthetic ones do", () => {
    const [x, y] = [normals(60, 1), normals(60, 2)];
    const shuffled = [number(...x), number(...y)];
    const related = [number(...x), number(...x)];
    const { score, error, targets } = usefulness(shuffled, related, related, { target: 1 });
    expect(targets[0].learnedFrom.real).toBeLessThan(0);
    expect(targets[0].learnedFrom.synthetic).toBeGreaterThan(0.5);
    expect([score, error]).toEqual([NaN, NaN]);
  });

  it("has the errors that other held-out rows make, and none where they cancel out", () => {
    const small = [draw(400, 11), draw(400, 12)];
    const holdouts = Array.from({ length: 60 }, (_, k) => draw(300, 100 + k));
    const found = holdouts.map((rows) => usefulness(small[0], small[1], rows));
    const check = (figures: number[], errors: number[]): void => {
      const mean = figures.reduce((sum, value) => sum + value, 0) / figures.length;
      const spread = Math.sqrt(figures.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (figures.length - 1));
      const error = errors.reduce((sum, value) => sum + value, 0) / errors.length;
      // A standard deviation of 60 draws has a relative error of 1/√118
      expect(Math.abs(error / spread - 1)).toBeLessThan(5 / Math.sqrt(118));
    };
    check(
      found.map(({ score }) => score),
      found.map(({ error }) => error),
    );
    for (const t of [1, 2])
      for (const from of ["real", "synthetic"] as const)
        check(
          found.map(({ targets }) => targets[t].learnedFrom[from]),
          found.map(({ targets }) => targets[t].errors[from]),
        );
    expect(usefulness(small[0], small[0], holdouts[0])).toMatchObject({ score: 1, error: 0 });
  }, 30_000);

  it("leaves out cells that are missing, and columns that have nothing to learn", () => {
    const odd = (table: TableColumn[]): TableColumn[] => [
      ...table,
      number(...Array.from({ length: n }, () => 4)),
      category(...Array.from({ length: n }, () => NaN)),
      number(...Array.from(table[0].values, (x, i) => (i % 3 === 0 ? NaN : x))),
    ];
    const { targets } = usefulness(odd(real), odd(synthetic), odd(holdout));
    expect(targets.map(({ column }) => column)).toEqual([0, 1, 2, 3, 6]);
    expect(targets[4].learnedFrom.synthetic).toBeGreaterThan(0.98);
  });

  it("takes a level that synthetic rows do not have for one that nothing is known about", () => {
    const without = synthetic.map((column, c) =>
      c === 3 ? category(...Array.from(column.values, (level) => (level === 1 ? 0 : level))) : column,
    );
    const { learnedFrom } = usefulness(real, without, holdout, { target: 3 }).targets[0];
    expect(learnedFrom.real).toBeGreaterThan(0.99);
    expect(learnedFrom.synthetic).toBeLessThan(0.9);
  });

  it.each([
    [[real, synthetic], "expected holdout a table"],
    [[real, synthetic, holdout.slice(1)], "expected the same columns in every table, got 4 and 3"],
    [[[real[0]], [real[0]], [real[0]]], "expected two columns or more, got one"],
    [[real, synthetic, holdout, { target: 4 }], "expected target an integer from 0 to 3, got 4"],
    [[real, synthetic, holdout, { targets: 1 }], 'expected option "target", got "targets"'],
  ] as unknown as [Parameters<typeof usefulness>, string][])(
    "refuses wrong tables and options, %#",
    (args, message) => {
      expect(() => usefulness(...args)).toThrow(`usefulness: ${message}`);
    },
  );
});
