import { option, oneOf, unchecked, type Spec } from "../../support/options.ts";
import { invalid } from "../../support/errors.ts";
import { isReadable } from "../../support/readable.ts";
import type { TableDialect } from "../../formats/dialect.ts";
import { schemaOption } from "../schema/schema-option.ts";
import type { TableSchema } from "../schema/table-schema.ts";

/** Options of {@link describeTable} and {@link describeRows}: what overrules a guess. */
export interface DescribeOptions {
  /** Fields to go by: nothing is guessed of the columns it has. @default none */
  schema?: TableSchema | undefined;
  /** Texts that stand for a missing cell, beside an empty one and the usual markers. @default none */
  missingValues?: readonly string[] | undefined;
  /** The decimal sign of every column. @default by all columns together */
  decimalChar?: "." | "," | undefined;
  /** Whether day or month comes first in dates such as 01/02/2024. @default by the whole column, else the day */
  dateOrder?: "day" | "month" | undefined;
  /** How the file is written, if it is one; goes into the schema. @default none */
  dialect?: TableDialect | undefined;
}

export const describeSpec = {
  schema: schemaOption(),
  missingValues: option(
    (where, name, value): string[] => {
      if (!isReadable(value) || !Array.isArray(value) || !value.every((text) => typeof text === "string"))
        throw invalid(where, `${name} an array of texts`, value);
      return [...(value as string[])];
    },
    { default: [] as string[] },
  ),
  decimalChar: oneOf([".", ","]),
  dateOrder: oneOf(["day", "month"]),
  dialect: unchecked<TableDialect>(),
} satisfies Spec<DescribeOptions>;
