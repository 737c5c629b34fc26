export type { Cell, DataTable } from "../data/data-table.ts";
export type { TableDialect } from "../formats/dialect.ts";
export type { Field, FieldModel, FieldType, Role, TableConstraint, TableSchema } from "./schema/table-schema.ts";
export type {
  Field,
  FieldModel,
  FieldType,
  Role,
  TableConstraint,
  TableDialect,
  TableSchema,
} from "./schema/table-schema.ts";
export { fitTable, type FitProgress, type FitRun } from "./model/fit-table.ts";
export type { FitTableOptions } from "./model/fit-options.ts";
export type { TableModel } from "./model/table-model.ts";
export type { TableInput } from "./model/table-input.ts";
export type { SampleTableOptions, TableRow } from "./model/sample-table.ts";
export type { ImputeTableOptions } from "./model/impute-table.ts";
export type { LogProbabilityOptions, LogProbabilityResult } from "./model/log-probability.ts";
export type { TableProgress } from "./model/table-progress.ts";
