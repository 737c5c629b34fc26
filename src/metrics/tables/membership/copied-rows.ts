import { rowsIn, type TableColumn } from "../column.ts";

const cell = new Float64Array(1);
const words = new Uint32Array(cell.buffer);

/** A number of 32 bits for each row, the same for rows of equal cells. */
function hashes(table: readonly TableColumn[]): Uint32Array {
  const hash = new Uint32Array(rowsIn(table));
  for (const { values } of table)
    for (let i = 0; i < hash.length; i++) {
      // −0 is 0, and there are many NaN
      cell[0] = Number.isNaN(values[i]) ? NaN : values[i] + 0;
      const mixed = Math.imul(hash[i] ^ words[0], 0x9e3779b1) ^ words[1];
      hash[i] = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
    }
  return hash;
}

/** Which rows are equal to a row of `table` in every cell; two missing cells are equal. */
export function copiedRows(rows: readonly TableColumn[], table: readonly TableColumn[]): boolean[] {
  const places = new Map<number, number[]>();
  hashes(rows).forEach((hash, i) => {
    const same = places.get(hash);
    if (same) same.push(i);
    else places.set(hash, [i]);
  });
  const copied = new Array<boolean>(rowsIn(rows)).fill(false);
  const equal = (a: number, b: number): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));
  hashes(table).forEach((hash, j) => {
    for (const i of places.get(hash) ?? [])
      copied[i] ||= rows.every(({ values }, c) => equal(values[i], table[c].values[j]));
  });
  return copied;
}
