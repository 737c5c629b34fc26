import { createEngine } from "../../src/index.ts";
import { fitTable, type DataTable } from "../../src/table/index.ts";
import type { Fit } from "./method.ts";
import { reorder, rowCount, type TextTable } from "./text-table.ts";

/** What a missing cell is written as, other than nothing. */
const MARKER = "?";

/** This library by its defaults: the table is described, learned for some time and drawn from. */
export const fitOurs: Fit = async (train, { seconds, seed }) => {
  const engine = await createEngine();
  const began = performance.now();
  const model = await fitTable(engine, toData(train), { seconds, seed });
  const took = (performance.now() - began) / 1000;
  return {
    seconds: took,
    async sample(count, seed) {
      return toText(await model.sample(count, { seed }), train);
    },
    async impute(table, draws, seed) {
      const filled = toText(await model.impute(toData(table), { draws, seed }), train);
      return Array.from({ length: draws }, (_, draw) => ({
        names: filled.names,
        columns: filled.columns.map((cells) =>
          Array.from({ length: rowCount(table) }, (_, row) => cells[row * draws + draw]),
        ),
      }));
    },
    dispose() {
      model.dispose();
      engine.dispose();
    },
  };
};

/** Cells as a file has them: text. */
function toData({ names, columns }: TextTable): DataTable {
  return { names, columns: columns.map((cells) => cells.map((cell) => (cell === "" ? null : cell))) };
}

/** The cells as the training table writes them, its columns in its order. */
function toText({ names, columns }: DataTable, train: TextTable): TextTable {
  const text = columns.map((cells, c) => {
    const own = train.columns[train.names.indexOf(names[c])];
    const gap = own.includes("") || !own.includes(MARKER) ? "" : MARKER;
    return Array.from(cells, (cell) => (cell === null ? gap : String(cell)));
  });
  return reorder({ names, columns: text }, train.names);
}
