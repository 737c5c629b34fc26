import { isSound, partialDistances, rowDistance, type RowMetric } from "./row-distance.ts";

export interface NeighborSearch {
  /** Numbers in a row. */
  dim: number;
  metric: RowMetric;
  /** Which neighbor: 1 for the nearest. */
  k: number;
  /** Whether row i is no neighbor of query i: for a set against itself. */
  excludeSelf?: boolean;
}

/**
 * The distance of each of m queries to the k-th nearest of n rows, Infinity where there are fewer than k. Takes at most
 * m·n·dim steps; a pair is given up as soon as it is too far.
 */
export function neighborDistances(queries: Float64Array, rows: Float64Array, search: NeighborSearch): Float64Array {
  const { dim, metric, k, excludeSelf = false } = search;
  const partial = partialDistances[metric];
  const nearest = new Float64Array(k);
  return Float64Array.from({ length: queries.length / dim }, (_, i) => {
    const self = excludeSelf ? i * dim : -1;
    nearest.fill(Infinity);
    let kth = Infinity;
    for (let j = 0; j < rows.length; j += dim) {
      if (j === self) continue;
      const distance = partial(queries, i * dim, rows, j, dim, kth);
      if (distance < kth) kth = insert(nearest, distance);
    }
    if (metric !== "euclidean") return kth;
    if (isSound(kth) || (kth === 0 && countEqual(queries, i * dim, rows, search, self) >= k)) return Math.sqrt(kth);
    nearest.fill(Infinity);
    for (let j = 0; j < rows.length; j += dim)
      if (j !== self) insert(nearest, rowDistance(queries, i * dim, rows, j, dim, metric));
    return nearest[k - 1];
  });
}

/**
 * The Euclidean distance of each of m queries to the nearest of n rows that differs from it, Infinity where none does. For
 * rows of f32 numbers, whose squares do not underflow.
 */
export function nearestDifferent(queries: Float64Array, rows: Float64Array, dim: number): Float64Array {
  return Float64Array.from({ length: queries.length / dim }, (_, i) => {
    let least = Infinity;
    for (let j = 0; j < rows.length; j += dim) {
      const squared = partialDistances.euclidean(queries, i * dim, rows, j, dim, least);
      if (squared > 0 && squared < least) least = squared;
    }
    return Math.sqrt(least);
  });
}

/** Puts a number in its place among ascending ones, of which the last is dropped; returns the last one then. */
function insert(ascending: Float64Array, value: number): number {
  const last = ascending.length - 1;
  if (!(value < ascending[last])) return ascending[last];
  let at = last;
  for (; at > 0 && value < ascending[at - 1]; at--) ascending[at] = ascending[at - 1];
  ascending[at] = value;
  return ascending[last];
}

/** How many rows, up to k, are the query itself, number for number. */
function countEqual(queries: Float64Array, at: number, rows: Float64Array, { dim, k }: NeighborSearch, self: number) {
  let count = 0;
  for (let j = 0; j < rows.length && count < k; j += dim) {
    let d = 0;
    while (d < dim && queries[at + d] === rows[j + d]) d++;
    if (d === dim && j !== self) count++;
  }
  return count;
}
