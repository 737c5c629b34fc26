import { toTables, type Rows } from "../data/rows.ts";
import { neighborDistances } from "../numerics/neighbors.ts";
import { rowMetrics, type RowMetric } from "../numerics/row-distance.ts";
import { checkInteger } from "../support/errors.ts";
import { checkWork } from "../support/limits.ts";
import { integer, oneOf, readOptions, type Spec } from "../support/options.ts";
import { dimOption, scaleSets, type SetsOptions } from "./sets.ts";

/** Options of {@link coverage}. */
export interface CoverageOptions extends SetsOptions {
  /** k; the default is the paper's. @default 5 */
  neighbors?: number | undefined;
  /** The distance between two rows. @default "euclidean" */
  metric?: RowMetric | undefined;
}

export const coverageSpec = {
  dim: dimOption,
  neighbors: integer(1, 0xffffffff, { default: 5 }),
  metric: oneOf(rowMetrics, { default: "euclidean" }),
} satisfies Spec<CoverageOptions>;

/**
 * The share of reference rows that have a generated row closer than their k-th nearest reference neighbor: coverage of
 * Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models", eq. 8, whose reference rows are real
 * ones. A row is not its own neighbor; equal rows are at distance 0, and nothing is closer than that.
 *
 * Its expectation for generated rows of the reference rows' own continuous distribution is 1 − Π (n−i)/(n+m−i) over
 * i = 1…k, whatever the distribution: about 1 − 2^−k where n = m.
 *
 * @param generated  (m, dim) row-major
 * @param reference  (n, dim) row-major, n > k
 * @returns 0…1. Takes about n·(n + m)·dim steps, of which 2³⁵ are allowed: a minute or so.
 * @throws LangevinError "invalid-data" for sizes that do not fit `dim`, empty sets and values that are not finite;
 *   "invalid-argument" for options, k not below n, and more steps
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { coverage } from "langevin/metrics";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * console.log(coverage(model.sample(500, { seed: 1 }), model.sample(500, { seed: 2 }), { dim: 2 })); // near 0.97
 * ```
 */
export function coverage(generated: Rows, reference: Rows, options: CoverageOptions = {}): number {
  const where = "coverage";
  const { dim: given, neighbors, metric } = readOptions(where, options, coverageSpec);
  const tables = toTables(where, { generated, reference }, given);
  const [{ count: m, dim }, { count: n }] = tables;
  checkInteger(where, "neighbors", neighbors, 1, n - 1);
  checkWork(where, n * (n + m) * dim, "take fewer rows");
  const { generated: drawn, reference: real } = scaleSets(where, tables, [-Infinity, 900]);
  const radii = neighborDistances(real.values, real.values, { dim, metric, k: neighbors, excludeSelf: true });
  const nearest = neighborDistances(real.values, drawn.values, { dim, metric, k: 1 });
  let covered = 0;
  for (let i = 0; i < n; i++) if (nearest[i] < radii[i]) covered++;
  return covered / n;
}
