import { invalid, LangevinError } from "../../support/errors.ts";
import { isReadable } from "../../support/readable.ts";
import { messageOf, quote } from "../../support/show.ts";
import { namesOf, readConstraints } from "./read-constraints.ts";
import { checkNearMisses, readField, unlabeled } from "./read-field.ts";
import { isObject, readTableModel, texts, type Json } from "./schema-options.ts";
import type { Field, TableSchema } from "./table-schema.ts";

const LONG_NAMES = ["fields", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys", "fieldsMatch", "langevin"];

/**
 * A Table Schema (Frictionless v2) from JSON, checked: types, formats, levels, and our `langevin` property of fields and of
 * the table. Names of ours, or near to Table Schema's, must be right; other properties are passed on. Categories and missing
 * values given as `{ value, label }` are read as their values.
 *
 * @param schema  JSON text, or what it was parsed to
 * @throws LangevinError "invalid-data" for a text that is no JSON; "invalid-argument" naming field and property, with the
 *   nearest name
 * @example
 * import { readTableSchema } from "langevin/table";
 *
 * const schema = readTableSchema(`{
 *   "fields": [
 *     { "name": "size", "type": "string", "categories": ["S", "M", "L"], "categoriesOrdered": true },
 *     { "name": "sold", "type": "date", "format": "%d/%m/%Y", "missingValues": ["", "-"] }
 *   ]
 * }`);
 * console.log(schema.fields[0].categories); // [ 'S', 'M', 'L' ]
 */
export function readTableSchema(schema: string | object): TableSchema {
  const where = "readTableSchema";
  const json = typeof schema === "string" ? parse(where, schema) : schema;
  if (!isReadable(json) || !isObject(json)) throw invalid(where, "schema an object with fields", json);
  return readSchema(where, json);
}

function readSchema(where: string, json: Json): TableSchema {
  checkNearMisses(where, json, LONG_NAMES);
  const list = json["fields"];
  if (!Array.isArray(list) || list.length === 0) throw invalid(where, "fields an array of one or more fields", list);
  const fields = list.map((field: unknown, k) => readField(where, field, k));
  checkDifferent(where, fields);
  const others = Object.entries(json)
    .filter(([property, value]) => value !== undefined && property !== "fields")
    .map(([property, value]) => [property, readProperty(where, property, value, fields)] as const);
  return { fields, ...Object.fromEntries(others) };
}

function readProperty(where: string, property: string, value: unknown, fields: readonly Field[]): unknown {
  if (property === "missingValues") return texts().check(where, property, unlabeled(value));
  if (property === "primaryKey") {
    const names = namesOf(where, property, typeof value === "string" ? [value] : value, fields, 1);
    return typeof value === "string" ? value : names;
  }
  if (property !== "langevin") return value;
  const model = readTableModel(`${where}: langevin`, value);
  const { constraints } = model;
  return constraints ? { ...model, constraints: readConstraints(`${where}: langevin`, constraints, fields) } : model;
}

function checkDifferent(where: string, fields: readonly Field[]): void {
  const seen = new Set<string>();
  for (const { name } of fields) {
    if (seen.has(name)) throw invalid(where, "fields of different names", name);
    seen.add(name);
  }
}

function parse(where: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const message = `${where}: expected JSON, got ${quote(text)} (${messageOf(cause)})`;
    throw new LangevinError("invalid-data", message, { cause });
  }
}
