export type { Cell, DataTable } from "../data/data-table.ts";
export type {
  Field,
  FieldModel,
  FieldType,
  Role,
  TableConstraint,
  TableDialect,
  TableSchema,
} from "./schema/table-schema.ts";
