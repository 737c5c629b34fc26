import { alongWidest, firstFrom, outwards } from "./outwards.ts";
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
 * The distance of each of m queries to the k-th nearest of n rows of finite numbers, Infinity where there are fewer than k. Takes at
 * most m·n·dim steps: rows are looked at from the query outwards along their widest column, until that column alone is too
 * far; a pair is given up as soon as it is.
 */
export function neighborDistances(queries: Float64Array, rows: Float64Array, search: NeighborSearch): Float64Array {
  const { dim, metric, k, excludeSelf = false } = search;
  const partial = partialDistances[metric];
  const nearest = new Float64Array(k);
  const { column, order, values } = alongWidest(rows, dim);
  const sorted = new Float64Array(rows.length);
  order.forEach((from, to) => sorted.set(rows.subarray(from * dim, (from + 1) * dim), to * dim));
  return Float64Array.from({ length: queries.length / dim }, (_, i) => {
    nearest.fill(Infinity);
    let kth = Infinity;
    const isTooFar = (gap: number): boolean => (metric === "euclidean" ? gap * gap : gap) > kth;
    outwards(values, queries[i * dim + column], isTooFar, (place) => {
      if (excludeSelf && order[place] === i) return;
      const distance = partial(queries, i * dim, sorted, place * dim, dim, kth);
      if (distance < kth) kth = insert(nearest, distance);
    });
    if (metric !== "euclidean") return kth;
    const self = excludeSelf ? i * dim : -1;
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

/** How far rows are from queries. */
interface Nearness {
  /** The distance of each query to its k-th nearest row. */
  kth: Float64Array;
  /** To the nearest that differs from it. */
  different: Float64Array;
}

/**
 * The numbers of {@link neighborDistances} ("euclidean") and {@link nearestDifferent} in one pass, for rows of f32 numbers in
 * rising order of their first one: rows that are too far by that alone are not looked at.
 */
export function nearestInOrder(queries: Float64Array, rows: Float64Array, dim: number, k: number): Nearness {
  const kth = new Float64Array(queries.length / dim);
  const different = new Float64Array(kth.length);
  const nearest = new Float64Array(k);
  for (let i = 0; i < kth.length; i++) {
    nearest.fill(Infinity);
    let least = Infinity;
    let limit = Infinity;
    const first = queries[i * dim];
    const begin = firstFrom(rows, dim, first) * dim;
    for (const step of [dim, -dim])
      for (let j = step > 0 ? begin : begin - dim; j >= 0 && j < rows.length; j += step) {
        const ahead = first - rows[j];
        let sum = ahead * ahead;
        if (sum > limit) break;
        for (let d = 1; d < dim && sum <= limit; d++) {
          const difference = queries[i * dim + d] - rows[j + d];
          sum += difference * difference;
        }
        if (sum > limit) continue;
        insert(nearest, sum);
        if (sum > 0 && sum < least) least = sum;
        limit = Math.max(nearest[k - 1], least);
      }
    kth[i] = Math.sqrt(nearest[k - 1]);
    different[i] = Math.sqrt(least);
  }
  return { kth, different };
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
