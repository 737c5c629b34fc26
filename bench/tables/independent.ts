import { purposes, streamKey, uniformAt } from "../../src/numerics/random.ts";
import type { Rival } from "./method.ts";
import { rowCount } from "./text-table.ts";

/** Independent columns: each cell is that of a training row drawn for it alone. The floor of every table. */
export const independentColumns: Rival = (train, _kinds, count, seed) => {
  const key = streamKey(seed, purposes.metrics);
  const rows = rowCount(train);
  const columns = train.columns.map((cells, c) =>
    Array.from({ length: count }, (_, i) => cells[Math.floor(uniformAt(key, i, c) * rows)]),
  );
  return { names: train.names, columns };
};
