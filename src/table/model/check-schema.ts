import { checkInteger, checkNumber, checkOneOf, invalid } from "../../support/errors.ts";
import { checkNames } from "../../support/options.ts";
import { FIELD_TYPES, ROLES } from "../schema/known-names.ts";
import type { TableSchema } from "../schema/table-schema.ts";

const MOST_WIDTH = 64;

/**
 * The part of a schema that the model goes by, of the right kinds.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkSavedSchema(where: string, json: unknown): TableSchema {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw invalid(where, "schema an object", json);
  const { fields, missingValues } = json as Record<string, unknown>;
  if (!Array.isArray(fields) || fields.length === 0) throw invalid(where, "schema.fields an array of fields", fields);
  checkTexts(where, "schema.missingValues", missingValues);
  const names = new Set<string>();
  for (const field of fields as unknown[]) {
    if (typeof field !== "object" || field === null) throw invalid(where, "a field an object", field);
    const given = field as Record<string, unknown>;
    if (typeof given["name"] !== "string") throw invalid(where, "field.name a text", given["name"]);
    if (names.has(given["name"])) throw invalid(where, "fields of different names", given["name"]);
    names.add(given["name"]);
    checkOneOf(where, "field.type", given["type"] as string, FIELD_TYPES);
    for (const name of ["missingValues", "trueValues", "falseValues"]) checkTexts(where, `field.${name}`, given[name]);
    for (const name of ["format", "decimalChar", "groupChar"])
      if (given[name] !== undefined && typeof given[name] !== "string")
        throw invalid(where, `field.${name} a text`, given[name]);
    checkCategories(where, given["categories"]);
    checkModel(where, given["langevin"]);
  }
  return json as TableSchema;
}

function checkTexts(where: string, name: string, texts: unknown): void {
  if (texts === undefined) return;
  if (!Array.isArray(texts) || texts.length === 0 || !texts.every((text) => typeof text === "string"))
    throw invalid(where, `${name} an array of texts`, texts);
}

function checkCategories(where: string, categories: unknown): void {
  if (categories === undefined) return;
  if (
    !Array.isArray(categories) ||
    !categories.every((level) => typeof level === "string" || typeof level === "number")
  )
    throw invalid(where, "field.categories an array of texts or numbers", categories);
}

function checkModel(where: string, model: unknown): void {
  if (model === undefined) return;
  if (typeof model !== "object" || model === null) throw invalid(where, "field.langevin an object", model);
  const { role, decimals, zone, other, generator } = model as Record<string, unknown>;
  if (role !== undefined) checkOneOf(where, "field.langevin.role", role as string, ROLES);
  if (decimals !== undefined) checkInteger(where, "field.langevin.decimals", decimals, 0, 20);
  for (const text of [zone, other])
    if (text !== undefined && typeof text !== "string") throw invalid(where, "a text", text);
  if (generator === undefined) return;
  checkNames(where, generator, ["kind", "start", "step", "prefix", "width", "pattern"]);
  const { kind, start, step, prefix = "", width = 0, pattern } = generator as Record<string, unknown>;
  if (checkOneOf(where, "generator.kind", kind as string, ["sequence", "pattern"]) === "pattern") {
    if (typeof pattern !== "string") throw invalid(where, "generator.pattern a text", pattern);
    return;
  }
  checkNumber(where, "generator.start", start, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  checkNumber(where, "generator.step", step, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if (typeof prefix !== "string") throw invalid(where, "generator.prefix a text", prefix);
  checkInteger(where, "generator.width", width, 0, MOST_WIDTH);
}
