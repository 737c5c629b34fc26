import { checkWork } from "../../support/limits.ts";
import { compareDistances } from "../copying.ts";
import { readOptions } from "../../support/options.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { GOWER, MANHATTAN, mixedRows, type MixedDistance } from "./mixed-rows.ts";
import { nearestRows } from "./nearest-rows.ts";
import { quantile } from "./quantiles.ts";
import { drawRows, nearestRowsSpec, rowsToCompare, type NearestRowsOptions } from "./row-draws.ts";

/** A row is taken for memorized if its nearest training row is less than this part as far as the second one. */
const MEMORIZED = 1 / 3;

/**
 * The distance from each synthetic row to its closest row of `table`, in SDMetrics' form: the mean over columns of
 * |Δ|/range up to 1 for numbers, 0 or 1 for categories, and 1 where one of both is missing.
 *
 * Do not publish them by row: single distances help to reconstruct the table.
 *
 * @param table  the training rows by custom; their ranges scale numbers
 * @returns one for each synthetic row, 0…1. Takes rows of both · columns steps, of which 2³⁵ are allowed
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for more steps
 *
 * @example
 * ```ts
 * import { closestRecord } from "langevin/metrics";
 *
 * const train = [{ kind: "number" as const, values: [0, 10, 3, 4, 1] }];
 * console.log(closestRecord([{ kind: "number", values: [5] }], train)[0].toFixed(3)); // 0.100
 * ```
 */
export function closestRecord(synthetic: readonly TableColumn[], table: readonly TableColumn[]): Float64Array {
  const where = "closestRecord";
  checkTables(where, { synthetic, table });
  checkWork(where, rowsIn(synthetic) * rowsIn(table) * table.length, "take fewer rows");
  const rows = (columns: readonly TableColumn[]) => mixedRows(table, columns, GOWER);
  return nearestRows(rows(synthetic), rows(table), GOWER).distances.map((sum) => sum / table.length);
}

/** How near synthetic rows come to training rows, beside held-out ones: a smoke test, not evidence of privacy. */
export interface RecordDistances {
  /** The share of synthetic rows that are nearer to a training row than to a held-out one, ties counted half; ½ without a pull. */
  share: number;
  /** min(2 (1 − share), 1): "DCR Overfitting Protection" of SDMetrics. */
  protection: number;
  /** 5 % quantile and median of the ratio of the distances to the nearest and the second nearest training row. */
  ratio: {
    /** Among synthetic rows. */
    synthetic: [low: number, median: number];
    /** Among held-out rows. */
    holdout: [low: number, median: number];
  };
  /** The share of rows whose ratio is below ⅓. */
  memorized: {
    /** Share of the synthetic rows. */
    synthetic: number;
    /** Share of the held-out rows. */
    holdout: number;
  };
  /** The share of synthetic rows nearer to a training row than 2 % of the held-out rows are; .02 without a pull. */
  below2: number;
  /** The share of those nearer than 5 % of the held-out rows are; .05 without a pull. */
  below5: number;
  /**
   * z of the data-copying test, by the distances to the nearest training row of synthetic and held-out rows: N(0, 1) of a fresh
   * draw, far below 0 of copies; see {@link copyingTest}.
   */
  copyingZ: number;
  /** Rows of each table that were compared. */
  rows: {
    /** Rows of the synthetic table. */
    synthetic: number;
    /** Rows of the training table. */
    train: number;
    /** Rows of the held-out table. */
    holdout: number;
  };
}

/**
 * How near synthetic rows come to training rows, each figure beside what held-out rows of the same law get. The share
 * and the ratio (memorized rows as in arXiv:2412.11044) take the distance of
 * {@link closestRecord}, `below2` and `below5` the Manhattan distance after standardization, two for different levels.
 *
 * Rows can be far from training rows and still tell who was in them (arXiv:2312.05114, 2505.01524): none of this proves privacy.
 *
 * @param train    rows that were learned from; their ranges and deviations scale numbers
 * @param holdout  rows of the same source that were not
 * @returns the figures over `maxRows` rows of each table at most, and as many training as held-out rows. Takes five times
 *   rows²·columns steps, of which 2³⁵ are allowed
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for options and for
 *   more steps
 *
 * @example
 * ```ts
 * import { recordDistances } from "langevin/metrics";
 *
 * const column = (values: number[]) => [{ kind: "number" as const, values }];
 * const train = column([0, 2, 4, 8]);
 * console.log(recordDistances(train, train, column([1, 3, 5, 7])).share); // 1: copies
 * ```
 */
export function recordDistances(
  synthetic: readonly TableColumn[],
  train: readonly TableColumn[],
  holdout: readonly TableColumn[],
  options: NearestRowsOptions = {},
): RecordDistances {
  const where = "recordDistances";
  const { maxRows: asked, seed } = readOptions(where, options, nearestRowsSpec);
  checkTables(where, { synthetic, train, holdout });
  const maxRows = rowsToCompare(asked, train.length);
  const count = Math.min(rowsIn(train), rowsIn(holdout), maxRows);
  const drawn = drawRows(synthetic, maxRows, seed, 0);
  checkWork(where, count * (3 * rowsIn(drawn) + 2 * count) * train.length, "choose a smaller maxRows");
  const [known, others] = [drawRows(train, count, seed, 1), drawRows(holdout, count, seed, 2)];
  const toTrain = (rows: readonly TableColumn[], how: MixedDistance, k: number): Float64Array =>
    nearestRows(mixedRows(train, rows, how), mixedRows(train, known, how), how, { k }).distances;
  const near = toTrain(drawn, GOWER, 2);
  const toHoldout = nearestRows(mixedRows(train, drawn, GOWER), mixedRows(train, others, GOWER), GOWER).distances;
  let share = 0;
  toHoldout.forEach((d, i) => (share += near[2 * i] < d ? 1 : near[2 * i] === d ? 0.5 : 0));
  share /= toHoldout.length;
  const nearOfHoldout = toTrain(others, GOWER, 2);
  const ratios = { synthetic: ratiosOf(near), holdout: ratiosOf(nearOfHoldout) };
  const [far, farOfHoldout] = [toTrain(drawn, MANHATTAN, 1), toTrain(others, MANHATTAN, 1).sort()];
  const below = (level: number): number => shareBelow(far, quantile(farOfHoldout, level));
  const middle = (sorted: Float64Array): [number, number] => [quantile(sorted, 0.05), quantile(sorted, 0.5)];
  return {
    share,
    protection: Math.min(2 * (1 - share), 1),
    ratio: { synthetic: middle(ratios.synthetic), holdout: middle(ratios.holdout) },
    memorized: {
      synthetic: shareBelow(ratios.synthetic, MEMORIZED),
      holdout: shareBelow(ratios.holdout, MEMORIZED),
    },
    below2: below(0.02),
    below5: below(0.05),
    copyingZ: compareDistances(firstOf(near), firstOf(nearOfHoldout)).z,
    rows: { synthetic: rowsIn(drawn), train: count, holdout: count },
  };
}

/** d₁/d₂ of pairs of distances, sorted; 1 where both are 0, as where a row occurs twice, or there is but one row. */
function ratiosOf(pairs: Float64Array): Float64Array {
  return Float64Array.from({ length: pairs.length / 2 }, (_, i) => {
    const [first, second] = [pairs[2 * i], pairs[2 * i + 1]];
    return second > 0 && second < Infinity ? first / second : 1;
  }).sort();
}

/** d₁ of pairs of distances. */
function firstOf(pairs: Float64Array): Float64Array {
  return pairs.filter((_, i) => i % 2 === 0);
}

function shareBelow(values: Float64Array, bound: number): number {
  let count = 0;
  for (const value of values) if (value < bound) count++;
  return count / values.length;
}
