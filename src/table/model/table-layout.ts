import type { Cell, DataTable } from "../../data/data-table.ts";
import { createFieldCodecs } from "../fields/create-codec.ts";
import type { FieldCodec } from "../fields/field-codec.ts";
import type { TableSchema } from "../schema/table-schema.ts";
import { withinRange } from "../fields/protect.ts";
import { applySteps, modelFields, undoSteps, type Columns, type Step } from "./constraints.ts";
import { isModeled } from "./complete-schema.ts";

/** How a table's cells become the numbers of the model's columns, and come back. */
export interface TableLayout {
  schema: TableSchema;
  codecs: readonly FieldCodec[];
  steps: readonly Step[];
}

export function layoutOf(where: string, schema: TableSchema, steps: readonly Step[]): TableLayout {
  return { schema, codecs: createFieldCodecs(where, schema), steps };
}

/**
 * The numbers of a table's cells for each field of the schema; NaN in columns that are not there or not modeled.
 *
 * @throws LangevinError "invalid-data" naming column, row and value
 */
export function readCells(
  { schema, codecs }: Pick<TableLayout, "schema" | "codecs">,
  table: DataTable,
): Float64Array[] {
  const rows = table.columns[0].length;
  return schema.fields.map((field, c) => {
    const place = table.names.indexOf(field.name);
    if (place < 0 || !isModeled(field)) return new Float64Array(rows).fill(NaN);
    const codec = codecs[c];
    return Float64Array.from(table.columns[place], (cell, r) => codec.toNumber(cell, r));
  });
}

/** The table's columns → the model's, within the ranges of the schema. */
export function toModelColumns(
  { schema, steps }: Pick<TableLayout, "schema" | "steps">,
  columns: Columns,
): Float64Array[] {
  const fields = modelFields(schema.fields, steps);
  return applySteps(steps, columns).map((column, c) => withinRange(fields[c], column));
}

/** Columns as one row-major array. */
export function toRows(columns: Columns): Float64Array {
  const [count, width] = [columns[0].length, columns.length];
  const rows = new Float64Array(count * width);
  columns.forEach((column, c) => {
    for (let r = 0; r < count; r++) rows[r * width + c] = column[r];
  });
  return rows;
}

/** Row-major rows of the model's columns as the table's numbers. */
export function fromModelRows({ steps }: TableLayout, rows: Float64Array, width: number): Float64Array[] {
  const columns = Array.from({ length: width }, (_, c) => {
    const column = new Float64Array(rows.length / width);
    for (let r = 0; r < column.length; r++) column[r] = rows[r * width + c];
    return column;
  });
  return undoSteps(steps, columns);
}

/** The cells of numbers, as programs have them. */
export function writeCells({ codecs }: Pick<TableLayout, "codecs">, columns: Columns): Cell[][] {
  return columns.map((column, c) => Array.from(column, (value) => codecs[c].toCell(value)));
}
