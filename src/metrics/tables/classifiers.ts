import { binTable, chooseBinnings } from "./booster/binned-table.ts";
import { boost, predict } from "./booster/booster.ts";
import { LOGISTIC } from "./booster/objective.ts";
import { XGBOOST_DEFAULTS, type BoosterSettings } from "./booster/settings.ts";
import type { TreeNode } from "./booster/tree.ts";
import type { TableColumn } from "./column.ts";
import { LinearEncoding } from "./linear-features.ts";
import { linearPredictor, logisticRegression } from "./logistic-regression.ts";

/**
 * How boosted trees that learned from some rows rank others: the probability of class 1 of each. Levels are split one against
 * the others.
 *
 * @param targets   0 or 1 for each row of `train`
 * @param look      is shown every tree
 * @param settings  what differs from XGBoost's defaults
 */
export function boosterScores(
  where: string,
  train: readonly TableColumn[],
  targets: ArrayLike<number>,
  test: readonly TableColumn[],
  look: (tree: TreeNode) => void = () => undefined,
  settings: Partial<BoosterSettings> = {},
): Float64Array {
  const binnings = chooseBinnings(where, train, XGBOOST_DEFAULTS.maxBins);
  const all = { ...XGBOOST_DEFAULTS, oneHotBelow: Infinity, ...settings };
  const booster = boost(binTable(train, binnings), targets, LOGISTIC, [...train.keys()], all);
  booster.trees.forEach(look);
  return predict(booster, binTable(test, binnings));
}

/** The same of logistic regression: log-odds of class 1. */
export function logisticScores(
  train: readonly TableColumn[],
  targets: ArrayLike<number>,
  test: readonly TableColumn[],
): Float64Array {
  const encoding = new LinearEncoding(train);
  return linearPredictor(logisticRegression(encoding.encode(train), targets), encoding.encode(test));
}
