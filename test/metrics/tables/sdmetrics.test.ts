import { describe, expect, it } from "vitest";
import { columnShapes } from "../../../src/metrics/tables/shape.ts";
import { columnPairTrends } from "../../../src/metrics/tables/trend.ts";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";
import { runPython } from "../../kit/python.ts";
import { normals } from "../generator.ts";

interface Answer {
  columns: (number | null)[];
  pairs: (number | null)[];
  shape: number;
  trend: number;
}

/** What a numpy port of SDMetrics' formulas says; undefined without numpy or pandas. */
function sdmetrics(real: readonly TableColumn[], synthetic: readonly TableColumn[]): Answer | undefined {
  const plain = (columns: readonly TableColumn[]) => columns.map(({ values }) => Array.from(values));
  const input = { kinds: real.map(({ kind }) => kind), real: plain(real), synthetic: plain(synthetic) };
  return runPython("shape_trend_sdmetrics.py", input) as Answer | undefined;
}

/** Numbers and levels that depend on each other, with gaps, ties, a constant and an empty column. */
function table(rows: number, seed: number, shift: number): TableColumn[] {
  const [x, y, z] = [1, 2, 3].map((k) => normals(rows, 10 * seed + k));
  const at = (value: (i: number) => number): number[] => Array.from({ length: rows }, (_, i) => value(i));
  const number = (value: (i: number) => number): TableColumn => ({ kind: "number", values: at(value) });
  const category = (value: (i: number) => number): TableColumn => ({ kind: "category", values: at(value) });
  return [
    number((i) => x[i] + shift),
    number((i) => (z[i] > 1 ? NaN : 0.7 * x[i] + 0.5 * y[i])),
    // Whole numbers, many of which are on an edge of a bin
    number((i) => (y[i] > 1.2 ? NaN : Math.round(10 * z[i] + 5 * shift))),
    number(() => 3),
    number((i) => (seed === 1 ? NaN : x[i])),
    category((i) => Math.floor(3 + 2 * Math.tanh(x[i] + shift))),
    category((i) => (x[i] + z[i] > 1.5 ? NaN : y[i] > 0.3 ? 4 : 1)),
    category((i) => Math.floor(Math.abs(40 * z[i]))),
  ];
}

describe("against SDMetrics' formulas", () => {
  const [a, b] = [table(700, 1, 0), table(500, 2, 0.3)];

  it.for([
    ["one way", a, b],
    ["the other way", b, a],
  ] as const)("Shape and Trend are the same within 1e-9, %s", { timeout: 60_000 }, ([, real, synthetic], { skip }) => {
    const answer = sdmetrics(real, synthetic);
    if (!answer) {
      skip("no Python with numpy and pandas");
      return;
    }
    const shapes = columnShapes(real, synthetic);
    const trends = columnPairTrends(real, synthetic, { compat: "sdmetrics-0.11" });
    const compare = (ours: number, theirs: number | null): void => {
      if (theirs === null) expect(ours).toBeNaN();
      else expect(Math.abs(ours - theirs)).toBeLessThan(1e-9);
    };
    expect(answer.pairs.filter((score) => score === null).length).toBeGreaterThan(4);
    answer.columns.forEach((theirs, c) => compare(shapes.columns[c], theirs));
    answer.pairs.forEach((theirs, k) => compare(trends.pairs[k].score, theirs));
    compare(shapes.score, answer.shape);
    compare(trends.score, answer.trend);
    // Bins of each table's own make a difference here
    expect(Math.abs(columnPairTrends(real, synthetic).score - answer.trend)).toBeGreaterThan(1e-3);
  });
});
