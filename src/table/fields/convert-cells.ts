import type { Cell, DataTable } from "../../data/data-table.ts";
import { createFieldCodecs } from "./create-codec.ts";
import type { FieldCodec } from "./field-codec.ts";
import type { TableSchema } from "../schema/table-schema.ts";

type Convert = (table: DataTable) => DataTable;

/** Cells as texts, each as its field writes it: decimals, dates, missing values. A text stays as it is. */
export function cellsAsText(schema: TableSchema): Convert {
  return converting(schema, (cell, row, { codec, gap }) => {
    if (cell === null) return gap;
    if (typeof cell === "string") return cell;
    // What is not learned has no number
    return codec.toText(codec.toNumber(cell, row)) ?? plain(cell);
  });
}

/** Cells with their field's type, for formats that know types: numbers that were read as texts become numbers. */
export function cellsAsValues(schema: TableSchema): Convert {
  return converting(schema, (cell, row, { codec, isText }) => {
    if (cell === null || isText) return cell;
    return codec.toCell(codec.toNumber(cell, row));
  });
}

interface Column {
  codec: FieldCodec;
  /** What stands for a missing cell. */
  gap: string;
  /** Texts that are not learned. */
  isText: boolean;
}

function converting(schema: TableSchema, convert: (cell: Cell, row: number, column: Column) => Cell): Convert {
  const codecs = createFieldCodecs("write", schema);
  const columns = new Map<string, Column>();
  schema.fields.forEach((field, c) => {
    const [gap = ""] = field.missingValues ?? schema.missingValues ?? [];
    const isText = field.type === "string" && field.categories === undefined;
    columns.set(field.name, { codec: codecs[c], gap, isText });
  });
  return (table) => ({
    names: table.names,
    columns: table.columns.map((cells, c) => {
      const column = columns.get(table.names[c]);
      return column === undefined ? cells : cells.map((cell, row) => convert(cell ?? null, row, column));
    }),
  });
}

function plain(cell: Exclude<Cell, null>): string {
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
