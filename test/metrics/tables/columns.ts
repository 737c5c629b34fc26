import type { TableColumn } from "../../../src/metrics/tables/column.ts";

/** A column of numbers. */
export function number(...values: number[]): TableColumn {
  return { kind: "number", values };
}

/** A column of indexes of levels. */
export function category(...values: number[]): TableColumn {
  return { kind: "category", values };
}
