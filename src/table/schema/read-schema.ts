import { invalid } from "../../support/errors.ts";
import { namesOf, readConstraints } from "./read-constraints.ts";
import { checkNearMisses, readField, unlabeled } from "./read-field.ts";
import { readTableModel, texts, type Json } from "./schema-options.ts";
import type { Field, TableSchema } from "./table-schema.ts";

const LONG_NAMES = ["fields", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys", "fieldsMatch", "langevin"];

/** A schema of parsed JSON, checked. */
export function readSchema(where: string, json: Json): TableSchema {
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
