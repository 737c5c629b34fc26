export { readArrow } from "./arrow.ts";
export type { TableDialect } from "./dialect.ts";
export { readJsonArray, readJsonLines } from "./json-rows.ts";
export { isMissing, isMissingNumber, markersAmongNumbers, missingMarkers } from "./missing.ts";
export type { ReadingNote } from "./notes.ts";
export {
  groupCharsLike,
  NumberEvidence,
  numberStyles,
  parseNumber,
  type GivenStyle,
  type NumberStyle,
} from "./numbers.ts";
export { readParquet } from "./parquet.ts";
export type { ReadOptions } from "./read-options.ts";
export { readRows, type RowChunk, type RowReader } from "./read-rows.ts";
export { readTable, type TextTable } from "./read-table.ts";
export type { TableSource } from "./source.ts";
export type { TypedReader } from "./typed-reader.ts";
export { tableFormatOf, writeRows, type TableFormat, type WriteOptions } from "./write-rows.ts";
