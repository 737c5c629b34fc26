export type { Cell, DataTable } from "../data/data-table.ts";
export type { TableDialect } from "../formats/dialect.ts";
export type { Field, FieldModel, FieldType, Role, TableConstraint, TableSchema } from "./schema/table-schema.ts";
