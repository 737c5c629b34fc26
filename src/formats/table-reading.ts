import type { TableDialect } from "./dialect.ts";
import type { NumberStyle } from "./numbers.ts";
import type { Uneven } from "./row-shaper.ts";

/** How a table's rows are found and read, as it was understood once by reading all of it: any rows are then read alone. */
export type TableReading = TextReading | ParquetReading;

/** What all formats have. */
export interface ReadingOfRows {
  /** Rows of the table. */
  readonly rows: number;
  /** Names of the columns that are taken, in order. */
  readonly columns: readonly string[];
}

/** How a Parquet file is read: it says the rest itself. */
export interface ParquetReading extends ReadingOfRows {
  /** The file's format. */
  readonly format: "parquet";
}

/** How a text is read (CSV and its kin). */
export interface TextReading extends ReadingOfRows {
  /** The file's format. */
  readonly format: "csv";
  /** How the file is written. */
  readonly dialect: TableDialect;
  /** Names of all of the file's columns, as they are read. */
  readonly names: readonly string[];
  /** Names as the file has them, which further lines may repeat. */
  readonly header?: readonly string[] | undefined;
  /** Cells of a row in the file. */
  readonly width: number;
  /** What becomes of rows of another length. */
  readonly uneven: Uneven;
  /** How each of the taken columns writes its numbers: one column's style is that of all its cells. */
  readonly numbers: readonly NumberStyle[];
  /** Where reading may begin: at every row whose number is a multiple of this. */
  readonly step: number;
  /** The bytes of the file where these rows begin. */
  readonly bytes: readonly number[];
  /** The lines of the file where they begin, counted from 1. */
  readonly lines: readonly number[];
}
