import type { Range } from "./data-spec.ts";

/** The part of the plane that every panel shows. */
export interface View {
  x: Range;
  y: Range;
  /** What is shown across and upwards, where that has names. */
  names?: readonly [string, string] | undefined;
}

/** Room around the data, as a part of its extent: there the noise is seen to come in. */
const MARGIN = 0.16;

/** All rows with some room around them, in a square where units are `square`. */
export function viewOf(rows: ArrayLike<number>, square: boolean): View {
  const [x, y] = [0, 1].map((column): Range => {
    let [min, max] = [Infinity, -Infinity];
    for (let i = column; i < rows.length; i += 2) [min, max] = [Math.min(min, rows[i]), Math.max(max, rows[i])];
    return [min, max];
  });
  const [width, height] = [x[1] - x[0], y[1] - y[0]];
  const side = Math.max(width, height);
  return { x: widen(x, square ? side : width), y: widen(y, square ? side : height) };
}

function widen([min, max]: Range, length: number): Range {
  const middle = (min + max) / 2;
  const half = (length / 2) * (1 + 2 * MARGIN) || 1;
  return [middle - half, middle + half];
}

/** Rows at the middles of a view's size × size cells, from the top left. */
export function gridRows({ x, y }: View, size: number): Float64Array {
  const rows = new Float64Array(2 * size * size);
  for (let j = 0; j < size; j++)
    for (let i = 0; i < size; i++) {
      rows[2 * (j * size + i)] = x[0] + ((i + 0.5) / size) * (x[1] - x[0]);
      rows[2 * (j * size + i) + 1] = y[1] - ((j + 0.5) / size) * (y[1] - y[0]);
    }
  return rows;
}
