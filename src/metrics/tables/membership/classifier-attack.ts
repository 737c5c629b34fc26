import { boosterScores } from "../classifiers.ts";
import { rowsIn, type TableColumn } from "../column.ts";
import { appendRows } from "../table-rows.ts";

/**
 * How sure a booster is that rows are synthetic, which learned to tell synthetic rows from known ones: what it takes
 * for synthetic may be what the synthetic rows were made from.
 *
 * @param judged  two tables of rows
 * @returns a score for each row of each table
 */
export function classifierScores(
  where: string,
  synthetic: readonly TableColumn[],
  known: readonly TableColumn[],
  judged: readonly [readonly TableColumn[], readonly TableColumn[]],
): [Float64Array, Float64Array] {
  const targets = new Uint8Array(rowsIn(synthetic) + rowsIn(known)).fill(1, 0, rowsIn(synthetic));
  const scores = boosterScores(where, appendRows(synthetic, known), targets, appendRows(...judged));
  const first = rowsIn(judged[0]);
  return [scores.slice(0, first), scores.slice(first)];
}
