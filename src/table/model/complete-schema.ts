import type { Cell, DataTable } from "../../data/data-table.ts";
import { invalid, LangevinError } from "../../support/errors.ts";
import { quote } from "../../support/show.ts";
import { textOf } from "../fields/category-format.ts";
import { frequentLevels } from "../fields/protect.ts";
import type { Field, TableSchema } from "../schema/table-schema.ts";
import { columnNamed } from "./table-input.ts";

/** Whether a field's column is one the model learns, or has one value for. */
export function isModeled({ langevin }: Field): boolean {
  const role = langevin?.role;
  return role !== "identifier" && role !== "text" && role !== "drop";
}

/**
 * The schema of a table's columns in its own order, with the levels of texts that are to be learned where it does not list them.
 *
 * @throws LangevinError "invalid-argument" for fields that the table does not have, and columns without a field
 */
export function completeSchema(where: string, schema: TableSchema, { names, columns }: DataTable): TableSchema {
  const fields = schema.fields.map(({ name }) => name);
  for (const name of fields) columnNamed(`${where}: schema`, name, names);
  for (const name of names)
    if (!fields.includes(name))
      throw new LangevinError(
        "invalid-argument",
        `${where}: expected a field of the schema for column ${quote(name)}, got none; role "drop" leaves a column out`,
      );
  if (new Set(fields).size < fields.length)
    throw invalid(where, "a schema with one field for each name", fields.length);
  return {
    ...schema,
    fields: schema.fields.map((field) => withLevels(field, columns[names.indexOf(field.name)], schema.missingValues)),
  };
}

function withLevels(field: Field, cells: readonly Cell[], missing: readonly string[] = [""]): Field {
  if (field.type !== "string" || field.categories || !isModeled(field)) return field;
  const gaps = new Set(field.missingValues ?? missing);
  const counts = new Map<string, number>();
  for (const cell of cells) {
    const level = cell === null || cell === undefined ? undefined : textOf(cell);
    if (level !== undefined && !gaps.has(level)) counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  const { categories, other } = frequentLevels(counts);
  if (other === undefined) return { ...field, categories };
  return { ...field, categories, langevin: { role: "category", ...field.langevin, other } };
}
