export type { Cell, DataTable } from "../data/data-table.ts";
export {
  readArrow,
  readJsonArray,
  readJsonLines,
  readParquet,
  readRows,
  readTable,
  tableFormatOf,
  writeRows,
} from "../formats/index.ts";
export type {
  ReadingNote,
  ReadOptions,
  RowChunk,
  RowReader,
  TableDialect,
  TableFormat,
  TableSource,
  TextTable,
  TypedReader,
  WriteOptions,
} from "../formats/index.ts";
export type { Field, FieldModel, FieldType, Role, TableConstraint, TableSchema } from "./schema/table-schema.ts";
export { fitTable, type FitProgress, type FitRun } from "./model/fit-table.ts";
export type { FitTableOptions } from "./model/fit-options.ts";
export type { TableModel } from "./model/table-model.ts";
export type { TableInput } from "./model/table-input.ts";
export type { TableRow } from "./model/rejection.ts";
export type { SampleTableOptions } from "./model/sample-table.ts";
export type { ImputeTableOptions } from "./model/impute-table.ts";
export type { LogProbabilityOptions, LogProbabilityResult } from "./model/log-probability.ts";
export type { TableProgress } from "./model/table-progress.ts";
export { loadTableModel } from "./model/load-table-model.ts";
export { saveTableModel } from "./model/save-table-model.ts";
export { describeRows, describeTable } from "./describe/describe-table.ts";
export type { ColumnStatistics, Guess, TableDescription } from "./describe/description.ts";
export type { DescribeOptions } from "./describe/options.ts";
export { printDescription } from "./describe/print-description.ts";
export { readTableSchema } from "./schema/read-table-schema.ts";
export { writeTableSchema } from "./schema/write-table-schema.ts";
export { schemaFromSdv, type SdvOptions } from "./schema/schema-from-sdv.ts";
export { sdvFromSchema, type SdvMetadataOptions } from "./schema/sdv-from-schema.ts";
export type { SdvColumn, SdvMetadata, SdvTable } from "./schema/sdv-metadata.ts";
export { findConstraints } from "./constraints/find-constraints.ts";
