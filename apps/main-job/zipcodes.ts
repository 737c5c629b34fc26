import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Table } from "./table.ts";

/** The contiguous United States, where all but 1.5 % of the rows are. */
export const contiguousStates: [number, number][] = [
  [-125.5, -66],
  [24, 50],
];

/** Longitude and latitude, in degrees, of the 42,049 US zip codes in the package vega-datasets. */
export function readZipcodes(): Table {
  const lines = readFileSync(findZipcodes(), "utf8").trimEnd().split("\n");
  const columns = ["longitude", "latitude"];
  const places = columns.map((name) => lines[0].split(",").indexOf(name)); // no cell of this file is quoted
  const rows = lines.slice(1).map((line) => line.split(","));
  return {
    columns,
    rows: Float64Array.from(rows.flatMap((cells) => places.map((place) => Number(cells[place])))),
    rowCount: rows.length,
  };
}

function findZipcodes(): string {
  const main = pathToFileURL(createRequire(import.meta.url).resolve("vega-datasets"));
  return fileURLToPath(new URL("../data/zipcodes.csv", main));
}
