import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { densities } from "../../src/toys/index.ts";
import { toTable } from "../../src/data/rows.ts";
import { encodings } from "../../src/data/encodings/registry.ts";

export interface AutoCase {
  name: string;
  dim: number;
  /** Standardized, (ROWS or fewer, dim). */
  rows: Float32Array;
}

const ROWS = 120;

/** Tables beside the project, with the columns that are numbers. */
const TABLES = [
  { name: "iris", file: "forest/iris.data", separator: ",", columns: [0, 4] },
  { name: "sonar", file: "forest/sonar.all-data", separator: ",", columns: [0, 60] },
  { name: "wine quality", file: "forest/winequality-red.csv", separator: ",", columns: [0, 11] },
  { name: "yeast", file: "forest/yeast.data", separator: /\s+/, columns: [0, 8] },
  { name: "optdigits", file: "digits/optdigits.tra.csv", separator: ",", columns: [0, 64] },
];

/** The eight densities, and those of the tables that are there; of each 120 rows at most. */
export function autoCases(): AutoCase[] {
  const folder = resolve(import.meta.dirname, "../../../shared/data");
  const points = Object.entries(densities).map(([name, density]) => ({
    name,
    dim: 2,
    rows: standardized(density.sample(ROWS, { seed: 1 }), 2),
  }));
  const there = TABLES.filter(({ file }) => existsSync(resolve(folder, file)));
  const tables = there.map(({ name, file, separator, columns: [from, to] }) => {
    const lines = readFileSync(resolve(folder, file), "utf8").trim().split(/\r?\n/);
    const stride = Math.max(1, Math.floor(lines.length / ROWS));
    const rows = lines.filter((_, i) => i % stride === 0).slice(0, ROWS);
    const numbers = rows.flatMap((line) => line.trim().split(separator).slice(from, to).map(Number));
    return { name, dim: to - from, rows: standardized(numbers, to - from) };
  });
  return [...points, ...tables];
}

function standardized(values: ArrayLike<number>, dim: number): Float32Array {
  return encodings.standard.fit("bench auto", toTable("bench auto", "rows", values, dim)).encode(values);
}
