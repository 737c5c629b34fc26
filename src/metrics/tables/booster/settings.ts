/** Settings of a booster, named as in XGBoost, with its defaults. */
export interface BoosterSettings {
  /** Rounds; each adds a tree, or one for each class. @default 100 */
  trees: number;
  /** Splits from the root to a leaf, at most. @default 6 */
  maxDepth: number;
  /** η: the share of a tree's answer that is added. @default 0.3 */
  learningRate: number;
  /** λ: the penalty on squared leaf weights. @default 1 */
  lambda: number;
  /** γ: the least gain of a split. @default 0 */
  gamma: number;
  /** The least sum of second derivatives in a leaf. @default 1 */
  minChildWeight: number;
  /** Bins of a column of numbers, at most. @default 256 */
  maxBins: number;
  /** Categories of fewer levels are split one level against the others; Infinity for all of them. @default 4 */
  oneHotBelow: number;
}

/** XGBoost 1.7's defaults. */
export const XGBOOST_DEFAULTS: BoosterSettings = {
  trees: 100,
  maxDepth: 6,
  learningRate: 0.3,
  lambda: 1,
  gamma: 0,
  minChildWeight: 1,
  maxBins: 256,
  oneHotBelow: 4,
};
