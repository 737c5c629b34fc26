import type { DataTable } from "../../data/data-table.ts";
import { imputeTableSpec, type ImputeTableOptions } from "../../table/model/impute-table.ts";
import { followed } from "./operation.ts";
import { tableOperation } from "./table-model.ts";

/** Gaps of a table's rows filled; of several draws each has its number. */
export const tableImpute = /* @__PURE__ */ tableOperation({
  summary: "rows of a table whose gaps are filled",
  input: "required",
  table: imputeTableSpec,
  copies: ({ draws = 1 }) => draws as number,
  evaluations: ({ draws = 1 }) => 40 * (draws as number),
  async compute({ model, own, cells }, { begin, input }, { signal, onProgress }) {
    const options = { ...(own as ImputeTableOptions), offset: begin, signal };
    const table = await followed(model.impute(await input!.cells(), options), onProgress);
    const { draws = 1 } = options;
    const numbered = numberDraws(table, draws);
    return cells(numbered, draws > 1 ? [numbered.names[0]] : []);
  },
});

/** The rows with the number of the draw in front, where there are several. */
export function numberDraws(table: DataTable, draws: number): DataTable {
  if (draws === 1) return table;
  let name = "draw";
  while (table.names.includes(name)) name += "_";
  const column = table.columns[0].map((_, row) => 1 + (row % draws));
  return { names: [name, ...table.names], columns: [column, ...table.columns] };
}
