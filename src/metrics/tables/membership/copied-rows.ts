import { rowsIn, type TableColumn } from "../column.ts";
import { areRowsEqual, rowHashes } from "../row-hashes.ts";

/** Which rows are equal to a row of `table` in every cell; two missing cells are equal. */
export function copiedRows(rows: readonly TableColumn[], table: readonly TableColumn[]): boolean[] {
  const places = new Map<number, number[]>();
  rowHashes(rows).forEach((hash, i) => {
    const same = places.get(hash);
    if (same) same.push(i);
    else places.set(hash, [i]);
  });
  const copied = new Array<boolean>(rowsIn(rows)).fill(false);
  rowHashes(table).forEach((hash, j) => {
    for (const i of places.get(hash) ?? []) copied[i] ||= areRowsEqual(rows, i, table, j);
  });
  return copied;
}
