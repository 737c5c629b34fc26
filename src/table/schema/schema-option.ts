import { invalid } from "../../support/errors.ts";
import { option, type Option } from "../../support/options.ts";
import { isReadable } from "../../support/readable.ts";
import { readSchema } from "./read-schema.ts";
import { isObject } from "./schema-options.ts";
import type { TableSchema } from "./table-schema.ts";

/** An option that is a schema, checked as `readTableSchema` does. */
// @__NO_SIDE_EFFECTS__
export function schemaOption(): Option<TableSchema, undefined> {
  return option((where, name, value) => {
    if (!isReadable(value) || !isObject(value)) throw invalid(where, `${name} an object with fields`, value);
    return readSchema(where, value);
  });
}
