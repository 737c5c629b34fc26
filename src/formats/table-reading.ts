import type { TableDialect } from "./dialect.ts";
import type { NumberStyle } from "./numbers.ts";

/** How a table's rows are found and read, as it was understood once by reading all of it: any rows are then read alone. */
export type TableReading = TextReading | ParquetReading;

interface ReadingOfRows {
  /** Rows of the table. */
  readonly rows: number;
  /** Names of the columns that are taken, in order. */
  readonly columns: readonly string[];
}

/** A place in a text where a row begins. */
export interface RowPlace {
  /** Which row, counted from 0. */
  readonly row: number;
  /** The byte of the file. */
  readonly byte: number;
  /** The line of the file, counted from 1. */
  readonly line: number;
}

/** How a text is read (CSV and its kin). */
export interface TextReading extends ReadingOfRows {
  readonly format: "csv";
  /** How the file is written. */
  readonly dialect: TableDialect;
  /** Names of the file's columns, as they are read. */
  readonly names: readonly string[];
  /** Cells of a row in the file. */
  readonly width: number;
  /** Names as the file has them, which may be repeated further down. */
  readonly header?: readonly string[] | undefined;
  /** How each of the taken columns writes its numbers. */
  readonly numbers: readonly NumberStyle[];
  /** Where reading may begin. */
  readonly places: readonly RowPlace[];
}

/** How a Parquet file is read. */
export interface ParquetReading extends ReadingOfRows {
  readonly format: "parquet";
}
