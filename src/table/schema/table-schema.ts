import type { TableDialect } from "../../formats/dialect.ts";

/** What a column is to the model. */
export type Role = "number" | "category" | "ordinal" | "cyclic" | "identifier" | "text" | "constant" | "empty" | "drop";

/** Frictionless types of fields that are understood. */
export type FieldType =
  "string" | "number" | "integer" | "boolean" | "date" | "time" | "datetime" | "year" | "yearmonth";

/** What langevin adds to a field: a custom property that other readers of the schema pass over. */
export interface FieldModel {
  role: Role;
  /** Which rule decided, in words. */
  reason?: string;
  /** Numbers are multiples of this: 1 for integers, 0.01 for two decimals. */
  resolution?: number;
  /** Values that hold so many rows that each is a state of its own. */
  atoms?: number[];
  /** Length of a cyclic column's circle, in its units. */
  period?: number;
  /** How identifiers are made anew. */
  generator?:
    | { kind: "sequence"; start: number; step: number; prefix?: string; width?: number }
    | { kind: "pattern"; pattern: string };
  /** Levels rarer than this many rows become "other". */
  protect?: number;
  /** The kind of column encoding; by default that of its role and type. */
  encoding?: string;
  /** Numbers beyond these, as the column's codec counts them, stand for the nearer end. */
  range?: [low: number, high: number];
  /** Whether numbers may lie beyond those seen, within the constraints. */
  extrapolate?: boolean;
  /** Digits behind the decimal sign that every number, or second, is written with. */
  decimals?: number;
  /** The zone of datetimes with one, as they write it: "Z", "+02:00". */
  zone?: string;
  /** What stands for every level that is not among the categories. */
  other?: string;
}

/** A field of a Table Schema (Frictionless v2) with our property. */
export interface Field {
  name: string;
  type: FieldType;
  /** strptime pattern of dates and times, or "default". */
  format?: string;
  categories?: (string | number)[];
  categoriesOrdered?: boolean;
  missingValues?: string[];
  trueValues?: string[];
  falseValues?: string[];
  decimalChar?: string;
  groupChar?: string;
  bareNumber?: boolean;
  constraints?: {
    required?: boolean;
    unique?: boolean;
    minimum?: number | string;
    maximum?: number | string;
    enum?: (string | number)[];
    pattern?: string;
  };
  langevin?: FieldModel;
}

/** A relation between columns that every row keeps. */
export type TableConstraint =
  | { type: "inequality"; low: string; high: string; strict?: boolean }
  | { type: "combination"; fields: string[] }
  | { type: "sum"; total: string; parts: string[] };

/** A Table Schema (Frictionless v2): fields in order, with our property for what it does not know. */
export interface TableSchema {
  fields: Field[];
  missingValues?: string[];
  primaryKey?: string | string[];
  langevin?: { constraints?: TableConstraint[]; dialect?: TableDialect };
}
