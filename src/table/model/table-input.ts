import type { Cell, DataTable } from "../../data/data-table.ts";
import { invalid, LangevinError } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { nearestName } from "../../support/options.ts";
import { isReadable } from "../../support/readable.ts";
import { quote, show } from "../../support/show.ts";

/**
 * A table as programs have it: named columns in order; rows as objects; or an object of columns. Names that look like whole
 * numbers change their order in objects: a `DataTable` keeps it.
 */
export type TableInput =
  DataTable | readonly Readonly<Record<string, Cell>>[] | Readonly<Record<string, ArrayLike<Cell>>>;

/** The least of a row of objects that all other rows are compared with. */
const AN_OBJECT = "an object";

/**
 * Any of the three as named columns.
 *
 * @throws LangevinError "invalid-argument", "invalid-data" naming row or column
 */
export function toDataTable(where: string, name: string, table: unknown): DataTable {
  if (!isReadable(table) || typeof table !== "object" || table === null || ArrayBuffer.isView(table))
    throw invalid(where, `${name} a table: { names, columns }, rows of objects, or an object of columns`, table);
  if (Array.isArray(table)) return fromRows(where, name, table);
  if (isDataTable(table)) return checkTable(where, name, table);
  const names = Object.keys(table);
  return checkTable(where, name, { names, columns: Object.values(table) as Cell[][] });
}

function isDataTable(table: object): table is DataTable {
  const { names, columns } = table as Partial<DataTable>;
  return Array.isArray(names) && Array.isArray(columns) && names.every((each) => typeof each === "string");
}

function checkTable(where: string, name: string, { names, columns }: DataTable): DataTable {
  if (names.length !== columns.length) throw invalid(where, `${name} of ${names.length} columns`, columns.length);
  if (names.length === 0) throw bad(`${where}: expected ${name} of one or more columns, got none`);
  const seen = new Set<string>();
  for (const each of names) {
    if (seen.has(each)) throw bad(`${where}: expected ${name} of different names, got ${quote(each)} twice`);
    seen.add(each);
  }
  columns.forEach((column, c) => {
    const at = `${where}: column ${quote(names[c])}`;
    if (!isList(column)) throw bad(`${at}: expected an array of cells, got ${show(column)}`);
    if (column.length !== columns[0].length)
      throw bad(`${at}: expected ${columns[0].length} cells, as in ${quote(names[0])}, got ${column.length}`);
  });
  return { names: [...names], columns: columns.map((column) => Array.from(column)) };
}

function fromRows(where: string, name: string, rows: readonly unknown[]): DataTable {
  if (rows.length === 0) throw bad(`${where}: expected ${name} of one or more rows, got none`);
  const names = new Set<string>();
  rows.forEach((row, r) => {
    if (!isReadable(row) || typeof row !== "object" || row === null || Array.isArray(row) || ArrayBuffer.isView(row))
      throw bad(
        `${where}: expected ${name} of rows that are objects, got ${row === null ? "null" : show(row)} in row ${r}`,
      );
    for (const key of Object.keys(row)) names.add(key);
  });
  if (names.size === 0)
    throw bad(`${where}: expected ${name} of one or more columns, got rows that are ${AN_OBJECT} without any`);
  const columns = [...names].map((key) =>
    rows.map((row) =>
      Object.hasOwn(row as object, key) ? ((row as Record<string, Cell | undefined>)[key] ?? null) : null,
    ),
  );
  return { names: [...names], columns };
}

/** The table's column of a name, and that it is there. */
export function columnNamed(where: string, name: string, names: readonly string[]): number {
  const column = names.indexOf(name);
  if (column >= 0) return column;
  const nearest = nearestName(name, names);
  const expected = nearest === undefined ? `one of the columns ${listed(names)}` : `column ${quote(nearest)}`;
  throw new LangevinError("invalid-argument", `${where}: expected ${expected}, got ${quote(name)}`);
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).map(quote).join(", ");
  return names.length > 12 ? `${shown} and ${names.length - 12} more` : shown;
}

function bad(message: string): LangevinError {
  return new LangevinError("invalid-data", message);
}
