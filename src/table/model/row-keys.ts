import type { TableSchema } from "../schema/table-schema.ts";
import { isModeled } from "./complete-schema.ts";
import type { TableRow } from "./rejection.ts";

/**
 * The learned columns of the primary key, by which no two rows may agree. None where there is no key, or an identifier in it
 * tells rows apart already.
 */
export function learnedKey({ fields, primaryKey = [] }: TableSchema): string[] {
  const key = fields.filter(({ name }) => [primaryKey].flat().includes(name));
  if (key.some(({ langevin }) => langevin?.role === "identifier")) return [];
  return key.filter(isModeled).map(({ name }) => name);
}

/** Takes a row unless one that it took before has the same cells in these columns. */
export function takeNewKeys(names: readonly string[]): (row: TableRow) => boolean {
  const taken = new Set<string>();
  return (row) => {
    const key = JSON.stringify(names.map((name) => row[name]));
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  };
}
