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
  const { column, sorted, values, others } = alongWidest(rows);
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
    let up = firstFrom(values, value);
    let down = up - 1;
    while (down >= 0 || up < values.length) {
      const below = down >= 0 ? value - values[down] : Infinity;
      const beyond = up < values.length ? values[up] - value : Infinity;
      const least = Math.min(below, beyond, most);
      if ((squared ? least * least : least) > distances[i * k + k - 1]) break;
      look(i, below < beyond ? sorted[down--] : sorted[up++]);
    }
    for (const j of others) look(i, j);
  }
  return { places, distances };
}

/** Rows in the order of their widest column of numbers. */
interface OrderedRows {
  /** −1 where there are no numbers. */
  column: number;
  /** Places of rows that have a number there, and these. */
  sorted: Int32Array;
  values: Float64Array;
  /** Places of the others. */
  others: Int32Array;
}

function alongWidest({ numbers, p, count }: MixedRows): OrderedRows {
  let [column, widest] = [-1, -1];
  for (let c = 0; c < p; c++) {
    let [present, mean, squares] = [0, 0, 0];
    for (let j = 0; j < count; j++) {
      const value = numbers[j * p + c];
      if (Number.isNaN(value)) continue;
      const difference = value - mean;
      mean += difference / ++present;
      squares += difference * (value - mean);
    }
    const spread = present > 0 ? squares / present : -1;
    if (spread > widest) [column, widest] = [c, spread];
  }
  const all = Int32Array.from({ length: count }, (_, j) => j);
  if (column < 0) return { column, sorted: new Int32Array(0), values: new Float64Array(0), others: all };
  const valueOf = (j: number): number => numbers[j * p + column];
  const sorted = all.filter((j) => !Number.isNaN(valueOf(j))).sort((a, b) => valueOf(a) - valueOf(b));
  return {
    ...{ column, sorted },
    values: Float64Array.from(sorted, valueOf),
    others: all.filter((j) => Number.isNaN(valueOf(j))),
  };
}

/** The first place of sorted values that is not below a value. */
function firstFrom(values: Float64Array, value: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
