import { toTables, type Rows, type Table } from "../data/rows.ts";
import { exponentOf, scaleBy } from "../numerics/math.ts";
import { rowDistance, rowMetrics, type RowMetric } from "../numerics/row-distance.ts";
import { invalid } from "../support/errors.ts";
import { allocate, checkWork } from "../support/limits.ts";
import { oneOf, readOptions, type Spec } from "../support/options.ts";
import { dimOption, orderOption, scaleSets, type SetsOptions } from "./sets.ts";
import { Transport } from "./transport.ts";

/** Options of {@link wasserstein}. */
export interface WassersteinOptions extends SetsOptions {
  /** p of W_p. @default 1 */
  order?: 1 | 2 | undefined;
  /** The distance between two rows. @default "euclidean" */
  metric?: RowMetric | undefined;
}

export const wassersteinSpec = {
  dim: dimOption,
  order: orderOption(1),
  metric: oneOf(rowMetrics, { default: "euclidean" }),
} satisfies Spec<WassersteinOptions>;

/** Costs in f64: 2³¹ bytes. */
const MOST_PAIRS = 1 << 28;

/**
 * W_p = (min_π Σ_ij π_ij ‖a_i − b_j‖^p)^{1/p} over the plans π that move one set of equally likely rows into the other:
 * the Wasserstein distance of the two empirical distributions, exactly (Kantorovich's linear program; for sets of one
 * size, an optimal assignment).
 *
 * @param generated  (n, dim) row-major
 * @param reference  (m, dim) row-major
 * @returns the distance in the units of the rows, in f64, exact up to rounding. Takes 8·n·m bytes and up to
 *   n·m·(n + dim) steps, of which 2³⁵ are allowed (3,250 rows against as many): half a second for 1,000 rows against 1,000 of
 *   one distribution, minutes at worst. `slicedWasserstein` is for larger sets
 * @throws LangevinError "invalid-data" for sizes that do not fit `dim`, empty sets, values that are not finite and a distance
 *   beyond f64; "invalid-argument" for options, for more steps, and for more than 2²⁸ pairs; "out-of-memory"
 *
 * @example
 * ```ts
 * import { wasserstein } from "langevin/metrics";
 *
 * console.log(wasserstein([0, 1, 2], [2, 3, 1], { dim: 1 })); // 1: each moves by one
 * ```
 */
export function wasserstein(generated: Rows, reference: Rows, options: WassersteinOptions = {}): number {
  const where = "wasserstein";
  const { dim: given, order, metric } = readOptions(where, options, wassersteinSpec);
  const tables = toTables(where, { generated, reference }, given);
  const [{ count: n, dim }, { count: m }] = tables;
  if (n * m > MOST_PAIRS) throw invalid(where, `at most ${MOST_PAIRS} pairs of rows`, n * m);
  checkWork(where, n * m * (n + dim), "take fewer rows, or slicedWasserstein");
  const { restore, ...sets } = scaleSets(where, tables, [-Infinity, 900]);
  const costs = allocate(where, n * m);
  fillDistances(costs, sets.generated, sets.reference, metric);
  const shift = intoRange(costs);
  if (order === 2) for (let k = 0; k < costs.length; k++) costs[k] *= costs[k];
  const { cost } = new Transport(costs, n, m);
  return restore(scaleBy(order === 1 ? cost : Math.sqrt(cost), -shift));
}

/** ‖a_i − b_j‖ of all pairs, (n, m) row-major. */
function fillDistances(out: Float64Array, a: Table, b: Table, metric: RowMetric): void {
  const { dim } = a;
  let at = 0;
  for (let i = 0; i < a.values.length; i += dim)
    for (let j = 0; j < b.values.length; j += dim) out[at++] = rowDistance(a.values, i, b.values, j, dim, metric);
}

/** Multiplies distances by 2ⁿ, so that neither squares nor sums of them are beyond f64; returns n, 0 for usual ones. */
function intoRange(distances: Float64Array): number {
  const largest = distances.reduce((most, distance) => Math.max(most, distance), 0);
  const exponent = largest === 0 ? 0 : exponentOf(largest);
  if (exponent >= -400 && exponent <= 480) return 0;
  for (let k = 0; k < distances.length; k++) distances[k] = scaleBy(distances[k], 480 - exponent);
  return 480 - exponent;
}
