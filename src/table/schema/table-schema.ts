import type { TableDialect } from "../../formats/dialect.ts";

/** What a column is to the model. */
export type Role = "number" | "category" | "ordinal" | "cyclic" | "identifier" | "text" | "constant" | "empty" | "drop";

/** Frictionless types of fields that are understood. */
export type FieldType =
  "string" | "number" | "integer" | "boolean" | "date" | "time" | "datetime" | "year" | "yearmonth";

/** What langevin adds to a field: a custom property that other readers of the schema pass over. */
export interface FieldModel {
  /** What the column is to the model. */
  role: Role;
  /** Which rule decided, in words. */
  reason?: string;
  /** Numbers are multiples of this: 1 for integers, 0.01 for two decimals. */
  resolution?: number;
  /** Values that hold so many rows that each is a state of its own. */
  atoms?: number[];
  /** Length of a cyclic column's circle, in its units. */
  period?: number;
  /** How identifiers are made anew; a pattern is of signs, `\d`, classes as `[A-Z]` and counts as `{4}`. */
  generator?:
    | {
        /** Numbers at equal steps. */
        kind: "sequence";
        /** The first number. */
        start: number;
        /** From one to the next. */
        step: number;
        /** What stands before it. */
        prefix?: string;
        /** Digits, filled up with zeros. */
        width?: number;
      }
    | {
        /** Texts of one pattern. */
        kind: "pattern";
        /** The pattern. */
        pattern: string;
      };
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
  /**
   * Texts that come out, drawn at random, in place of `other` or of a free text, which is not learned; null for a gap. Without
   * them it is `other`, or nothing.
   */
  texts?: (string | null)[];
}

/** A field of a Table Schema (Frictionless v2) with our property. */
export interface Field {
  /** The column's name. */
  name: string;
  /** What its cells are. */
  type: FieldType;
  /** strptime pattern of dates and times, or "default". */
  format?: string;
  /** Its levels, where it has levels. */
  categories?: (string | number)[];
  /** Whether the levels are in their order. */
  categoriesOrdered?: boolean;
  /** Texts that stand for a gap in this column. */
  missingValues?: string[];
  /** Texts for true; the first is written. */
  trueValues?: string[];
  /** Texts for false; the first is written. */
  falseValues?: string[];
  /** The decimal sign. Without it a point. */
  decimalChar?: string;
  /** The sign between thousands. Without it none. */
  groupChar?: string;
  /** Whether numbers stand without signs such as € or %. */
  bareNumber?: boolean;
  /** What the column's cells must be. */
  constraints?: {
    /** Whether no cell is missing. */
    required?: boolean;
    /** Whether no value comes twice. */
    unique?: boolean;
    /** The least value. */
    minimum?: number | string;
    /** The greatest value. */
    maximum?: number | string;
    /** The values that are allowed. */
    enum?: (string | number)[];
    /** What texts must look like. */
    pattern?: string;
  };
  /** What langevin adds. */
  langevin?: FieldModel;
}

/** A relation between columns that every row keeps. */
export type TableConstraint =
  | {
      /** One column is never below another. */
      type: "inequality";
      /** The lower column. */
      low: string;
      /** The higher column. */
      high: string;
      /** Whether the two are never equal. */
      strict?: boolean;
    }
  | {
      /** Columns have values together only as the table has them. */
      type: "combination";
      /** These columns. */
      fields: string[];
    }
  | {
      /** One column is the sum of others. */
      type: "sum";
      /** The sum. */
      total: string;
      /** What it is the sum of. */
      parts: string[];
    };

/** A Table Schema (Frictionless v2): fields in order, with our property for what it does not know. */
export interface TableSchema {
  /** The columns, in order. */
  fields: Field[];
  /** Texts that stand for a gap in every column. */
  missingValues?: string[];
  /** Columns that tell rows apart. */
  primaryKey?: string | string[];
  /** What langevin adds. */
  langevin?: {
    /** Relations that every row keeps. */
    constraints?: TableConstraint[];
    /** How the text that the table was read from is written. */
    dialect?: TableDialect;
  };
}
