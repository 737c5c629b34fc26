import { describe, expect, it } from "vitest";
import { comparison, dealsOf } from "../../src/evaluation/comparisons.ts";
import type { ReadTables } from "../../src/evaluation/read-tables.ts";
import { classify } from "../../src/evaluation/scores/classifier-scores.ts";
import { shapeMeasure } from "../../src/evaluation/scores/measures.ts";
import { figuresOf } from "../../src/evaluation/scores/score.ts";
import type { TableColumn } from "../../src/metrics/index.ts";
import { lehmer } from "./tables.ts";

/** Two columns of numbers, the second the first and noise. */
function noisy(count: number, seed: number, noise: number): TableColumn[] {
  const random = lehmer(seed);
  const x = Float64Array.from({ length: count }, () => random());
  const y = x.map((value) => value + noise * random());
  return [x, y].map((values) => ({ kind: "number", values }));
}

function tablesOf(count: number): ReadTables {
  const real = noisy(count, 1, 0.3);
  return { columns: [], real, synthetic: noisy(count, 2, 0.5), holdout: undefined, constraints: [], warnings: [] };
}

describe("seeds", () => {
  it("one apart have no comparison in common", () => {
    const tables = tablesOf(60);
    const splits = [0, 1].flatMap((seed) =>
      [0, 1, 2, 3, 4].map((k) => comparison(tables, seed, k).reference[0].values.toString()),
    );
    expect(new Set(splits).size).toBe(10);
  });

  it("however large are seeds", () => {
    expect(comparison(tablesOf(20), Number.MAX_SAFE_INTEGER, 4).seed).toSatisfy(Number.isSafeInteger);
  });
});

describe("classify", () => {
  const figuresOf = (count: number, repeats: number): number[] =>
    Array.from({ length: 12 }, (_, seed) => {
      const tables = tablesOf(count);
      const how = { tables, comparison: comparison(tables, seed, 0), isFirst: false };
      return classify("logistic", how, { rows: 10_000, repeats })!.figure.value;
    });

  it("tells all rows apart, not the halves that are compared: no seed but that of the folds matters", () => {
    const values = figuresOf(200, 1);
    // Halves of other seeds are other rows, by which the score varies by 2·√(201/(12·100·100)) = 0.08 and more
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 11);
    expect(deviation).toBeLessThan(0.04);
  });

  it("knows a floor once, and a ceiling for as many rows as the tables have", () => {
    const tables = tablesOf(200);
    const each = [true, false].map((isFirst, k) =>
      classify("logistic", { tables, comparison: comparison(tables, 0, k), isFirst }, { rows: 10_000, repeats: 1 })!,
    );
    expect(each.map(({ figure }) => Number.isNaN(figure.floor))).toEqual([false, true]);
    // Chance takes √(1/200 + 1/200) of it where it takes √(1/100 + 1/100) of halves: 1 − c = (1 − c of halves)/√2 ≤ 1/√2
    for (const { figure } of each) expect(figure.ceiling).toBeGreaterThan(1 - Math.SQRT1_2);
  });
});

it("errors of small tables come from 40 subsamples: right to 1/√(2·39) = 11 %, and to 16 % at 4 standard errors of 40 seeds", () => {
  const tables = { ...tablesOf(200), relations: [] };
  const errors = Array.from(
    { length: 40 },
    (_, seed) => figuresOf(shapeMeasure, tables, comparison(tables, seed, 0))[0].error,
  );
  const mean = errors.reduce((sum, error) => sum + error, 0) / 40;
  const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / 39);
  expect(deviation / mean).toBeLessThan(0.16);
});

it("rows are dealt into folds five times in all where they are few", () => {
  const deals = [100, 400, 900, 2000, 50_000].map((count) => dealsOf({ real: noisy(count, 1, 1) }, 1));
  expect(deals).toEqual([5, 5, 2, 1, 1]);
  expect(dealsOf({ real: noisy(100, 1, 1) }, 5)).toBe(1);
});
