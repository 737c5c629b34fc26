import { range, type TableColumn } from "./column.ts";
import { levelsOf } from "./levels.ts";

/** Rows with numbers scaled by a reference table's ranges, and levels beside them: what nearest rows are looked for among. */
export interface MixedRows {
  count: number;
  /** (count, p) row-major; NaN for missing */
  numbers: Float64Array;
  p: number;
  /** (count, q) row-major; −1 for missing */
  levels: Int32Array;
  q: number;
}

/** How far apart two rows are. */
export interface MixedDistance {
  /** Squared difference of two scaled numbers, or its absolute value up to 1. */
  numbers: "squared" | "absolute";
  /** What two different levels add. */
  mismatch: number;
}

/** Squared Euclidean distance after min-max scaling and one-hot coding. */
export const ONE_HOT: MixedDistance = { numbers: "squared", mismatch: 2 };
/** Gower's: each column adds 0 to 1. */
export const GOWER: MixedDistance = { numbers: "absolute", mismatch: 1 };

/** Scales tables by the ranges of the first. */
export function mixedRows(reference: readonly TableColumn[], columns: readonly TableColumn[]): MixedRows {
  const numeric = reference.flatMap(({ kind }, c) => (kind === "number" ? [c] : []));
  const nominal = reference.flatMap(({ kind }, c) => (kind === "category" ? [c] : []));
  const count = columns[0].values.length;
  const [p, q] = [numeric.length, nominal.length];
  const numbers = new Float64Array(count * p);
  const levels = new Int32Array(count * q);
  numeric.forEach((c, at) => {
    const { low, high } = range(reference[c].values) ?? { low: 0, high: 1 };
    const width = high > low ? high - low : 1;
    for (let i = 0; i < count; i++) numbers[i * p + at] = (columns[c].values[i] - low) / width;
  });
  nominal.forEach((c, at) => {
    levelsOf(columns[c].values).forEach((level, i) => (levels[i * q + at] = level));
  });
  return { count, numbers, p, levels, q };
}

/** The nearest row of each query: its place and how far it is. Takes count·count·(p + q) steps at most. */
export function nearestRows(
  queries: MixedRows,
  rows: MixedRows,
  distance: MixedDistance,
  { excludeSelf = false }: { excludeSelf?: boolean } = {},
) {
  const places = new Int32Array(queries.count);
  const distances = new Float64Array(queries.count);
  for (let i = 0; i < queries.count; i++) {
    let best = Infinity;
    for (let j = 0; j < rows.count; j++) {
      if (excludeSelf && i === j) continue;
      const d = apart(queries, i, rows, j, distance, best);
      if (d < best) {
        best = d;
        places[i] = j;
      }
    }
    distances[i] = best;
  }
  return { places, distances };
}

/** The distance of two rows, or something from `bound` on as soon as it is known to be that far. */
function apart(a: MixedRows, i: number, b: MixedRows, j: number, how: MixedDistance, bound: number): number {
  const { p, q } = a;
  const { mismatch } = how;
  let sum = 0;
  for (let c = 0, x = i * q, y = j * q; c < q; c++)
    if (a.levels[x + c] !== b.levels[y + c] && (sum += mismatch) >= bound) return sum;
  const squared = how.numbers === "squared";
  for (let c = 0, x = i * p, y = j * p; c < p; c++) {
    const difference = a.numbers[x + c] - b.numbers[y + c];
    if (difference === difference) sum += squared ? difference * difference : Math.min(1, Math.abs(difference));
    else if (Number.isNaN(a.numbers[x + c]) !== Number.isNaN(b.numbers[y + c])) sum += 1;
    if (sum >= bound) return sum;
  }
  return sum;
}
