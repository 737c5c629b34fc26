import type { DataTable } from "../../data/data-table.ts";
import { isModeled } from "../../table/model/complete-schema.ts";
import type { TableModel } from "../../table/model/table-model.ts";

/** Places of rows whose cells a model's columns can hold: held-out rows may have levels that no training row has. */
export function readableRows({ parts }: TableModel, { names, columns }: DataTable): Uint32Array {
  const { schema, codecs } = parts.layout;
  const readers = schema.fields.flatMap((field, c) => {
    const place = names.indexOf(field.name);
    return place >= 0 && isModeled(field) ? [{ cells: columns[place], codec: codecs[c] }] : [];
  });
  return Uint32Array.from(columns[0].keys()).filter((row) => {
    try {
      for (const { cells, codec } of readers) codec.toNumber(cells[row], row);
      return true;
    } catch {
      return false;
    }
  });
}
