import { isObject } from "./schema-options.ts";
import type { TableSchema } from "./table-schema.ts";

/** Names in the order in which they are written; others follow as they come. */
const ORDER = [
  ...["$schema", "name", "type", "title", "description", "format", "categories", "categoriesOrdered"],
  ...["decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues"],
  ...["fields", "missingValues", "constraints", "primaryKey", "langevin"],
  ...["role", "reason"],
];

const WIDTH = 100;

/**
 * A schema as JSON to be read and edited: names in one order, lists of a few values on one line.
 *
 *
 * @example
 * ```ts
 * import { readTableSchema, writeTableSchema } from "langevin/table";
 *
 * const text = writeTableSchema({ fields: [{ name: "age", type: "integer", langevin: { role: "number" } }] });
 * console.log(readTableSchema(text).fields[0].name); // age
 * ```
 */
export function writeTableSchema(schema: TableSchema): string {
  return `${write(schema, "")}\n`;
}

function write(value: unknown, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const line = `[${value.map((each) => write(each, inner)).join(", ")}]`;
    const isPlain = !value.some(isObject) && !line.includes("\n");
    if (isPlain && indent.length + line.length <= WIDTH) return line;
    return `[\n${value.map((each) => inner + write(each, inner)).join(",\n")}\n${indent}]`;
  }
  if (!isObject(value)) return JSON.stringify(value ?? null);
  const parts = inOrder(value).map(([name, each]) => `${JSON.stringify(name)}: ${write(each, inner)}`);
  const line = parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
  if (!line.includes("\n") && indent.length > 2 && indent.length + line.length <= WIDTH) return line;
  return `{\n${parts.map((part) => inner + part).join(",\n")}\n${indent}}`;
}

function inOrder(value: Readonly<Record<string, unknown>>): [string, unknown][] {
  const given = Object.entries(value).filter(([, each]) => each !== undefined);
  const rank = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return given.sort(([a], [b]) => rank(a) - rank(b));
}
