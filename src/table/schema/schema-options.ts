import type { TableDialect } from "../../formats/dialect.ts";
import { invalid } from "../../support/errors.ts";
import { boolean, integer, number, oneOf, option, positive, readOptions, type Spec } from "../../support/options.ts";
import { columnKindNames } from "../encodings/registry.ts";
import { checkName, ROLES } from "./known-names.ts";
import type { Field, FieldModel, TableSchema } from "./table-schema.ts";

type Constraints = NonNullable<Field["constraints"]>;
type Generator = NonNullable<FieldModel["generator"]>;

/** An object as it comes out of JSON. */
export type Json = Readonly<Record<string, unknown>>;

const LARGEST = Number.MAX_SAFE_INTEGER;
const MOST_DECIMALS = 20;
const MOST_WIDTH = 64;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text. */
export function text<const P extends { default?: string } = object>(presence?: P) {
  return option<string, P>((where, name, value) => {
    if (typeof value !== "string") throw invalid(where, `${name} a text`, value);
    return value;
  }, presence);
}

/** A text of one character. */
export function sign<const P extends { required?: true } = object>(presence?: P) {
  return option<string, P>((where, name, value) => {
    if (typeof value !== "string" || [...value].length !== 1)
      throw invalid(where, `${name} a text of one character`, value);
    return value;
  }, presence);
}

/** A list of texts. */
export function texts() {
  return option((where, name, value): string[] => {
    if (!Array.isArray(value) || !value.every((each) => typeof each === "string"))
      throw invalid(where, `${name} an array of texts`, value);
    return [...(value as string[])];
  });
}

/** A list of texts and numbers, each of them once. */
export function levels() {
  return option((where, name, value): (string | number)[] => {
    if (!Array.isArray(value)) throw invalid(where, `${name} an array of texts or numbers`, value);
    const seen = new Set<unknown>();
    return value.map((level: unknown) => {
      if (typeof level !== "string" && !isFinite(level)) throw invalid(where, `${name} of texts or numbers`, level);
      if (seen.has(level)) throw invalid(where, `${name} that are all different`, level);
      seen.add(level);
      return level as string | number;
    });
  });
}

function numbers() {
  return option((where, name, value): number[] => {
    if (!Array.isArray(value) || !value.every(isFinite)) throw invalid(where, `${name} an array of numbers`, value);
    return [...(value as number[])];
  });
}

/** A number, or a date as the field writes it. */
function bound() {
  return option((where, name, value): number | string => {
    if (typeof value !== "string" && !isFinite(value)) throw invalid(where, `${name} a number or a text`, value);
    return value as number | string;
  });
}

function isFinite(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** What we add to a field. */
const FIELD_MODEL: Spec<FieldModel> = {
  role: option((where, name, value) => checkName(where, name, value, ROLES)),
  reason: text(),
  resolution: positive(),
  atoms: numbers(),
  period: positive(),
  generator: option((where, name, value) => checkGenerator(`${where}: ${name}`, value)),
  protect: integer(0, LARGEST),
  range: option((where, name, value): [number, number] => {
    const [low, high] = numbers().check(where, name, value);
    if ((value as number[]).length !== 2 || low > high)
      throw invalid(where, `${name} two numbers, the lower one first`, value);
    return [low, high];
  }),
  encoding: option((where, name, value) => checkName(where, name, value, columnKindNames)),
  extrapolate: boolean(),
  decimals: integer(0, MOST_DECIMALS),
  zone: option((where, name, value) => {
    if (typeof value !== "string" || !/^(Z|[+-]\d{2}:?\d{2})$/.test(value))
      throw invalid(where, `${name} "Z" or an offset such as "+02:00"`, value);
    return value;
  }),
  other: text(),
  texts: option((where, name, value): (string | null)[] => {
    if (!Array.isArray(value) || !value.every((each) => each === null || typeof each === "string"))
      throw invalid(where, `${name} an array of texts, or null for a gap`, value);
    return [...(value as (string | null)[])];
  }),
};

const SEQUENCE: Spec<Extract<Generator, { kind: "sequence" }>> = {
  kind: oneOf(["sequence"], { required: true }),
  start: number(-LARGEST, LARGEST, { required: true }),
  step: number(-LARGEST, LARGEST, { required: true }),
  prefix: text(),
  width: integer(0, MOST_WIDTH),
};

const PATTERN: Spec<Extract<Generator, { kind: "pattern" }>> = {
  kind: oneOf(["pattern"], { required: true }),
  pattern: option((where, name, value) => text().check(where, name, value), { required: true }),
};

function checkGenerator(where: string, value: unknown): Generator {
  const kind = isObject(value) ? value["kind"] : undefined;
  const isPattern = checkName(where, "kind", kind, ["sequence", "pattern"] as const) === "pattern";
  return readPart<Generator>(where, value, isPattern ? PATTERN : SEQUENCE);
}

const CONSTRAINTS: Spec<Constraints> = {
  required: boolean(),
  unique: boolean(),
  minimum: bound(),
  maximum: bound(),
  enum: levels(),
  pattern: text(),
};

/** Constraints of Table Schema that no column is held to; they are kept. */
const OTHER_CONSTRAINTS = ["minLength", "maxLength", "exclusiveMinimum", "exclusiveMaximum", "jsonSchema"];

const DIALECT: Spec<TableDialect> = {
  delimiter: sign({ required: true }),
  quoteChar: text(),
  lineTerminator: oneOf(["\n", "\r\n", "\r"]),
  header: boolean({ required: true }),
  headerRows: numbers(),
  commentChar: text(),
  skipInitialSpace: boolean(),
  encoding: text(),
  byteOrderMark: boolean(),
  quoting: oneOf(["minimal", "all", "nonNumeric"]),
  finalLineEnd: boolean(),
  writtenNames: option((where, name, value) => {
    if (!isObject(value) || !Object.values(value).every((each) => typeof each === "string"))
      throw invalid(where, `${name} an object of texts`, value);
    return { ...(value as Record<string, string>) };
  }),
  units: texts(),
  rowNumbers: option((where, name, value) => {
    const spec = { start: number(-LARGEST, LARGEST, { required: true }), name: text() };
    return readPart<NonNullable<TableDialect["rowNumbers"]>>(`${where}: ${name}`, value, spec);
  }),
};

/** Our property of a field. */
export function readFieldModel(where: string, value: unknown): Partial<FieldModel> {
  return readPart<Partial<FieldModel>>(where, value, FIELD_MODEL);
}

/** What a field's values are held to. */
export function readFieldConstraints(where: string, value: unknown): Constraints {
  if (!isObject(value)) throw invalid(where, "an object", value);
  const known = [...Object.keys(CONSTRAINTS), ...OTHER_CONSTRAINTS];
  for (const name of Object.keys(value)) checkName(where, "a constraint", name, known);
  const others = Object.entries(value).filter(([name]) => OTHER_CONSTRAINTS.includes(name));
  const ours = Object.entries(value).filter(([name]) => !OTHER_CONSTRAINTS.includes(name));
  return { ...readPart<Constraints>(where, Object.fromEntries(ours), CONSTRAINTS), ...Object.fromEntries(others) };
}

/** Our property of a table. */
export function readTableModel(where: string, value: unknown): NonNullable<TableSchema["langevin"]> {
  return readPart(where, value, {
    constraints: option((at, name, given) => {
      if (!Array.isArray(given)) throw invalid(at, `${name} an array`, given);
      return given as never;
    }),
    dialect: option((at, name, given) => readPart<TableDialect>(`${at}: ${name}`, given, DIALECT)),
  });
}

/** The options that are given. */
function readPart<T extends object>(where: string, value: unknown, spec: Spec<T>): T {
  const settled = readOptions(where, value, spec as Spec<Record<string, unknown>>);
  return Object.fromEntries(Object.entries(settled).filter(([, each]) => each !== undefined)) as T;
}
