import { toTables, type Rows } from "../data/rows.ts";
import { neighborDistances } from "../numerics/neighbors.ts";
import { rowMetrics, type RowMetric } from "../numerics/row-distance.ts";
import { invalid } from "../support/errors.ts";
import { checkWork } from "../support/limits.ts";
import { boolean, oneOf, readOptions, type Spec } from "../support/options.ts";
import { dimOption, scaleSets, type SetsOptions } from "./sets.ts";

/** Options of {@link nearestDistances}. */
export interface NearestOptions extends SetsOptions {
  /** The distance between two rows. @default "euclidean" */
  metric?: RowMetric | undefined;
  /** Leave out row i of `reference` for row i of `generated`: for a set against itself. @default false */
  excludeSelf?: boolean | undefined;
}

export const nearestSpec = {
  dim: dimOption,
  metric: oneOf(rowMetrics, { default: "euclidean" }),
  excludeSelf: boolean({ default: false }),
} satisfies Spec<NearestOptions>;

/**
 * d[i] = min_j ‖generated_i − reference_j‖, the distance from each generated row to its closest reference row. With training
 * rows as the reference, zeros are copies ("distance to closest record").
 *
 * @param generated  (n, dim) row-major
 * @param reference  (m, dim) row-major; two rows at least with `excludeSelf`
 * @returns n distances in f64, in the units of the rows. Takes at most n·m·dim steps, of which 2³⁵ are allowed: a minute or
 *   so; a pair is given up as soon as it is farther than the closest one so far
 * @throws LangevinError "invalid-data" for sizes that do not fit `dim`, empty sets, values that are not finite and distances
 *   beyond f64; "invalid-argument" for options and for more steps
 *
 * @example
 * ```ts
 * import { nearestDistances } from "langevin/metrics";
 *
 * console.log(nearestDistances([0, 5], [0, 1, 2], { dim: 1 })); // 0, a copy, and 3
 * ```
 */
export function nearestDistances(generated: Rows, reference: Rows, options: NearestOptions = {}): Float64Array {
  const where = "nearestDistances";
  const { dim: given, metric, excludeSelf } = readOptions(where, options, nearestSpec);
  const tables = toTables(where, { generated, reference }, given);
  const [{ count: n, dim }, { count: m }] = tables;
  if (excludeSelf && m < 2) throw invalid(where, "two rows or more in reference for excludeSelf", m);
  checkWork(where, n * m * dim, "take a part of generated at a time");
  const { restore, ...sets } = scaleSets(where, tables, [-Infinity, 900]);
  const search = { dim, metric, k: 1, excludeSelf };
  return neighborDistances(sets.generated.values, sets.reference.values, search).map(restore);
}
