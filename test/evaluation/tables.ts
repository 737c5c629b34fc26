import { readFileSync } from "node:fs";
import type { DataTable } from "../../src/data/data-table.ts";
import { readSet } from "../../bench/tables/sets.ts";

/** The penguins of Palmer station: 344 rows with gaps. */
export function penguins(): DataTable {
  const path = new URL("../../node_modules/vega-datasets/data/penguins.json", import.meta.url);
  const rows = JSON.parse(readFileSync(path, "utf8")) as Record<string, string | number | null>[];
  const names = Object.keys(rows[0]);
  return { names, columns: names.map((name) => rows.map((row) => row[name])) };
}

/** The first training rows of a benchmark's set, in a random order; undefined where its data are not there. */
export function setRows(name: string, count: number): DataTable | undefined {
  const table = readSet(name)?.train as DataTable | undefined;
  return table && shuffled(table, 3, count);
}

/** Numbers 0…1 that look random: Lehmer's generator. */
export function lehmer(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** Rows of a table in a random order, the first `count` of them. */
export function shuffled(table: DataTable, seed: number, count = Infinity): DataTable {
  const random = lehmer(seed);
  const keys = table.columns[0].map((_, row) => [random(), row]).sort(([a], [b]) => a - b);
  return pick(
    table,
    keys.slice(0, count).map(([, row]) => row),
  );
}

export function pick({ names, columns }: DataTable, rows: readonly number[]): DataTable {
  return { names, columns: columns.map((cells) => rows.map((row) => cells[row])) };
}

/** Each column drawn anew from its own cells. */
export function independent({ names, columns }: DataTable, seed: number): DataTable {
  const random = lehmer(seed);
  return { names, columns: columns.map((cells) => cells.map(() => cells[Math.floor(random() * cells.length)])) };
}

/** Both halves of a table's rows. */
export function halvesOf(table: DataTable): [DataTable, DataTable] {
  const rows = shuffled(table, 7);
  const half = Math.floor(rows.columns[0].length / 2);
  const part = (begin: number): DataTable => ({
    names: rows.names,
    columns: rows.columns.map((cells) => cells.slice(begin, begin + half)),
  });
  return [part(0), part(half)];
}
