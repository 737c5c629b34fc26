/** Rows of numbers with the names of their columns. */
export interface Table {
  columns: string[];
  /** For each column: every value is a whole number, so that samples are rounded. */
  integer: boolean[];
  /** (rowCount, columns) row-major */
  rows: Float64Array;
  rowCount: number;
}

/** A table as it was found in a file, with what was left out of it. */
export interface ReadTable extends Table {
  skippedColumns: { name: string; why: string }[];
  /** Rows left out because a value is missing. */
  droppedRows: number;
}

export type TableErrorCode =
  "not-found" | "unreadable" | "empty" | "binary" | "malformed" | "no-numeric-column" | "too-few-rows";

/** A file that cannot be used, in one sentence for whoever chose it. */
export class TableError extends Error {
  readonly code: TableErrorCode;

  constructor(code: TableErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TableError";
    this.code = code;
  }
}

/** 1234567 → "1,234,567" */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}
