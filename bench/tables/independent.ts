import { streamKey, uniformAt, purposes } from "../../src/numerics/random.ts";
import { rowCount, type TextTable } from "./text-table.ts";

/** Independent columns: each cell is that of a training row drawn for it alone. The floor of every table. */
export function independentColumns(train: TextTable, count: number, seed: number): TextTable {
  const key = streamKey(seed, purposes.metrics);
  const rows = rowCount(train);
  const columns = train.columns.map((cells, c) =>
    Array.from({ length: count }, (_, i) => cells[Math.floor(uniformAt(key, i, c) * rows)]),
  );
  return { names: train.names, columns };
}
