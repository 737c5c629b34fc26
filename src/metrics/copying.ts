import { toTable, toTables, type Rows } from "../data/rows.ts";
import { neighborDistances } from "../numerics/neighbors.ts";
import { normalCdf } from "../numerics/normal.ts";
import { rowMetrics, type RowMetric } from "../numerics/row-distance.ts";
import { checkWork } from "../support/limits.ts";
import { oneOf, readOptions, type Spec } from "../support/options.ts";
import { dimOption, scaleSets } from "./sets.ts";
import { rocCurve } from "./tables/roc-curve.ts";

/** Options of {@link copyingTest}. */
export interface CopyingTestOptions {
  /** Numbers in a row; needed where all sets are flat arrays. @default the length of nested rows */
  dim?: number | undefined;
  /** The distance between two rows. @default "euclidean" */
  metric?: RowMetric | undefined;
}

export const copyingTestSpec = {
  dim: dimOption,
  metric: oneOf(rowMetrics, { default: "euclidean" }),
} satisfies Spec<CopyingTestOptions>;

/** What {@link copyingTest} finds. */
export interface CopyingTest {
  /** C_T: N(0, 1) for rows of the law of the unseen ones, far below 0 for copies, far above for rows off the data. */
  z: number;
  /** Φ(z), the probability of a lower z by chance. */
  pValue: number;
  /** The share of pairs in which the generated row is farther from the training rows than the unseen row, ties half; ½. */
  share: number;
  /** Standard error of the share of rows of one law, √((m + n + 1)/(12·m·n)); with ties it is less. */
  error: number;
}

/**
 * Whether generated rows are nearer to the training rows than unseen rows are: the data-copying test C_T (Meehan, Chaudhuri &
 * Dasgupta 2020, arXiv:2004.05675), with one cell. With d the distance to the nearest training row, U counts the pairs of a
 * generated and an unseen row with d(generated) > d(unseen), ties half, and
 *
 *     z = (U − mn/2)/√(mn(m + n + 1)/12)      (Mann & Whitney 1947)
 *
 * The null: where generated and unseen rows are of one law, their distances are exchangeable, and z ~ N(0, 1) but for terms of
 * 1/(m + n). Copies alone, of continuous rows, have −√(3mn/(m + n + 1)): −38.7 for 1,000 and 1,000. Many ties make |z| too small.
 * A z near 0 proves no privacy: copies of few rows, and rows elsewhere, make up for each other.
 *
 * Scale the columns first if their units differ.
 *
 * @param generated  (m, dim) row-major
 * @param train      (k, dim): the rows that were learned from
 * @param unseen     (n, dim): rows of the same source that were not
 * @returns numbers without units. Takes at most (m + n)·k·dim steps
 * @throws LangevinError "invalid-data" for sizes that do not fit `dim`, empty sets, values that are not finite;
 *   "invalid-argument" for options and for more than 2³⁵ steps, a minute or so
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { copyingTest } from "langevin/metrics";
 *
 * const rows = (seed: number) => gaussian({ mean: [0, 0], std: 1 }).sample(500, { seed });
 * console.log(copyingTest(rows(1), rows(2), rows(3), { dim: 2 }).z); // within ±2 or so
 * console.log(copyingTest(rows(2), rows(2), rows(3), { dim: 2 }).z); // -27.4: copies
 * ```
 */
export function copyingTest(generated: Rows, train: Rows, unseen: Rows, options: CopyingTestOptions = {}): CopyingTest {
  const where = "copyingTest";
  const { dim: given, metric } = readOptions(where, options, copyingTestSpec);
  const [drawn, known] = toTables(where, { generated, train }, given);
  const { dim } = drawn;
  const others = toTable(where, "unseen", unseen, dim);
  const both = { values: new Float64Array((drawn.count + others.count) * dim), count: drawn.count + others.count, dim };
  both.values.set(drawn.values);
  both.values.set(others.values, drawn.values.length);
  checkWork(where, both.count * known.count * dim, "take fewer rows");
  const sets = scaleSets(where, [both, known], [-Infinity, 900], ["generated and unseen", "train"]);
  const distances = neighborDistances(sets.generated.values, sets.reference.values, { dim, metric, k: 1 });
  return compareDistances(distances.subarray(0, drawn.count), distances.subarray(drawn.count));
}

/** The test of distances that are known. */
export function compareDistances(generated: Float64Array, unseen: Float64Array): CopyingTest {
  const { auc: share, error } = rocCurve(generated, unseen);
  const z = (share - 0.5) / error;
  return { z, pValue: normalCdf(z), share, error };
}
