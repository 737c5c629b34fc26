import type { Cell } from "../../data/data-table.ts";
import type { TableSchema } from "../schema/table-schema.ts";

/** A decision that the table's cells did not force. */
export interface Guess {
  /** The column it is about, if it is about one. */
  column?: string;
  /** What was decided, in words. */
  what: string;
  /** Which rule decided. */
  why: string;
  /** How to say otherwise: a property of the options and the command line's flag. */
  how: string;
}

/** A number that says something about a column's cells. */
export interface ColumnStatistics {
  /** The column's name. */
  name: string;
  /** Rows without a value. */
  missing: number;
  /** Different values. */
  distinct: number;
  /** Whether `distinct` is an estimate: beyond 10,000 different values. */
  isEstimate: boolean;
  /** Least and greatest number or moment, as the column counts them (days, milliseconds). */
  minimum?: number;
  /** The greatest, counted the same way. */
  maximum?: number;
  /** The most frequent values, up to 10, the first ones first. */
  top: {
    /** The value as a text. */
    value: string;
    /** Rows that have it. */
    count: number;
  }[];
}

/** A table as it is understood. */
export interface TableDescription {
  /** Fields in the table's order, each with its `reason`. */
  schema: TableSchema;
  /** Rows with a value. */
  rows: number;
  /** Rows without any value, which are no rows. */
  blankRows: number;
  /** Figures of each column. */
  columns: ColumnStatistics[];
  /** The first rows, as programs have them: numbers, texts, truth values; null where missing. */
  firstRows: Cell[][];
  /** What may be damaged, or should be looked at. */
  warnings: string[];
  /** Decisions that the cells did not force. */
  guesses: Guess[];
}
