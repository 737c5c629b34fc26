import { progress } from "../kit/print.ts";
import { CASES } from "./cases.ts";
import { meansOfNine } from "./forest.ts";
import type { Fit } from "./method.ts";
import { describeTableRow, type TableRow } from "./row.ts";

export interface TablesOptions {
  /** Names of cases; none for all. */
  cases: readonly string[];
  quick: boolean;
  /** Training of every case, instead of its own time. */
  seconds?: number | undefined;
}

/** How near this library's rows of whole tables come to real ones, by its defaults, beside published figures. */
export async function benchmarkTables({ cases, ...options }: TablesOptions, fit: Fit): Promise<TableRow[]> {
  if (options.quick) progress("tables: --quick trains for 2 s and draws fewer tables: figures for orientation only");
  const rows: TableRow[] = [];
  const add = (row: TableRow): void => {
    rows.push(row);
    progress(`tables: ${describeTableRow(row)}`);
  };
  for (const [name, measure] of Object.entries(CASES)) {
    if (cases.length > 0 && !cases.includes(name)) continue;
    const began = performance.now();
    try {
      for await (const row of measure({ ...options, fit })) add(row);
    } catch (error) {
      // The others' figures are not lost with it
      progress(`tables: ${name} failed: ${(error as Error).stack}`);
      process.exitCode = 1;
    }
    progress(`tables: ${name} took ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  meansOfNine(rows).forEach(add);
  return rows;
}
