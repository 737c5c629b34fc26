import { drawPlaces, metricsKey } from "../../numerics/draws.ts";
import { checkInteger } from "../../support/errors.ts";
import { integer, readOptions, seed, type Spec } from "../../support/options.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { takeRows } from "./table-rows.ts";

/** Options of metrics that compare rows with rows, which take subsamples of large tables. */
export interface NearestRowsOptions {
  /**
   * Rows of each table that are compared; of more, as many are drawn.
   * @default 5000, and fewer for more than 20 columns: 1581 for 200
   */
  maxRows?: number | undefined;
  /** Seed of the draws. @default 0 */
  seed?: number | undefined;
}

export const nearestRowsSpec = {
  maxRows: integer(2, 1_000_000),
  seed: seed({ default: 0 }),
} satisfies Spec<NearestRowsOptions>;

/** The rows to compare where none are asked for: a search of 5000 among 5000 with 20 columns takes a second or so. */
export function rowsToCompare(maxRows: number | undefined, columns: number): number {
  return maxRows ?? Math.floor(Math.min(5000, Math.sqrt((5000 * 5000 * 20) / columns)));
}

/** Options of {@link sampleRows}. */
export interface SampleRowsOptions {
  /** Rows of equal seeds are equal. @default 0 */
  seed?: number | undefined;
}

export const sampleRowsSpec = { seed: seed({ default: 0 }) } satisfies Spec<SampleRowsOptions>;

/**
 * `count` rows of a table, drawn without replacement, in the table's own order; all of them where there are no more.
 *
 * @throws LangevinError "invalid-data" for columns of different length, "invalid-argument" for options
 *
 * @example
 * ```ts
 * import { sampleRows } from "langevin/metrics";
 *
 * const table = [{ kind: "number" as const, values: [1, 2, 3, 4, 5] }];
 * console.log(sampleRows(table, 2, { seed: 1 })[0].values.length); // 2
 * ```
 */
export function sampleRows(
  table: readonly TableColumn[],
  count: number,
  options: SampleRowsOptions = {},
): readonly TableColumn[] {
  const where = "sampleRows";
  const { seed } = readOptions(where, options, sampleRowsSpec);
  checkInteger(where, "count", count, 1);
  checkTables(where, { table });
  return drawRows(table, count, seed, 0);
}

/** The same, unchecked, by its own random numbers for each `stream`. */
export function drawRows(
  table: readonly TableColumn[],
  count: number,
  seed: number,
  stream: number,
): readonly TableColumn[] {
  const rows = rowsIn(table);
  if (rows <= count) return table;
  const key = metricsKey(seed, "tableRows", stream);
  return takeRows(table, drawPlaces(rows, count, key).sort());
}
