import { momentsOf } from "../../numerics/moments.ts";
import { range, rowsIn, type TableColumn } from "./column.ts";

/** Rows with numbers scaled by a reference table, and levels beside them: what nearest rows are looked for among. */
export interface MixedRows {
  count: number;
  /** (count, p) row-major; NaN for missing */
  numbers: Float64Array;
  p: number;
  /** (count, q) row-major; 0 for missing */
  levels: Int32Array;
  q: number;
}

/** How far apart two rows are: a sum over columns. */
export interface MixedDistance {
  /** What numbers are divided by: the reference table's range, or its standard deviation. */
  scale: "range" | "deviation";
  /** Whether differences of numbers are squared, or their absolute values, up to `most`. */
  squared: boolean;
  most: number;
  /** What two different levels add, or a missing one beside one that is there. */
  mismatch: number;
  /** What a missing number adds beside one that is there. */
  gap: number;
}

/** Squared Euclidean distance after min-max scaling and one-hot coding. */
export const ONE_HOT: MixedDistance = { scale: "range", squared: true, most: Infinity, mismatch: 2, gap: 1 };
/** Gower's: each column adds 0 to 1. */
export const GOWER: MixedDistance = { scale: "range", squared: false, most: 1, mismatch: 1, gap: 1 };
/** Manhattan distance after standardization and one-hot coding. */
export const MANHATTAN: MixedDistance = { scale: "deviation", squared: false, most: Infinity, mismatch: 2, gap: 2 };

/** Rows of tables, their numbers scaled by the reference. */
export function mixedRows(
  reference: readonly TableColumn[],
  columns: readonly TableColumn[],
  { scale }: MixedDistance,
): MixedRows {
  const places = (wanted: TableColumn["kind"]): number[] =>
    reference.flatMap(({ kind }, c) => (kind === wanted ? [c] : []));
  const [numeric, nominal] = [places("number"), places("category")];
  const count = rowsIn(columns);
  const [p, q] = [numeric.length, nominal.length];
  const numbers = new Float64Array(count * p);
  const levels = new Int32Array(count * q);
  numeric.forEach((c, at) => {
    const { origin, unit } = (scale === "range" ? byRange : byDeviation)(reference[c].values);
    for (let i = 0; i < count; i++) numbers[i * p + at] = (columns[c].values[i] - origin) / unit;
  });
  nominal.forEach((c, at) => {
    for (let i = 0; i < count; i++) {
      const level = columns[c].values[i];
      levels[i * q + at] = Number.isNaN(level) ? 0 : level + 1;
    }
  });
  return { count, numbers, p, levels, q };
}

interface Scale {
  origin: number;
  /** 1 for a constant column */
  unit: number;
}

function byRange(values: ArrayLike<number>): Scale {
  const { low, high } = range(values) ?? { low: 0, high: 1 };
  return { origin: low, unit: high > low ? high - low : 1 };
}

function byDeviation(values: ArrayLike<number>): Scale {
  const { mean, variance } = momentsOf(values);
  return { origin: mean, unit: variance > 0 ? Math.sqrt(variance) : 1 };
}

/** The distance of two rows, or something from `bound` on as soon as it is known to be that far. */
export function apart(a: MixedRows, i: number, b: MixedRows, j: number, how: MixedDistance, bound: number): number {
  const { mismatch } = how;
  const [levels, others] = [a.levels, b.levels];
  let sum = 0;
  for (let x = i * a.q, y = j * a.q, end = x + a.q; x < end; x++, y++)
    if (levels[x] !== others[y] && (sum += mismatch) >= bound) return sum;
  return how.squared ? squares(a, i, b, j, how, sum, bound) : absolutes(a, i, b, j, how, sum, bound);
}

function squares(
  a: MixedRows,
  i: number,
  b: MixedRows,
  j: number,
  { gap }: MixedDistance,
  start: number,
  bound: number,
): number {
  const [numbers, others] = [a.numbers, b.numbers];
  let sum = start;
  for (let x = i * a.p, y = j * a.p, end = x + a.p; x < end && sum < bound; x++, y++) {
    const difference = numbers[x] - others[y];
    if (!Number.isNaN(difference)) sum += difference * difference;
    else if (Number.isNaN(numbers[x]) !== Number.isNaN(others[y])) sum += gap;
  }
  return sum;
}

function absolutes(
  a: MixedRows,
  i: number,
  b: MixedRows,
  j: number,
  { most, gap }: MixedDistance,
  start: number,
  bound: number,
): number {
  const [numbers, others] = [a.numbers, b.numbers];
  let sum = start;
  for (let x = i * a.p, y = j * a.p, end = x + a.p; x < end && sum < bound; x++, y++) {
    const difference = Math.abs(numbers[x] - others[y]);
    if (difference <= most) sum += difference;
    else if (difference > most) sum += most;
    else if (Number.isNaN(numbers[x]) !== Number.isNaN(others[y])) sum += gap;
  }
  return sum;
}
