import { invalid } from "../../support/errors.ts";
import { boolean, checkNames } from "../../support/options.ts";
import { checkName, CONSTRAINT_TYPES } from "./known-names.ts";
import { isObject } from "./schema-options.ts";
import type { Field, Role, TableConstraint } from "./table-schema.ts";

/**
 * Relations between fields.
 *
 * @throws LangevinError "invalid-argument" for fields that there are none of (with the nearest name), or that cannot be
 *   compared
 */
export function readConstraints(where: string, list: readonly unknown[], fields: readonly Field[]): TableConstraint[] {
  return list.map((json, k) => readConstraint(`${where}: constraints[${k}]`, json, fields));
}

function readConstraint(at: string, json: unknown, fields: readonly Field[]): TableConstraint {
  if (!isObject(json)) throw invalid(at, "an object", json);
  const type = checkName(at, "type", json["type"], CONSTRAINT_TYPES);
  if (type === "combination") {
    checkNames(at, json, ["type", "fields"]);
    return { type, fields: namesOf(at, "fields", json["fields"], fields, 2) };
  }
  if (type === "sum") {
    checkNames(at, json, ["type", "total", "parts"]);
    const total = nameOf(at, "total", json["total"], fields);
    const parts = namesOf(at, "parts", json["parts"], fields, 1);
    if (parts.includes(total)) throw invalid(at, "a total that is none of its parts", total);
    checkComparable(at, [total, ...parts], fields, ["number", "integer"]);
    return { type, total, parts };
  }
  checkNames(at, json, ["type", "low", "high", "strict"]);
  const low = nameOf(at, "low", json["low"], fields);
  const high = nameOf(at, "high", json["high"], fields);
  if (low === high) throw invalid(at, "two fields", low);
  checkComparable(at, [low, high], fields);
  const strict = json["strict"];
  return { type, low, high, ...(strict !== undefined && { strict: boolean().check(at, "strict", strict) }) };
}

/** The name of a field. */
export function nameOf(at: string, what: string, name: unknown, fields: readonly Field[]): string {
  return checkName(
    at,
    `${what} a field:`,
    name,
    fields.map((field) => field.name),
  );
}

/** Names of fields, all different. */
export function namesOf(at: string, what: string, list: unknown, fields: readonly Field[], least: number): string[] {
  if (!Array.isArray(list) || list.length < least)
    throw invalid(at, `${what} an array of ${least} or more names of fields`, list);
  const names = list.map((name: unknown) => nameOf(at, what, name, fields));
  names.forEach((name, k) => {
    if (names.indexOf(name) !== k) throw invalid(at, `${what} that are all different`, name);
  });
  return names;
}

/** Refuses relations between unlike things: dates with numbers, levels with anything. */
function checkComparable(
  at: string,
  names: readonly string[],
  fields: readonly Field[],
  only?: readonly string[],
): void {
  const kinds = names.map((name) => kindOf(fields.find((field) => field.name === name)!));
  names.forEach((name, k) => {
    const expected = only ? "number" : kinds[0];
    if (kinds[k] === undefined || kinds[k] !== expected)
      throw invalid(at, "fields that can be compared, numbers or dates of one type", name);
  });
}

const WITHOUT_NUMBERS: readonly (Role | undefined)[] = ["identifier", "text", "empty", "drop"];

/** What a field's numbers count; undefined of levels, texts and what is not learned. */
export function kindOf({ type, categories, langevin }: Field): string | undefined {
  if (categories || type === "string" || type === "boolean" || WITHOUT_NUMBERS.includes(langevin?.role))
    return undefined;
  return type === "integer" ? "number" : type;
}
