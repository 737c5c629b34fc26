import { range } from "./column.ts";

/** Equal-width bins that numbers are cut into, as SDMetrics and TabPC have them. */
const BINS = 10;

/** The level of each cell, −1 for missing. */
export function levelsOf(values: ArrayLike<number>): Int32Array {
  return Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value));
}

/** Ten bins of equal width between the least and the largest of some values: their 11 edges, none without values. */
export function binEdges(values: ArrayLike<number>): Float64Array {
  const ends = range(values);
  if (!ends) return new Float64Array(0);
  // A single value gets a bin around it, as in NumPy
  const [low, high] = ends.low < ends.high ? [ends.low, ends.high] : [ends.low - 0.5, ends.high + 0.5];
  const edges = Float64Array.from({ length: BINS + 1 }, (_, k) => low + (k * (high - low)) / BINS);
  edges[BINS] = high;
  return edges;
}

/** The bin of each value, 0…9, the outer ones without end; −1 for missing. */
export function cut(values: ArrayLike<number>, edges: Float64Array): Int32Array {
  return Int32Array.from(values, (value) =>
    Number.isNaN(value) ? -1 : Math.min(Math.max(edgesUpTo(value, edges) - 1, 0), BINS - 1),
  );
}

/** As NumPy's `digitize`: how many edges are up to the value, so that the largest of all has a bin alone; missing too. */
export function digitize(values: ArrayLike<number>, edges: Float64Array): Int32Array {
  return Int32Array.from(values, (value) => (Number.isNaN(value) ? edges.length : edgesUpTo(value, edges)));
}

function edgesUpTo(value: number, edges: Float64Array): number {
  let count = 0;
  while (count < edges.length && edges[count] <= value) count++;
  return count;
}

/** The share of rows at each level. */
export function shares(levels: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < levels.length; i++) counts.set(levels[i], (counts.get(levels[i]) ?? 0) + 1);
  for (const [level, count] of counts) counts.set(level, count / levels.length);
  return counts;
}

/** One number for each pair of levels of two columns. Levels are below 2²⁰. */
export function pairLevels(a: Int32Array, b: Int32Array): Float64Array {
  return Float64Array.from(a, (level, i) => (level + 1) * 1048576 + b[i] + 1);
}
