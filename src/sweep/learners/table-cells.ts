import type { Cell, DataTable } from "../../data/data-table.ts";
import { LangevinError } from "../../support/errors.ts";
import { toDataTable } from "../../table/model/table-input.ts";

/** A table as JSON, cell for cell: what JSON does not have is an object that says what it is. */
export function encodeCells({ names, columns }: DataTable): Uint8Array {
  const cells = columns.map((column) => Array.from(column, encodeCell));
  return new TextEncoder().encode(JSON.stringify({ names, columns: cells }));
}

/**
 * The table of such a file.
 *
 * @throws LangevinError "invalid-file", "invalid-data"
 */
export function decodeCells(where: string, bytes: Uint8Array): DataTable {
  let table: unknown;
  try {
    table = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes), (_, value: unknown) => decode(value));
  } catch (cause) {
    throw new LangevinError("invalid-file", `${where}: expected a data file of JSON, got another`, { cause });
  }
  return toDataTable(where, "data", table);
}

function encodeCell(cell: Cell): unknown {
  if (typeof cell === "bigint") return { bigint: String(cell) };
  if (cell instanceof Date) return { date: cell.getTime() };
  if (typeof cell === "number" && (!Number.isFinite(cell) || Object.is(cell, -0)))
    return { number: Object.is(cell, -0) ? "-0" : String(cell) };
  return cell;
}

function decode(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const { bigint, date, number } = value as Record<string, unknown>;
  if (typeof bigint === "string") return BigInt(bigint);
  if (typeof date === "number" || date === null) return new Date(date ?? NaN); // JSON has no NaN
  return typeof number === "string" ? Number(number) : value;
}
