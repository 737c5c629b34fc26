import type { Cell, DataTable } from "../data/data-table.ts";

/** Rows of a file that knows its cells' types: iterate it, chunk by chunk. */
export interface TypedReader extends AsyncIterable<DataTable> {
  /** Names of the columns. */
  readonly names: readonly string[];
}

/** A value of another program's as a cell: lists and records as their JSON. */
export function toCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "object" && !(value instanceof Date)) return JSON.stringify(value, bigintsAsNumbers);
  if (typeof value === "number" && Number.isNaN(value)) return null;
  return value as Cell;
}

function bigintsAsNumbers(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
