import { binTable, chooseBinnings, takeBinnedRows } from "../../src/metrics/tables/booster/binned-table.ts";
import { boost, predict } from "../../src/metrics/tables/booster/booster.ts";
import { SQUARED } from "../../src/metrics/tables/booster/objective.ts";
import { XGBOOST_DEFAULTS, type BoosterSettings } from "../../src/metrics/tables/booster/settings.ts";
import type { TableColumn } from "../../src/metrics/tables/column.ts";
import { purposes, streamKey, uniformAt } from "../../src/numerics/random.ts";
import { meanOrMode, type Fill } from "./nearest-fill.ts";

/** A tree that grows until its leaves hold one row, or five of numbers, as in MissForest's forests. */
const TREE: BoosterSettings = { ...XGBOOST_DEFAULTS, trees: 1, maxDepth: 16, learningRate: 1, lambda: 0 };

/**
 * Gaps filled by forests in turn: each column is predicted from all others, as they are filled by now, by trees of bootstrapped
 * rows; columns with fewer gaps first, `passes` times. As MissForest does (Stekhoven & Bühlmann 2012), but that a tree looks at
 * all columns.
 */
export function forestFill({ trees = 100, passes = 4 } = {}): Fill {
  return (columns) => {
    const filled = meanOrMode(columns);
    const gaps = columns.map(({ values }) => Array.from(values, (_, i) => i).filter((i) => Number.isNaN(values[i])));
    const order = [...columns.keys()].filter((c) => gaps[c].length > 0).sort((a, b) => gaps[a].length - gaps[b].length);
    for (let pass = 0; pass < passes; pass++)
      for (const c of order) {
        const answers = forest(columns, filled, c, { trees, seed: pass * columns.length + c });
        for (const i of gaps[c]) filled[c][i] = answers(i);
      }
    return filled;
  };
}

/** What the trees say of a row's column: the mean of their numbers, or the level of the highest vote. */
function forest(
  columns: readonly TableColumn[],
  filled: readonly Float64Array[],
  target: number,
  { trees, seed }: { trees: number; seed: number },
): (row: number) => number {
  const { kind, values } = columns[target];
  const others = columns.flatMap((column, c) => (c === target ? [] : [{ kind: column.kind, values: filled[c] }]));
  const table = binTable(others, chooseBinnings("forestFill", others, 256));
  const present = Array.from(values, (_, i) => i).filter((i) => !Number.isNaN(values[i]));
  const levels = kind === "number" ? [NaN] : [...new Set(present.map((i) => values[i]))].sort((a, b) => a - b);
  const settings = { ...TREE, minChildWeight: kind === "number" ? 5 : 1 };
  const votes = levels.map(() => new Float64Array(table.rows));
  const key = streamKey(seed, purposes.metrics);
  for (let tree = 0; tree < trees; tree++) {
    const rows = Uint32Array.from(present, (_, k) => present[Math.floor(uniformAt(key, k, tree) * present.length)]);
    const bag = takeBinnedRows(table, rows);
    levels.forEach((level, l) => {
      const targets = Float64Array.from(rows, (i) => (kind === "number" ? values[i] : Number(values[i] === level)));
      const booster = boost(bag, targets, SQUARED, [...others.keys()], settings);
      predict(booster, table).forEach((value, i) => (votes[l][i] += value / trees));
    });
  }
  return (row) => {
    if (kind === "number") return votes[0][row];
    return levels.reduce((best, level, l) => (votes[l][row] > best.vote ? { level, vote: votes[l][row] } : best), { level: levels[0], vote: -Infinity }).level; // prettier-ignore
  };
}
