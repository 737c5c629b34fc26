import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readTable } from "./read-table.ts";
import type { ReadTable } from "./table.ts";

/** The contiguous United States, where all but 1.5 % of the rows are. */
export const contiguousStates: [number, number][] = [
  [-125.5, -66],
  [24, 50],
];

/**
 * Longitude and latitude, in degrees, of the 42,049 US zip codes in the package vega-datasets.
 *
 * @param path to that package's zipcodes.csv
 */
export async function readZipcodes(path = findZipcodes()): Promise<ReadTable> {
  const table = await readTable(path);
  const wanted = ["longitude", "latitude"].map((name) => table.columns.indexOf(name));
  const rows = new Float64Array(table.rowCount * 2);
  for (let i = 0; i < table.rowCount; i++)
    for (const [j, column] of wanted.entries()) rows[i * 2 + j] = table.rows[i * table.columns.length + column];
  return { ...table, columns: ["longitude", "latitude"], integer: [false, false], rows, skippedColumns: [] };
}

function findZipcodes(): string {
  const main = pathToFileURL(createRequire(import.meta.url).resolve("vega-datasets"));
  return fileURLToPath(new URL("../data/zipcodes.csv", main));
}
