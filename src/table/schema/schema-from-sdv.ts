import { invalid } from "../../support/errors.ts";
import { readOptions } from "../../support/options.ts";
import { isReadable } from "../../support/readable.ts";
import { checkName } from "./known-names.ts";
import { readSchema } from "./read-schema.ts";
import { isObject, text, type Json } from "./schema-options.ts";
import type { SdvColumn, SdvMetadata } from "./sdv-metadata.ts";
import { isIdentifierPattern } from "../fields/identifier-pattern.ts";
import type { Field, TableSchema } from "./table-schema.ts";

/** Options of {@link schemaFromSdv}. */
export interface SdvOptions {
  /** The table's name, where the metadata are of several. @default its only one */
  table?: string;
}

/**
 * The schema of a table of SDV's metadata ("V1" or "SINGLE_TABLE_V1"). Personal data and "unknown" get role "text": they
 * are not learned. What Table Schema has no place for is kept in a property `sdv` of the field, for the way back.
 *
 * @throws LangevinError "invalid-argument" for metadata of another kind, and for several tables where `table` names none
 *
 * @example
 * ```ts
 * import { schemaFromSdv } from "langevin/table";
 *
 * const schema = schemaFromSdv({
 *   METADATA_SPEC_VERSION: "SINGLE_TABLE_V1",
 *   primary_key: "guest",
 *   columns: {
 *     guest: { sdtype: "id", regex_format: "G-\\d{4}" },
 *     room: { sdtype: "categorical", order: ["basic", "suite"] },
 *     arrival: { sdtype: "datetime", datetime_format: "%d %b %Y" },
 *   },
 * });
 * console.log(schema.fields.map((field) => field.type)); // [ 'string', 'string', 'date' ]
 * ```
 */
export function schemaFromSdv(metadata: SdvMetadata, options: SdvOptions = {}): TableSchema {
  const where = "schemaFromSdv";
  const { table } = readOptions(where, options, { table: text() });
  if (!isReadable(metadata) || !isObject(metadata)) throw invalid(where, "metadata an object", metadata);
  return fromSdv(where, metadata, table);
}

/** Whether parsed JSON is SDV's metadata. */
export function isSdv(json: Json): boolean {
  return "METADATA_SPEC_VERSION" in json;
}

export function fromSdv(where: string, metadata: Json, table?: string): TableSchema {
  const known = ["V1", "SINGLE_TABLE_V1"] as const;
  const version = checkName(where, "METADATA_SPEC_VERSION", metadata["METADATA_SPEC_VERSION"], known);
  const { columns, primary_key } = version === "V1" ? tableOf(where, metadata["tables"], table) : metadata;
  if (!isObject(columns)) throw invalid(where, "columns an object", columns);
  const fields = Object.entries(columns).map(([name, column]) => fieldOf(where, name, column));
  return readSchema(where, { fields, ...(primary_key != null && { primaryKey: primary_key }) });
}

function tableOf(where: string, tables: unknown, name: string | undefined): Json {
  if (!isObject(tables)) throw invalid(where, "tables an object", tables);
  const names = Object.keys(tables);
  if (name === undefined && names.length !== 1)
    throw invalid(where, `option table, one of ${names.join(", ")}`, undefined);
  const table = tables[name === undefined ? names[0] : checkName(where, "table", name, names)];
  if (!isObject(table)) throw invalid(where, "a table an object", table);
  return table;
}

function fieldOf(where: string, name: string, column: unknown): object {
  const at = `${where}: column ${JSON.stringify(name)}`;
  if (!isObject(column)) throw invalid(at, "an object", column);
  const { sdtype, computer_representation, datetime_format, regex_format, order, order_by, pii } = column;
  for (const each of [sdtype, computer_representation, datetime_format, regex_format, order_by])
    if (each !== undefined && typeof each !== "string") throw invalid(at, "a text", each);
  if (sdtype === undefined) throw invalid(at, "sdtype a text", sdtype);
  if (order !== undefined && !Array.isArray(order)) throw invalid(at, "order an array", order);
  const given = column as unknown as SdvColumn;
  const kept = { ...(computer_representation !== undefined && { computer_representation }), ...otherKind(given) };
  const others = { ...kept, ...(order_by !== undefined && { order_by }), ...(pii !== undefined && { pii }) };
  return { name, ...typeOf(given), ...(Object.keys(others).length > 0 && { sdv: others }) };
}

const KINDS = ["numerical", "datetime", "categorical", "boolean", "id"];

/** The kind of personal data, which no role tells. */
function otherKind({ sdtype }: SdvColumn): { sdtype?: string } {
  return KINDS.includes(sdtype) ? {} : { sdtype };
}

function typeOf(column: SdvColumn): Omit<Field, "name"> {
  switch (column.sdtype) {
    case "numerical":
      return {
        type: /int/i.test(column.computer_representation ?? "") ? "integer" : "number",
        langevin: { role: "number" },
      };
    case "boolean":
      // As pandas writes them
      return { type: "boolean", ...PANDAS, langevin: { role: "category" } };
    case "datetime":
      return momentOf(column.datetime_format);
    case "categorical":
      return categoryOf(column);
    case "id":
      return identifierOf(column.regex_format);
  }
  if (column.pii === false) return categoryOf(column);
  return { type: "string", langevin: { role: "text", reason: `SDV's sdtype ${column.sdtype}` } };
}

const PANDAS = { trueValues: ["True", "true", "1"], falseValues: ["False", "false", "0"] };

function momentOf(format: string | undefined): Omit<Field, "name"> {
  const isClock = format === undefined || /%-?[HIMSfpz]/.test(format);
  const isDate = format === undefined || /%-?[Yymdb]/i.test(format.replace(/%-?[MSHI]/g, ""));
  const type = isClock ? (isDate ? "datetime" : "time") : "date";
  return { type, ...(format !== undefined && { format }), langevin: { role: "number" } };
}

function categoryOf({ order, order_by }: SdvColumn): Omit<Field, "name"> {
  const levels = (order ?? []).filter((level) => level !== null);
  const areNumbers = levels.length > 0 && levels.every((level) => typeof level === "number");
  const isOrdered = levels.length > 0 || order_by !== undefined;
  return {
    type: areNumbers ? (levels.every(Number.isInteger) ? "integer" : "number") : "string",
    ...(levels.length > 0 && { categories: areNumbers ? levels : levels.map(String), categoriesOrdered: true }),
    langevin: { role: isOrdered ? "ordinal" : "category" },
  };
}

function identifierOf(regex: string | undefined): Omit<Field, "name"> {
  if (regex === undefined)
    return { type: "string", langevin: { role: "identifier", generator: { kind: "sequence", start: 0, step: 1 } } };
  const pattern = regex.replace(/^\^/, "").replace(/\$$/, "");
  return {
    type: "string",
    constraints: { pattern: regex },
    langevin: { role: "identifier", ...(isIdentifierPattern(pattern) && { generator: { kind: "pattern", pattern } }) },
  };
}
