import type { Cell } from "../data/data-table.ts";
import { LangevinError } from "../support/errors.ts";

/** Types of columns in files that have types. */
export type ColumnType = "text" | "number" | "integer" | "bigint" | "boolean" | "moment";

/**
 * The one type of a column's cells; text where all are missing.
 *
 * @throws LangevinError "invalid-data" for a column of several types
 */
export function columnType(where: string, name: string, cells: readonly Cell[]): ColumnType {
  let found: ColumnType | undefined;
  for (const cell of cells) {
    if (cell === null) continue;
    const type = typeOf(cell);
    if (found === undefined || found === type) found = type;
    else if (isNumber(found) && isNumber(type)) found = "number";
    else {
      const message = `${where}: expected cells of one type in column ${JSON.stringify(name)}, got ${found} and ${type}`;
      throw new LangevinError("invalid-data", message);
    }
  }
  return found ?? "text";
}

function isNumber(type: ColumnType): boolean {
  return type === "number" || type === "integer";
}

function typeOf(cell: Exclude<Cell, null>): ColumnType {
  if (cell instanceof Date) return "moment";
  if (typeof cell === "number") return (cell | 0) === cell ? "integer" : "number";
  return typeof cell === "string" ? "text" : (typeof cell as "bigint" | "boolean");
}
