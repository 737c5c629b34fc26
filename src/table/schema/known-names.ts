import { invalid, LangevinError } from "../../support/errors.ts";
import { nearestName } from "../../support/options.ts";
import { quote } from "../../support/show.ts";
import type { FieldType, Role, TableConstraint } from "./table-schema.ts";

/** Every type of field that is understood. */
export const FIELD_TYPES: readonly FieldType[] = [
  ...(["string", "number", "integer", "boolean"] as const),
  ...(["date", "time", "datetime", "year", "yearmonth"] as const),
];

/** Every role of a column. */
export const ROLES: readonly Role[] = [
  ...(["number", "category", "ordinal", "cyclic", "identifier"] as const),
  ...(["text", "constant", "empty", "drop"] as const),
];

/** Every kind of relation between columns. */
export const CONSTRAINT_TYPES: readonly TableConstraint["type"][] = ["inequality", "combination", "sum"];

/**
 * One of the known names.
 *
 * @throws LangevinError "invalid-argument" for any other, with the nearest one
 */
export function checkName<T extends string>(where: string, what: string, value: unknown, known: readonly T[]): T {
  if (known.includes(value as T)) return value as T;
  if (typeof value !== "string") throw invalid(where, `${what} one of ${known.join(", ")}`, value);
  const nearest = nearestName(value, known);
  const expected = nearest === undefined ? `one of ${known.map(quote).join(", ")}` : quote(nearest);
  throw new LangevinError("invalid-argument", `${where}: expected ${what} ${expected}, got ${quote(value)}`);
}
