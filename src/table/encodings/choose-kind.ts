import { withinRange } from "../fields/protect.ts";
import type { Field } from "../schema/table-schema.ts";
import { findAtoms } from "./atoms.ts";
import { category } from "./category.ts";
import type { ColumnEncoding, ColumnKind, ColumnSettings } from "./column-encoding.ts";
import { settingsOf } from "./column-settings.ts";
import { constant } from "./constant.ts";
import { columnKind } from "./registry.ts";
import { withStates } from "./states.ts";

/**
 * The encoding of a field's numbers: the kind that the schema names, else the one of its role and type; with states where
 * values are missing or point masses; `constant` for one value or none, and for what is not learnt.
 */
export function fitColumn(where: string, field: Field, column: Float64Array): ColumnEncoding {
  const at = `${where}: column ${JSON.stringify(field.name)}`;
  const role = field.langevin?.role;
  if (role === "identifier" || role === "text" || role === "drop") return constant.fit(at, Float64Array.of(NaN), {});
  const values = withinRange(field, column);
  const distinct = new Set(values);
  const name = field.langevin?.encoding ?? kindOf(field);
  if (distinct.size < 2 && name !== "category") return constant.fit(at, values.subarray(0, 1), {});
  const settings = settingsOf(field, values);
  if (name === "category") return fitCategory(at, values, settings);
  const atoms = field.langevin?.atoms ?? findAtoms(values);
  const plain = distinct.size - Number(distinct.has(NaN)) - atoms.filter((atom) => distinct.has(atom)).length;
  if (plain < 1) return category.fit(at, values, {});
  const kind: ColumnKind = columnKind(at, name);
  const needsStates = distinct.has(NaN) || atoms.length > 0;
  return (needsStates ? withStates(kind) : kind).fit(at, values, { ...settings, atoms });
}

function fitCategory(where: string, values: Float64Array, settings: ColumnSettings): ColumnEncoding {
  const possible = new Set(values);
  for (let k = 0; k < (settings.levels ?? 0); k++) possible.add(k);
  return possible.size < 2 ? constant.fit(where, values.subarray(0, 1), {}) : category.fit(where, values, settings);
}

function kindOf({ type, langevin, categories }: Field): string {
  const role = langevin?.role ?? (categories || type === "boolean" || type === "string" ? "category" : "number");
  if (role === "category" || role === "ordinal") return "category";
  if (role === "cyclic") return "cyclic";
  return type === "date" || type === "datetime" ? "calendar" : "quantile";
}
