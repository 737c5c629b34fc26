import { invalid, LangevinError } from "../../support/errors.ts";
import { isReadable } from "../../support/readable.ts";
import { messageOf, quote } from "../../support/show.ts";
import { readSchema } from "./read-schema.ts";
import { fromSdv, isSdv } from "./schema-from-sdv.ts";
import { isObject } from "./schema-options.ts";
import type { TableSchema } from "./table-schema.ts";

/**
 * A Table Schema (Frictionless v2) from JSON, checked: types, formats, levels, and our `langevin` property of fields and of
 * the table. Names of ours, or near to Table Schema's, must be right; other properties are passed on. Categories and missing
 * values given as `{ value, label }` are read as their values. SDV's metadata of one table are read as `schemaFromSdv` does.
 *
 * @param schema  JSON text, or what it was parsed to
 * @throws LangevinError "invalid-data" for a text that is no JSON; "invalid-argument" naming field and property, with the
 *   nearest name
 *
 * @example
 * ```ts
 * import { readTableSchema } from "langevin/table";
 *
 * const schema = readTableSchema(`{
 *   "fields": [
 *     { "name": "size", "type": "string", "categories": ["S", "M", "L"], "categoriesOrdered": true },
 *     { "name": "sold", "type": "date", "format": "%d/%m/%Y", "missingValues": ["", "-"] }
 *   ]
 * }`);
 * console.log(schema.fields[0].categories); // [ 'S', 'M', 'L' ]
 * ```
 */
export function readTableSchema(schema: string | object): TableSchema {
  const where = "readTableSchema";
  const json = typeof schema === "string" ? parse(where, schema) : schema;
  if (!isReadable(json) || !isObject(json)) throw invalid(where, "schema an object with fields", json);
  return isSdv(json) ? fromSdv(where, json) : readSchema(where, json);
}

function parse(where: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const message = `${where}: expected JSON, got ${quote(text)} (${messageOf(cause)})`;
    throw new LangevinError("invalid-data", message, { cause });
  }
}
