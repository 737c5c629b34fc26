import type { TableReading } from "../formats/table-reading.ts";
import type { JsonObject } from "../work/canonical-json.ts";
import type { FileReference } from "../work/file-reference.ts";

/** How a file of rows is read, where its name and its first rows do not say it. */
export interface InputReading {
  /** The file's format. @default by its name */
  readonly format?: "csv" | "parquet" | undefined;
  /** What stands between a text's cells. @default as it is found */
  readonly delimiter?: string | undefined;
  /** Whether a text's first row names the columns. @default as it is found */
  readonly header?: boolean | undefined;
  /** The columns that are taken, in this order. @default all, as the file has them */
  readonly columns?: readonly string[] | undefined;
}

/** A file of rows that an operation goes through. */
export interface InputReference extends FileReference {
  /** How it is read, as was found for the whole file. */
  readonly reading: TableReading;
}

/** Formats of parts. */
export type PartFormat = "parquet" | "csv";

/** A row-wise operation over many shards: all that decides its rows, and where its files lie. */
export interface RowsSpec {
  /** Which kind of work it is. */
  readonly kind: "rows";
  /** The operation's name. */
  readonly operation: string;
  /** The operation's own options. */
  readonly options: JsonObject;
  /** Rows that it goes through: those of the input, or those that are made. */
  readonly rows: number;
  /** Rows of a shard; the last one has what is left. */
  readonly shardRows: number;
  /** The model's file. */
  readonly model: FileReference;
  /** The file of rows, for operations that have one. */
  readonly input?: InputReference | undefined;
  /** The arithmetic of the engine. */
  readonly arithmetic: string;
  /** The format of parts. */
  readonly format: PartFormat;
  /** Which build of the library planned it. */
  readonly build: string;
  /** SHA-256 of the first rows as that build computed them. */
  readonly probe: string;
}
