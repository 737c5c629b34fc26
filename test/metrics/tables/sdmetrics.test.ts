import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { columnShapes } from "../../../src/metrics/tables/shape.ts";
import { columnPairTrends } from "../../../src/metrics/tables/trend.ts";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";
import { normals } from "../generator.ts";

const SCRIPT = fileURLToPath(new URL("sdmetrics.py", import.meta.url));

/** Debian's packages are those of its own Python, which another one may hide. */
const python = ["python3", "/usr/bin/python3"].find(
  (name) => spawnSync(name, ["-c", "import numpy, pandas"]).status === 0,
);

interface Answer {
  columns: (number | null)[];
  pairs: (number | null)[];
  shape: number;
  trend: number;
}

function sdmetrics(real: readonly TableColumn[], synthetic: readonly TableColumn[]): Answer {
  const plain = (columns: readonly TableColumn[]) => columns.map(({ values }) => Array.from(values));
  const input = { kinds: real.map(({ kind }) => kind), real: plain(real), synthetic: plain(synthetic) };
  const { stdout, stderr, status } = spawnSync(python!, [SCRIPT], { input: JSON.stringify(input), encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
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

describe.skipIf(python === undefined)(
  `against SDMetrics' formulas${python ? "" : ": no python3 with numpy and pandas"}`,
  () => {
    const [a, b] = [table(700, 1, 0), table(500, 2, 0.3)];

    it.each([
      ["one way", a, b],
      ["the other", b, a],
    ])("Shape and Trend are the same within 1e-9, %s", (_, real, synthetic) => {
      const answer = sdmetrics(real, synthetic);
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
  },
);
