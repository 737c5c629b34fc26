import type { DataTable } from "../data/data-table.ts";
import { writeRows, type TableDialect, type TableFormat } from "../formats/index.ts";
import { cellsAsText, cellsAsValues } from "../table/fields/convert-cells.ts";
import type { TableSchema } from "../table/schema/table-schema.ts";

/** How a table is written. */
export interface Writing {
  format: TableFormat;
  /** How the text was written that its rows are like. */
  dialect: TableDialect | undefined;
}

/** Refuses a format whose packages are missing, before any work. */
export async function checkFormat(format: TableFormat): Promise<void> {
  for await (const piece of writeRows({ names: ["a"], columns: [[1]] }, { format })) void piece;
}

/** The bytes of a table whose rows come in parts: texts in the ways of their fields, other formats with the cells' types. */
export function tableBytes(
  parts: AsyncIterable<DataTable>,
  schema: TableSchema,
  { format, dialect }: Writing,
): AsyncGenerator<Uint8Array> {
  const isText = format === "csv" || format === "tsv";
  const convert = (isText ? cellsAsText : cellsAsValues)(schema);
  async function* converted(): AsyncGenerator<DataTable> {
    for await (const part of parts) yield convert(part);
  }
  return writeRows(converted(), { format, ...(dialect && { dialect }) });
}
