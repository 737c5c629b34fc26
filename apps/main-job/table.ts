/** Rows of numbers with the names of their columns. */
export interface Table {
  columns: string[];
  /** For each column: every value is a whole number, so that samples are rounded. */
  integer: boolean[];
  /** (rowCount, columns) row-major */
  rows: Float64Array;
  rowCount: number;
}

/** A table as it was found in a file, with how it was understood and what was left out of it. */
export interface ReadTable extends Table {
  reading: Reading;
  skippedColumns: { name: string; why: string }[];
  /** Rows left out because a value is missing. */
  droppedRows: number;
  /** Columns in which a value is missing, and in how many rows, where that dropped rows. */
  gaps: { name: string; missing: number }[];
}

/** How a text was taken for a table. */
export interface Reading {
  separator: Separator;
  /** Whether the first line names the columns; otherwise it is a row like all others. */
  header: boolean;
  /** Whether a comma was taken for a decimal point. */
  decimalComma: boolean;
  /** Rows with another number of cells than the first line. */
  unevenRows: number;
  /** Whether bytes that are no UTF-8 became replacement characters. */
  damagedText: boolean;
}

export type Separator = "\t" | ";" | "," | " ";

export type TableErrorCode =
  | "not-found"
  | "unreadable"
  | "too-large"
  | "empty"
  | "binary"
  | "other-format"
  | "malformed"
  | "no-numeric-column"
  | "too-many-columns"
  | "other-columns"
  | "too-few-rows";

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

/** A name or cell as a message shows it: on one line, at most `most` characters. */
export function shorten(text: string, most = 32): string {
  // The rest of a cell of megabytes is not even looked at
  const line = text
    .slice(0, 4 * most)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return text.length > 4 * most || line.length > most ? line.slice(0, most - 1) + "…" : line;
}

/** The first `most` of a list, and how many more there are. */
export function listSome(items: string[], most: number): string {
  const more = items.length > most ? [`and ${formatCount(items.length - most)} more`] : [];
  return [...items.slice(0, most), ...more].join(", ");
}
