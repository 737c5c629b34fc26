import { describeTable } from "../describe/describe-table.ts";
import { createFieldCodecs } from "../fields/create-codec.ts";
import { toDataTable, type TableInput } from "../model/table-input.ts";
import type { TableConstraint, TableSchema } from "../schema/table-schema.ts";
import { suggestConstraints } from "./suggest-constraints.ts";

/**
 * Relations between columns that every row of a table keeps, and hardly by chance: combinations such as a code and its label,
 * `low ≤ high` of numbers or dates, and equal columns. Suggestions: put those that are meant into the schema's
 * `langevin.constraints`, and every row that a model makes keeps them.
 *
 * @param schema  how the table is understood; left out, as `describeTable` does
 * @throws LangevinError "invalid-argument", "invalid-data" for cells that the schema cannot read
 *
 * @example
 * ```ts
 * import { findConstraints } from "langevin/table";
 *
 * const codes = Array.from({ length: 60 }, (_, r) => r % 3);
 * const labels = codes.map((code) => ["low", "middle", "high"][code]);
 * console.log(findConstraints({ code: codes, label: labels }));
 * // [ { type: 'combination', fields: [ 'code', 'label' ] } ]
 * ```
 */
export function findConstraints(table: TableInput, schema?: TableSchema): TableConstraint[] {
  const where = "findConstraints";
  const data = toDataTable(where, "table", table);
  const understood = describeTable(data, schema && { schema }).schema;
  const codecs = createFieldCodecs(where, understood);
  const columns = understood.fields.map(({ name }, c) => {
    const cells = data.columns[data.names.indexOf(name)];
    return Float64Array.from(cells, (cell, r) => codecs[c].toNumber(cell, r));
  });
  return suggestConstraints(understood.fields, columns);
}
