import { binTable, chooseBinnings } from "../booster/binned-table.ts";
import { boost, predict } from "../booster/booster.ts";
import { LOGISTIC } from "../booster/objective.ts";
import { XGBOOST_DEFAULTS } from "../booster/settings.ts";
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
  const rows = appendRows(synthetic, known);
  const targets = new Uint8Array(rowsIn(rows)).fill(1, 0, rowsIn(synthetic));
  const binnings = chooseBinnings(where, rows, XGBOOST_DEFAULTS.maxBins);
  const settings = { ...XGBOOST_DEFAULTS, oneHotBelow: Infinity };
  const booster = boost(binTable(rows, binnings), targets, LOGISTIC, [...rows.keys()], settings);
  const scores = (table: readonly TableColumn[]): Float64Array => predict(booster, binTable(table, binnings));
  return [scores(judged[0]), scores(judged[1])];
}
