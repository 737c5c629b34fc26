import { invalid, LangevinError } from "../../support/errors.ts";
import { boolean, nearestName, type Option } from "../../support/options.ts";
import { quote } from "../../support/show.ts";
import { createFieldCodec } from "../fields/create-codec.ts";
import type { FieldCodec } from "../fields/field-codec.ts";
import { checkName, FIELD_TYPES } from "./known-names.ts";
import {
  isObject,
  levels,
  readFieldConstraints,
  readFieldModel,
  sign,
  text,
  texts,
  type Json,
} from "./schema-options.ts";
import type { Field, FieldModel, FieldType, Role } from "./table-schema.ts";

/** Types of Table Schema that are no columns of a model; "any" is read as text. */
const OTHER_TYPES = ["object", "array", "list", "duration", "geopoint", "geojson"];

/** Properties that are read as they are, if they are there. */
const PLAIN: Readonly<Record<string, Option<unknown, undefined>>> = {
  format: text(),
  categoriesOrdered: boolean(),
  trueValues: texts(),
  falseValues: texts(),
  decimalChar: sign(),
  groupChar: text(),
  bareNumber: boolean(),
};

/** Every property of a field that Table Schema has or we add, but for short names that others' may be near to by chance. */
const LONG_NAMES = [
  ...Object.keys(PLAIN),
  ...["categories", "missingValues", "constraints", "langevin", "description", "example", "rdfType"],
];

/**
 * A field of a schema; properties of others are passed on.
 *
 * @throws LangevinError "invalid-argument" naming field and property
 */
export function readField(where: string, json: unknown, place: number): Field {
  if (!isObject(json)) throw invalid(`${where}: fields[${place}]`, "an object", json);
  const { name } = json;
  if (typeof name !== "string") throw invalid(`${where}: fields[${place}]`, "name a text", name);
  const at = `${where}: field ${quote(name)}`;
  checkNearMisses(at, json, LONG_NAMES);
  const type = readType(at, json["type"]);
  const others = Object.entries(json)
    .filter(([property, value]) => value !== undefined && property !== "name" && property !== "type")
    .map(([property, value]) => [property, readProperty(at, property, value)] as const);
  const field = { name, type, ...Object.fromEntries(others) } as Field;
  checkTogether(where, at, field);
  return field.langevin ? { ...field, langevin: withRole(field.langevin, field) } : field;
}

function readProperty(at: string, property: string, value: unknown): unknown {
  if (Object.hasOwn(PLAIN, property)) return PLAIN[property].check(at, property, value);
  if (property === "categories") return levels().check(at, property, unlabeled(value));
  if (property === "missingValues") return texts().check(at, property, unlabeled(value));
  if (property === "constraints") return readFieldConstraints(`${at}: constraints`, value);
  if (property === "langevin") return readFieldModel(`${at}: langevin`, value);
  return value;
}

function readType(at: string, type: unknown): FieldType {
  if (type === undefined || type === "any") return "string";
  if (OTHER_TYPES.includes(type as string))
    throw new LangevinError(
      "invalid-argument",
      `${at}: expected type one of ${FIELD_TYPES.join(", ")}, got ${quote(type as string)}; "string" with role "text" passes it over`,
    );
  return checkName(at, "type", type, FIELD_TYPES);
}

/** The values of a list in which some, or all, are { value, label }. */
export function unlabeled(list: unknown): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((each: unknown) => (isObject(each) && "value" in each ? each["value"] : each));
}

/** Refuses what looks like a misspelled property: it would be passed over without a word. */
export function checkNearMisses(at: string, json: Json, known: readonly string[]): void {
  for (const name of Object.keys(json)) {
    const nearest = known.includes(name) ? undefined : nearestName(name, known);
    if (nearest !== undefined)
      throw new LangevinError("invalid-argument", `${at}: expected property ${quote(nearest)}, got ${quote(name)}`);
  }
}

function checkTogether(where: string, at: string, field: Field): void {
  const { decimalChar = ".", groupChar = "", type, categories, langevin } = field;
  if (groupChar !== "" && groupChar === decimalChar) throw invalid(at, "groupChar other than decimalChar", groupChar);
  for (const name of ["trueValues", "falseValues"] as const)
    if (type === "boolean" && field[name]?.length === 0) throw invalid(at, `${name} of one text or more`, field[name]);
  const both = field.trueValues?.find((text) => field.falseValues?.includes(text));
  if (both !== undefined) throw invalid(at, "trueValues and falseValues apart", both);
  if (langevin?.role === "cyclic" && langevin.period === undefined)
    throw invalid(at, 'langevin.period, the length of the circle of role "cyclic"', undefined);
  // Says which formats are not understood
  const plain: Field = { ...field, missingValues: [] };
  delete plain.categories;
  const codec = createFieldCodec(where, plain);
  for (const level of categories ?? [])
    if (!canRead(codec, level)) throw invalid(at, `categories that are read as type ${type}`, level);
}

function canRead(codec: FieldCodec, level: string | number): boolean {
  try {
    codec.toNumber(level, 0);
    return true;
  } catch {
    return false;
  }
}

function withRole(model: Partial<FieldModel>, { type, categories }: Field): FieldModel {
  const isCategory = categories !== undefined || type === "boolean" || type === "string";
  const role: Role = isCategory ? "category" : "number";
  return { role, ...model };
}
