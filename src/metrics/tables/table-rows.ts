import { metricsKey } from "../../numerics/draws.ts";
import { uniformAt } from "../../numerics/random.ts";
import { rowsIn, type TableColumn } from "./column.ts";

/** The rows of a table in the order asked for. */
export function takeRows(columns: readonly TableColumn[], rows: Uint32Array): TableColumn[] {
  return columns.map(({ kind, values }) => {
    const taken = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i]];
    return { kind, values: taken };
  });
}

/** One table under another with the same columns. */
export function appendRows(first: readonly TableColumn[], second: readonly TableColumn[]): TableColumn[] {
  return first.map(({ kind, values }, c) => {
    const all = new Float64Array(values.length + second[c].values.length);
    all.set(values);
    all.set(second[c].values, values.length);
    return { kind, values: all };
  });
}

/**
 * A table whose columns are independent of each other: each cell is that of a row drawn for it alone. What such a table scores
 * is the floor of every metric of dependence.
 */
export function independentTable(columns: readonly TableColumn[], count: number, seed: number): TableColumn[] {
  const rows = rowsIn(columns);
  return columns.map(({ kind, values }, c) => {
    const key = metricsKey(seed, "independent", c);
    const drawn = Float64Array.from({ length: count }, (_, i) => values[Math.floor(uniformAt(key, i, 0) * rows)]);
    return { kind, values: drawn };
  });
}
