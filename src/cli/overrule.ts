import type { Cell, DataTable } from "../data/data-table.ts";
import { createFieldCodecs } from "../table/fields/create-codec.ts";
import type { Field, TableSchema } from "../table/schema/table-schema.ts";
import { usageError } from "./command-error.ts";
import type { ReadingOptions } from "./options/groups.ts";

/** How cells of a model's columns are written in another table than the one it was fitted to. */
export type CellOptions = Pick<ReadingOptions, "decimal" | "thousands" | "dateOrder" | "missing">;

/** Refuses one sign for both decimals and thousands. */
export function checkSigns({ decimal, thousands }: CellOptions): void {
  if (decimal !== undefined && decimal === thousands)
    throw usageError(`--decimal and --thousands are both ${decimal}; a sign is one of them.`);
}

/** A model's schema with what is said of the way a table is written; the schema itself where nothing is. */
export function overruled(schema: TableSchema, options: CellOptions): TableSchema {
  checkSigns(options);
  const { decimal, thousands, dateOrder, missing } = options;
  if ([decimal, thousands, dateOrder, missing].every((value) => value === undefined)) return schema;
  return {
    ...schema,
    fields: schema.fields.map((field) => withMissing(withOrder(withSigns(field, options), dateOrder), missing)),
    ...(missing && { missingValues: [...new Set([...(schema.missingValues ?? [""]), ...missing])] }),
  };
}

const NUMBERS: readonly Field["type"][] = ["number", "integer", "year"];

function withSigns(field: Field, { decimal, thousands }: CellOptions): Field {
  if (!NUMBERS.includes(field.type)) return field;
  const { decimalChar: known = ".", groupChar: knownGroup, ...others } = field;
  const decimalChar = decimal ?? (known === thousands ? (known === "." ? "," : ".") : known);
  const groupChar = thousands ?? (knownGroup === decimalChar ? undefined : knownGroup);
  return { ...others, decimalChar, ...(groupChar !== undefined && groupChar !== "" && { groupChar }) };
}

/** Dates in which day and month both are numbers before the year, in the order that is said. */
function withOrder(field: Field, dateOrder: CellOptions["dateOrder"]): Field {
  const { format } = field;
  if (dateOrder === undefined || format === undefined) return field;
  const [first, second] = dateOrder === "day" ? ["d", "m"] : ["m", "d"];
  return { ...field, format: format.replace(/^%(-?)[dm](\W)%(-?)[dm](?=\W)/, `%$1${first}$2%$3${second}`) };
}

function withMissing(field: Field, missing: readonly string[] | undefined): Field {
  if (missing === undefined || field.missingValues === undefined) return field;
  return { ...field, missingValues: [...new Set([...field.missingValues, ...missing])] };
}

/** The rows as the model's schema has them, of a table that is written as `schema` says. */
export function readBy(schema: TableSchema, model: TableSchema, table: DataTable): DataTable {
  const [readers, writers] = [createFieldCodecs("read", schema), createFieldCodecs("read", model)];
  const columns = table.columns.map((cells, c) => {
    const place = schema.fields.findIndex(({ name }) => name === table.names[c]);
    if (place < 0) return cells;
    const { missingValues: gaps = schema.missingValues ?? [""], type, categories } = schema.fields[place];
    return cells.map((cell, row) => {
      if (cell === null || (typeof cell === "string" && gaps.includes(cell))) return null;
      const isText = type === "string" && categories === undefined;
      return isText ? cell : writers[place].toCell(readers[place].toNumber(cell, row));
    });
  });
  return { names: table.names, columns };
}

/** Rows of which every known cell is again the one that was read: `copies` of each row, one after the other. */
export function withKnown(made: DataTable, read: DataTable, values: DataTable, copies: number): DataTable {
  const columns = made.names.map((name, c): readonly Cell[] => {
    const place = read.names.indexOf(name);
    if (place < 0) return made.columns[c];
    return made.columns[c].map((cell, r) => {
      const row = Math.floor(r / copies);
      return (values.columns[place][row] ?? null) === null ? cell : read.columns[place][row];
    });
  });
  return { names: made.names, columns };
}
