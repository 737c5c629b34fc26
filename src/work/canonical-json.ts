import { invalid } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** An object of JSON's. */
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** How deep objects and arrays may lie in each other. */
const DEEPEST = 64;

/**
 * JSON in the one way that a value can be written in: names in order of their UTF-16 units, no blanks, members that are
 * undefined left out. Numbers as ECMAScript writes them (RFC 8785).
 *
 * @throws LangevinError "invalid-argument" for what JSON does not have: numbers that are not finite, functions, dates
 */
export function canonicalJson(where: string, value: unknown): string {
  return write(where, value, 0);
}

function write(where: string, value: unknown, depth: number): string {
  if (depth > DEEPEST) throw invalid(where, `JSON at most ${DEEPEST} deep`, value);
  if (value === null || typeof value === "boolean" || typeof value === "string") return JSON.stringify(value);
  if (typeof value === "number" && Number.isFinite(value)) return JSON.stringify(value);
  if (!isReadable(value) || typeof value !== "object") throw invalid(where, "what JSON can say", value);
  if (Array.isArray(value)) return `[${value.map((each) => write(where, each, depth + 1)).join(",")}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw invalid(where, "what JSON can say", value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${write(where, member, depth + 1)}`);
  return `{${members.join(",")}}`;
}
