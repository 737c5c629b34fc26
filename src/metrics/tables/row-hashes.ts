import { rowsIn, type TableColumn } from "./column.ts";

/** A hash of each row; equal rows have equal ones. */
export function rowHashes(columns: readonly TableColumn[]): Int32Array {
  const hashes = new Int32Array(rowsIn(columns));
  const cell = new Float64Array(1);
  const words = new Uint32Array(cell.buffer);
  for (const { values } of columns)
    for (let row = 0; row < hashes.length; row++) {
      // One bit pattern for both zeros, and one for every NaN
      cell[0] = Number.isNaN(values[row]) ? NaN : values[row] + 0;
      const mixed = Math.imul(hashes[row] ^ words[0] ^ Math.imul(words[1], 0x85ebca6b), 0x9e3779b1);
      hashes[row] = mixed ^ (mixed >>> 15);
    }
  return hashes;
}

/** Whether two rows are equal in every cell, missing ones equal to each other. */
export function areRowsEqual(a: readonly TableColumn[], i: number, b: readonly TableColumn[], j: number): boolean {
  return a.every(({ values }, c) => {
    const [x, y] = [values[i], b[c].values[j]];
    return x === y || (Number.isNaN(x) && Number.isNaN(y));
  });
}
