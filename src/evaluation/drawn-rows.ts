import type { TableColumn } from "../metrics/index.ts";
import { drawRows } from "../metrics/tables/row-draws.ts";
import type { ReadTables } from "./read-tables.ts";

type Tables = Pick<ReadTables, "real" | "synthetic" | "holdout">;

/** Streams of random numbers, one for each table: rows that belong together place by place, such as filled ones, are not drawn together. */
const streams = { real: 0, synthetic: 1, holdout: 2 } as const;

/** As many rows of each table, drawn at random; all of one that has no more. */
export function drawnRows<Some extends Partial<Tables>>(tables: Some, count: number, seed: number): Some {
  const drawn = Object.entries(streams).flatMap(([name, stream]): [string, readonly TableColumn[]][] => {
    const table = tables[name as keyof typeof streams];
    return table === undefined ? [] : [[name, drawRows(table, count, seed, stream)]];
  });
  return { ...tables, ...Object.fromEntries(drawn) };
}
