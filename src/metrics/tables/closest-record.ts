import { checkTables, type TableColumn } from "./column.ts";
import { GOWER, mixedRows, nearestRows } from "./mixed-rows.ts";

/** How many synthetic rows are equal, in every cell, to a row of another table. */
export function exactCopies(synthetic: readonly TableColumn[], table: readonly TableColumn[]): number {
  checkTables("exactCopies", synthetic, table);
  const key = (columns: readonly TableColumn[], i: number): string => columns.map(({ values }) => values[i]).join();
  const known = new Set(Array.from({ length: table[0].values.length }, (_, i) => key(table, i)));
  let copies = 0;
  for (let i = 0; i < synthetic[0].values.length; i++) if (known.has(key(synthetic, i))) copies++;
  return copies;
}

/**
 * The distance from each synthetic row to its closest row of `table`, in SDMetrics' form: the mean over columns of |Δ|/range
 * up to 1 for numbers, 0 or 1 for categories, and 1 where one of both is missing.
 *
 * @param reference  the table whose ranges scale numbers, the training rows by custom
 */
export function closestRecord(
  synthetic: readonly TableColumn[],
  table: readonly TableColumn[],
  reference: readonly TableColumn[] = table,
): Float64Array {
  checkTables("closestRecord", synthetic, table);
  const { distances } = nearestRows(mixedRows(reference, synthetic), mixedRows(reference, table), GOWER);
  return distances.map((sum) => sum / table.length);
}

/**
 * The share of synthetic rows that are closer to a training row than to a held-out one, ties counted half: ½ where training
 * rows have no pull of their own. Both tables are cut to the shorter one's length.
 */
export function closestRecordShare(
  synthetic: readonly TableColumn[],
  train: readonly TableColumn[],
  holdout: readonly TableColumn[],
): number {
  const count = Math.min(train[0].values.length, holdout[0].values.length);
  const first = (columns: readonly TableColumn[]): TableColumn[] =>
    columns.map(({ kind, values }) => ({ kind, values: Float64Array.from(values).subarray(0, count) }));
  const toTrain = closestRecord(synthetic, first(train), train);
  const toHoldout = closestRecord(synthetic, first(holdout), train);
  let share = 0;
  toTrain.forEach((d, i) => (share += d < toHoldout[i] ? 1 : d === toHoldout[i] ? 0.5 : 0));
  return share / toTrain.length;
}
