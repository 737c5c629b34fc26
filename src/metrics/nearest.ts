import { checkInteger } from "../support/errors.ts";
import { toTable, type Rows } from "../data/rows.ts";
import { checkMetric, type RowMetric } from "../numerics/row-distance.ts";

export interface NearestOptions {
  /** Numbers in a row. */
  dim: number;
  /** The distance between two rows. */
  metric?: RowMetric | undefined;
  /** Leave out row i of `b` for row i of `a`: for a set against itself. */
  excludeSelf?: boolean | undefined;
}

/**
 * d[i] = min_j ‖a_i − b_j‖, the distance from each row of `a` to its closest row of `b`.
 *
 * With generated rows as `a` and training rows as `b`, zeros are copies ("distance to closest record").
 *
 * @param a (n, dim) row-major
 * @param b (m, dim) row-major
 * @returns n distances in f64, in the units of the rows; `Infinity` where `excludeSelf` leaves nothing to compare.
 * Takes at most n·m·dim steps; a pair is given up as soon as it is farther than the closest one so far.
 * @throws `invalid-data` for sizes which do not fit `dim`, empty sets and values which are not finite;
 * `invalid-argument` for unknown options.
 */
export function nearestDistances(a: Rows, b: Rows, options: NearestOptions): Float64Array {
  const { dim, metric = "euclidean", excludeSelf = false } = options;
  const where = "nearestDistances";
  checkInteger(where, "dim", dim, 1);
  const { values: rows, count: n } = toTable(where, "a", a, dim);
  const { values: others, count: m } = toTable(where, "b", b, dim);
  checkMetric(where, metric);
  const nearest = new Float64Array(n);
  const closer = metric === "euclidean" ? closerSquared : metric === "manhattan" ? closerSum : closerMaximum;
  for (let i = 0; i < n; i++) {
    const row = rows.subarray(i * dim, (i + 1) * dim);
    let best = Infinity;
    for (let j = 0; j < m; j++) if (!(excludeSelf && i === j)) best = closer(row, others, j * dim, best);
    nearest[i] = metric === "euclidean" ? Math.sqrt(best) : best;
  }
  return nearest;
}

// Each returns the smaller of `best` and the distance of `row` to the row of `others` at `at`.

function closerSquared(row: Float64Array, others: Float64Array, at: number, best: number): number {
  let sum = 0;
  for (let d = 0; d < row.length && sum < best; d++) {
    const difference = row[d] - others[at + d];
    sum += difference * difference;
  }
  return sum < best ? sum : best;
}

function closerSum(row: Float64Array, others: Float64Array, at: number, best: number): number {
  let sum = 0;
  for (let d = 0; d < row.length && sum < best; d++) sum += Math.abs(row[d] - others[at + d]);
  return sum < best ? sum : best;
}

function closerMaximum(row: Float64Array, others: Float64Array, at: number, best: number): number {
  let largest = 0;
  for (let d = 0; d < row.length && largest < best; d++) {
    const difference = Math.abs(row[d] - others[at + d]);
    if (difference > largest) largest = difference;
  }
  return largest < best ? largest : best;
}
