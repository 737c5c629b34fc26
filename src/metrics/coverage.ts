import { checkInteger } from "../support/errors.ts";
import { toTable, type Rows } from "../data/rows.ts";
import { nearestDistances } from "./nearest.ts";
import { checkMetric, pairDistances, type RowMetric } from "../numerics/row-distance.ts";

export interface CoverageOptions {
  /** Numbers in a row. */
  dim: number;
  /** k; default 5, as in the paper. */
  neighbors?: number | undefined;
  /** The distance between two rows. */
  metric?: RowMetric | undefined;
}

/** Rows of `real` whose distances to all others are held at a time. */
const BLOCK = 256;

/**
 * The share of real rows that have a generated row closer than their k-th nearest real neighbor: coverage of
 * Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models", eq. 8. A row is not its own
 * neighbor; equal rows are at distance 0, and nothing is closer than that.
 *
 * Its expectation for generated rows of the real rows' own continuous distribution is 1 − Π (n−i)/(n+m−i) over
 * i = 1…k, whatever the distribution: about 1 − 2^−k where n = m.
 *
 * @param real       (n, dim) row-major, n > k
 * @param generated  (m, dim) row-major
 * @returns 0…1. Takes about n·(n + m)·dim steps.
 * @throws `invalid-data` for sizes which do not fit `dim`, empty sets and values which are not finite;
 * `invalid-argument` for unknown options and k not below n.
 */
export function coverage(real: Rows, generated: Rows, options: CoverageOptions): number {
  const where = "coverage";
  const { dim, neighbors = 5, metric = "euclidean" } = options;
  checkInteger(where, "dim", dim, 1);
  const { values, count } = toTable(where, "real", real, dim);
  const other = toTable(where, "generated", generated, dim);
  checkMetric(where, metric);
  checkInteger(where, "neighbors", neighbors, 1, count - 1);
  const radii = neighborRadii(values, dim, neighbors, metric);
  const nearest = nearestDistances(values, other.values, { dim, metric });
  let covered = 0;
  for (let i = 0; i < count; i++) if (nearest[i] < radii[i]) covered++;
  return covered / count;
}

/** The distance of every row to its k-th nearest other row. */
function neighborRadii(values: Float64Array, dim: number, k: number, metric: RowMetric): Float64Array {
  const count = values.length / dim;
  const radii = new Float64Array(count);
  for (let begin = 0; begin < count; begin += BLOCK) {
    const end = Math.min(count, begin + BLOCK);
    const distances = pairDistances(values.subarray(begin * dim, end * dim), values, dim, metric);
    for (let i = begin; i < end; i++) {
      const row = distances.subarray((i - begin) * count, (i - begin + 1) * count);
      row[i] = -1; // itself, before all others
      radii[i] = row.sort()[k];
    }
  }
  return radii;
}
