import { option, oneOf, readOptions, unchecked, type Settled, type Spec } from "../../support/options.ts";
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
  /** The decimal sign of columns whose cells do not show another one. @default by all columns together */
  decimalChar?: "." | "," | undefined;
  /**
   * What stands between groups of three digits; " " and "'" for spaces and apostrophes of every kind, "" where nothing does:
   * 1,234 is then 1.234. @default by all columns together
   */
  groupChar?: "." | "," | " " | "'" | "" | undefined;
  /** Whether day or month comes first in dates such as 01/02/2024. @default by the whole column, else the day */
  dateOrder?: "day" | "month" | undefined;
  /** How the file is written, if it is one; goes into the schema. @default none */
  dialect?: TableDialect | undefined;
}

const describeSpec = {
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
  groupChar: oneOf([".", ",", " ", "'", ""]),
  dateOrder: oneOf(["day", "month"]),
  dialect: unchecked<TableDialect>(),
} satisfies Spec<DescribeOptions>;

export type DescribeSettings = Settled<typeof describeSpec>;

/** The options, checked. */
export function readDescribeOptions(where: string, options: DescribeOptions): DescribeSettings {
  const settings = readOptions(where, options, describeSpec);
  const { decimalChar, groupChar } = settings;
  if (groupChar !== undefined && groupChar === decimalChar)
    throw invalid(where, "groupChar other than decimalChar", groupChar);
  return settings;
}
