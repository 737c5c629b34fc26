import { readFileSync } from "node:fs";
import type { TableColumn } from "../../../../src/metrics/tables/column.ts";

const path = new URL("../../../../node_modules/vega-datasets/data/penguins.json", import.meta.url);
const records = JSON.parse(readFileSync(path, "utf8")) as Record<string, string | number | null>[];

/** The 344 penguins: three categories and four numbers, some of them missing. */
export const penguins: TableColumn[] = Object.keys(records[0]).map((name) => {
  const cells = records.map((record) => record[name]);
  if (cells.some((cell) => typeof cell === "number"))
    return { kind: "number", values: cells.map((cell) => (cell === null ? NaN : Number(cell))) };
  const levels = [...new Set(cells)].filter((cell) => cell !== null);
  return { kind: "category", values: cells.map((cell) => (cell === null ? NaN : levels.indexOf(cell))) };
});
