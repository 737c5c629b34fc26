import type { Cell, DataTable } from "../../data/data-table.ts";
import type { PartColumn, PartType } from "../../formats/parquet-part.ts";
import { LangevinError } from "../../support/errors.ts";
import { quote, show } from "../../support/show.ts";
import { cellsAsText, cellsAsValues } from "../../table/fields/convert-cells.ts";
import type { Field, TableSchema } from "../../table/schema/table-schema.ts";
import type { CellRows } from "../result-rows.ts";
import type { PartFormat } from "../rows-spec.ts";

type Value = Exclude<Cell, Date>;

/** A table as rows of a part; `counted` are columns of whole numbers that no field describes. */
export type ToCellRows = (table: DataTable, counted?: readonly string[]) => CellRows;

/**
 * Tables as rows of parts: in texts as their fields write them, else with a type for each column that the schema says, so
 * that all parts have the same.
 */
export function cellRowsOf(where: string, schema: TableSchema, format: PartFormat): ToCellRows {
  const isText = format === "csv";
  const convert = (isText ? cellsAsText : cellsAsValues)(schema);
  const fields = new Map(schema.fields.map((field) => [field.name, field]));
  return (table, counted = []) => {
    const { names, columns } = convert(table);
    const own = (name: string): PartType => (counted.includes(name) ? "integer" : typeOf(fields.get(name)));
    const typed = names.map((name): PartColumn => ({ name, type: isText ? "text" : own(name) }));
    const cells = columns.map((column, c) => column.map((cell) => valueOf(where, cell, typed[c], isText)));
    return { kind: "cells", columns: typed, cells };
  };
}

/** Rows with one more column of numbers. */
export function withNumbers({ columns, cells }: CellRows, name: string, values: Float64Array): CellRows {
  const free = (wanted: string): string =>
    columns.some((column) => column.name === wanted) ? free(`${wanted}_`) : wanted;
  const isText = columns.every(({ type }) => type === "text");
  const column: PartColumn = { name: free(name), type: isText ? "text" : "number" };
  return { kind: "cells", columns: [...columns, column], cells: [...cells, Array.from(values, (value) => (isText ? String(value) : value))] }; // prettier-ignore
}

/** Columns that no field describes, and levels of which some may be texts, are texts. */
function typeOf(field: Field | undefined): PartType {
  if (field === undefined || field.langevin?.other !== undefined) return "text";
  const { type, langevin } = field;
  if (type === "boolean") return "boolean";
  if (type === "number") return "number";
  if (type !== "integer" && type !== "year") return "text";
  const isWhole = langevin?.role === "identifier" || Number.isInteger(langevin?.resolution ?? 1);
  return isWhole ? "integer" : "number";
}

function valueOf(where: string, cell: Cell, { name, type }: PartColumn, isText: boolean): Value {
  if (cell === null) return isText ? "" : null;
  if (type === "text") return cell instanceof Date ? cell.toISOString() : String(cell);
  if (type === "boolean" && typeof cell === "boolean") return cell;
  const number = typeof cell === "number" || typeof cell === "bigint" ? Number(cell) : NaN;
  if (type === "number" && !Number.isNaN(number)) return number;
  if (type === "integer" && Number.isSafeInteger(number)) return number;
  const message = `${where}: expected a cell of type ${type} in column ${quote(name)}, got ${show(cell)}`;
  throw new LangevinError("invalid-data", message);
}
