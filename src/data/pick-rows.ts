import type { DataTable } from "./data-table.ts";

/** Chosen rows of a row-major array. */
export function pickRows<T extends Float32Array | Float64Array>(rows: T, width: number, chosen: ArrayLike<number>): T {
  const picked = new (rows.constructor as new (length: number) => T)(chosen.length * width);
  for (let k = 0; k < chosen.length; k++)
    picked.set(rows.subarray(chosen[k] * width, (chosen[k] + 1) * width), k * width);
  return picked;
}

/** Chosen rows of a table. */
export function pickCells({ names, columns }: DataTable, chosen: ArrayLike<number>): DataTable {
  return { names, columns: columns.map((cells) => Array.from(chosen, (row) => cells[row])) };
}
