import { momentsOf } from "./moments.ts";

/** Rows in rising order of the column whose numbers spread most: what nearest rows are looked for along. */
export interface OrderedRows {
  /** −1 where there are no columns. */
  column: number;
  /** Places of rows that have a number there, and these, ascending. */
  order: Int32Array;
  values: Float64Array;
  /** Places of the others. */
  others: Int32Array;
}

/** @param rows  (n, dim) row-major, NaN where a number is missing */
export function alongWidest(rows: Float64Array, dim: number): OrderedRows {
  const count = dim > 0 ? rows.length / dim : 0;
  let [column, widest] = [dim > 0 ? 0 : -1, -1];
  for (let c = 0; c < dim; c++) {
    const spread = momentsOf(rows, c, dim).variance;
    if (spread > widest) [column, widest] = [c, spread];
  }
  const valueOf = (row: number): number => rows[row * dim + column];
  const all = Int32Array.from({ length: count }, (_, row) => row);
  const order = all.filter((row) => !Number.isNaN(valueOf(row))).sort((a, b) => valueOf(a) - valueOf(b));
  return {
    ...{ column, order },
    values: Float64Array.from(order, valueOf),
    others: all.filter((row) => Number.isNaN(valueOf(row))),
  };
}

/**
 * Looks at ascending numbers from one of them outwards, the nearer of both sides first, until the nearer one is too far.
 *
 * @param look  told the place of a number
 */
export function outwards(
  values: Float64Array,
  value: number,
  isTooFar: (gap: number) => boolean,
  look: (place: number) => void,
): void {
  let up = firstFrom(values, 1, value);
  let down = up - 1;
  while (down >= 0 || up < values.length) {
    const below = down >= 0 ? value - values[down] : Infinity;
    const beyond = up < values.length ? values[up] - value : Infinity;
    if (isTooFar(Math.min(below, beyond))) return;
    // Where both are infinite one side may have ended
    look(up >= values.length || (down >= 0 && below < beyond) ? down-- : up++);
  }
}

/** The first row whose first number is not below `value`, of rows (n, dim) in rising order of it. */
export function firstFrom(rows: Float64Array, dim: number, value: number): number {
  let [low, high] = [0, rows.length / dim];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rows[middle * dim] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
