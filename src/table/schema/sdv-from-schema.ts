import { oneOf, readOptions } from "../../support/options.ts";
import { isObject, text, type Json } from "./schema-options.ts";
import type { SdvColumn, SdvMetadata, SdvTable } from "./sdv-metadata.ts";
import type { Field, TableSchema } from "./table-schema.ts";

/** Options of {@link sdvFromSchema}. */
export interface SdvMetadataOptions {
  /** "V1" for SDV 1.17 and later, "SINGLE_TABLE_V1" for versions before. @default "V1" */
  version?: "V1" | "SINGLE_TABLE_V1";
  /** The table's name in "V1". @default "table" */
  table?: string;
}

const VERSIONS = ["V1", "SINGLE_TABLE_V1"] as const;

/** Formats of fields without one. */
const ISO: Readonly<Record<string, string>> = {
  date: "%Y-%m-%d",
  datetime: "%Y-%m-%dT%H:%M:%S",
  time: "%H:%M:%S",
  yearmonth: "%Y-%m",
};

/**
 * SDV's metadata of a table with this schema: JSON of it is what SDV's `Metadata.load_from_json` reads. Constraints between
 * columns, point masses and missing values have no place in it.
 *
 *
 * @example
 * ```ts
 * import { sdvFromSchema } from "langevin/table";
 *
 * const metadata = sdvFromSchema({ fields: [{ name: "sold", type: "date", format: "%d/%m/%Y" }] }, { table: "sales" });
 * console.log(JSON.stringify(metadata, undefined, 2));
 * ```
 */
export function sdvFromSchema(schema: TableSchema, options: SdvMetadataOptions = {}): SdvMetadata {
  const where = "sdvFromSchema";
  const { version, table } = readOptions(where, options, {
    version: oneOf(VERSIONS, { default: "V1" }),
    table: text({ default: "table" }),
  });
  const { primaryKey } = schema;
  const one: SdvTable = {
    ...(primaryKey !== undefined && { primary_key: primaryKey }),
    columns: Object.fromEntries(schema.fields.map((field) => [field.name, columnOf(field)])),
  };
  if (version === "SINGLE_TABLE_V1") return { METADATA_SPEC_VERSION: version, ...one };
  return { METADATA_SPEC_VERSION: version, tables: { [table]: one }, relationships: [] };
}

function columnOf(field: Field): SdvColumn {
  const { type, format, langevin } = field;
  const kept = sdvOf(field);
  const role = langevin?.role;
  if (role === "identifier") return { sdtype: "id", ...regexOf(field) };
  if (role === "text" || role === "drop")
    return kept.sdtype === undefined ? { sdtype: "unknown", pii: true } : { sdtype: kept.sdtype, ...piiOf(kept) };
  if (type === "boolean") return { sdtype: "boolean" };
  if (field.categories !== undefined || role === "category" || role === "ordinal" || type === "string")
    return kept.sdtype !== undefined && kept.pii === false
      ? { sdtype: kept.sdtype, pii: false }
      : { sdtype: "categorical", ...orderOf(field, kept) };
  if (Object.hasOwn(ISO, type)) {
    const pattern = format === undefined || format === "default" || format === "any" ? ISO[type] : format;
    // Python's strptime knows no "%-d"; its "%d" reads days without a zero as well
    return { sdtype: "datetime", datetime_format: pattern.replace(/%-/g, "%") };
  }
  const computer_representation = kept.computer_representation ?? (type === "number" ? "Float" : "Int64");
  return { sdtype: "numerical", computer_representation };
}

function regexOf({ constraints, langevin }: Field): { regex_format?: string } {
  const generator = langevin?.generator;
  const made = generator?.kind === "pattern" ? generator.pattern : undefined;
  const regex = constraints?.pattern ?? made;
  return regex === undefined ? {} : { regex_format: regex };
}

function piiOf({ pii }: Partial<SdvColumn>): { pii?: boolean } {
  return pii === undefined ? {} : { pii };
}

function orderOf({ categories, categoriesOrdered }: Field, { order_by }: Partial<SdvColumn>): Partial<SdvColumn> {
  if (categories && categoriesOrdered) return { order: categories };
  return order_by === undefined ? {} : { order_by };
}

/** What {@link schemaFromSdv} kept of a column. */
function sdvOf(field: Field): Partial<SdvColumn> {
  const kept = (field as unknown as Json)["sdv"];
  return isObject(kept) ? kept : {};
}
