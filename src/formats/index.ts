export type { TableDialect } from "./dialect.ts";
export { isMissing, isMissingNumber, markersAmongNumbers, missingMarkers } from "./missing.ts";
export type { ReadingNote } from "./notes.ts";
export { NumberEvidence, numberStyles, parseNumber, type NumberStyle } from "./numbers.ts";
export type { ReadOptions } from "./read-options.ts";
export { readRows, type RowChunk, type RowReader } from "./read-rows.ts";
export { readTable, type TextTable } from "./read-table.ts";
export type { TableSource } from "./source.ts";
