import { range, type TableColumn } from "./column.ts";

/** Equal-width bins that numbers are cut into, as SDMetrics and TabPC have them. */
const BINS = 10;

/** A column of two tables as places of levels: 0 for missing cells, others from 1 to below `count`. */
export interface Codes {
  real: Int32Array;
  synthetic: Int32Array;
  count: number;
}

/** Codes of two columns of levels. */
export function codesOf(real: ArrayLike<number>, synthetic: ArrayLike<number>): Codes {
  const largest = Math.max(range(real)?.high ?? -1, range(synthetic)?.high ?? -1);
  if (largest < 2 * (real.length + synthetic.length)) {
    const place = (level: number): number => (Number.isNaN(level) ? 0 : level + 1);
    return { real: Int32Array.from(real, place), synthetic: Int32Array.from(synthetic, place), count: largest + 2 };
  }
  return exactCodes(real, synthetic);
}

/** Codes of any numbers, one for each. */
export function exactCodes(real: ArrayLike<number>, synthetic: ArrayLike<number>): Codes {
  const places = new Map<number, number>([[NaN, 0]]);
  const place = (level: number): number => {
    const known = places.get(level) ?? places.size;
    if (known === places.size) places.set(level, known);
    return known;
  };
  const codes = { real: Int32Array.from(real, place), synthetic: Int32Array.from(synthetic, place) };
  return { ...codes, count: places.size };
}

/** Codes of a column of either kind, numbers cut into ten bins of equal width of the real table's range. */
export function binnedCodes(real: TableColumn, synthetic: TableColumn): Codes {
  if (real.kind === "category") return codesOf(real.values, synthetic.values);
  const edges = binEdges(real.values);
  return { real: cut(real.values, edges), synthetic: cut(synthetic.values, edges), count: BINS + 1 };
}

/** The same with bins of each table's own range, where NumPy's `digitize` has the largest value, and missing ones, in a bin. */
export function digitizedCodes(real: TableColumn, synthetic: TableColumn): Codes {
  if (real.kind === "category") return codesOf(real.values, synthetic.values);
  const [a, b] = [real, synthetic].map(({ values }) => digitize(values, binEdges(values)));
  return { real: a, synthetic: b, count: BINS + 2 };
}

/** Ten bins of equal width between the least and the largest of some values: their 11 edges, as NumPy has them. */
function binEdges(values: ArrayLike<number>): Float64Array {
  // A single value gets a bin around it
  const { low, high } = range(values) ?? { low: 0, high: 0 };
  const [first, last] = low < high ? [low, high] : [low - 0.5, high + 0.5];
  const step = (last - first) / BINS;
  const edges = Float64Array.from({ length: BINS + 1 }, (_, k) => first + k * step);
  edges[BINS] = last;
  return edges;
}

/** The bin of each value, 1…10, the outer ones without end. */
function cut(values: ArrayLike<number>, edges: Float64Array): Int32Array {
  return Int32Array.from(values, (value) =>
    Number.isNaN(value) ? 0 : Math.min(Math.max(edgesUpTo(value, edges), 1), BINS),
  );
}

/** How many edges are up to the value. */
function digitize(values: ArrayLike<number>, edges: Float64Array): Int32Array {
  return Int32Array.from(values, (value) => (Number.isNaN(value) ? edges.length : edgesUpTo(value, edges)));
}

function edgesUpTo(value: number, edges: Float64Array): number {
  let count = 0;
  while (count < edges.length && edges[count] <= value) count++;
  return count;
}

/** How many rows have each code. */
export function countsOf(codes: Int32Array, count: number): Int32Array {
  const counts = new Int32Array(count);
  for (const code of codes) counts[code]++;
  return counts;
}
