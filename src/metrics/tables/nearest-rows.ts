import { alongWidest, outwards } from "../../numerics/outwards.ts";
import { apart, type MixedDistance, type MixedRows } from "./mixed-rows.ts";

/** Which nearest rows are looked for. */
export interface NearestSearch {
  /** How many of them. */
  k?: number;
  /** Whether row i is left out for query i: for a set against itself. */
  excludeSelf?: boolean;
}

/** The nearest row of each query, the first of equal ones, and how far the k nearest are, (count, k), Infinity where there are fewer. */
export interface Nearest {
  places: Int32Array;
  distances: Float64Array;
}

/**
 * The nearest rows of each query. Takes queries · rows · (p + q) steps at most: rows are looked at from the query outwards along
 * their widest column of numbers, until that column alone is too far; a pair is given up when it is.
 */
export function nearestRows(
  queries: MixedRows,
  rows: MixedRows,
  distance: MixedDistance,
  { k = 1, excludeSelf = false }: NearestSearch = {},
): Nearest {
  const places = new Int32Array(queries.count);
  const distances = new Float64Array(queries.count * k).fill(Infinity);
  const { column, order, values, others } = alongWidest(rows.numbers, rows.p);
  const { squared, most } = distance;
  const look = (i: number, j: number): void => {
    if (excludeSelf && i === j) return;
    const [first, last] = [i * k, i * k + k - 1];
    const limit = distances[last];
    // One that is as far comes before where its place does
    const d = apart(queries, i, rows, j, distance, limit + limit * Number.EPSILON + Number.MIN_VALUE);
    if (d === distances[first] && j < places[i]) places[i] = j;
    if (!(d < limit)) return;
    let at = last;
    for (; at > first && d < distances[at - 1]; at--) distances[at] = distances[at - 1];
    distances[at] = d;
    if (at === first) places[i] = j;
  };
  for (let i = 0; i < queries.count; i++) {
    const value = column < 0 ? NaN : queries.numbers[i * queries.p + column];
    if (Number.isNaN(value)) {
      for (let j = 0; j < rows.count; j++) look(i, j);
      continue;
    }
    const isTooFar = (gap: number): boolean => {
      const least = Math.min(gap, most);
      return (squared ? least * least : least) > distances[i * k + k - 1];
    };
    outwards(values, value, isTooFar, (place) => look(i, order[place]));
    for (const j of others) look(i, j);
  }
  return { places, distances };
}
