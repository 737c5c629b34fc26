import { checkInteger, LangevinError } from "../../support/errors.ts";
import { integer, oneOf, option, readOptions, seed, type Spec } from "../../support/options.ts";
import { areaUnderCurve } from "./area-under-curve.ts";
import { GainTable, type Importance } from "./booster/importance.ts";
import { XGBOOST_DEFAULTS } from "./booster/settings.ts";
import { boosterScores, logisticScores } from "./classifiers.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { stratifiedFolds } from "./folds.ts";
import { drawRows } from "./row-draws.ts";
import { appendRows, takeRows } from "./table-rows.ts";

/** Options of {@link classifierTwoSampleTest}. */
export interface TwoSampleTestOptions {
  /** Boosted trees, which see any dependence, or logistic regression, which sees means and shares only. @default "booster" */
  classifier?: "booster" | "logistic" | undefined;
  /** Parts; each is judged by what the others taught. @default 3 */
  folds?: number | undefined;
  /** How often rows are dealt into folds anew. @default 1 */
  repeats?: number | undefined;
  /**
   * A larger table is replaced by this many of its rows, drawn without replacement; `Infinity` for all.
   * @default 20000, fewer of tables of more than 60 columns or so
   */
  maxRows?: number | undefined;
  /** Seed of folds and subsamples. @default 0 */
  seed?: number | undefined;
}

export const twoSampleTestSpec = {
  classifier: oneOf(["booster", "logistic"], { default: "booster" }),
  folds: integer(2, 100, { default: 3 }),
  repeats: integer(1, 1000, { default: 1 }),
  maxRows: option((where, name, value) => (value === Infinity ? Infinity : checkInteger(where, name, value, 2))),
  seed: seed({ default: 0 }),
} satisfies Spec<TwoSampleTestOptions>;

const USUAL_ROWS = 20_000;
/** Cells visited in all trees, unless rows are told: about ten seconds. */
const MOST_WORK = 3e9;
const LEAST_ROWS = 500;

/** What {@link classifierTwoSampleTest} finds. */
export interface TwoSampleTest {
  /** 1 − mean over folds of (2 max(½, AUC) − 1): 1 where the classifier only guesses, 0 where it is never wrong. */
  score: number;
  /** Standard error of the score, by its spread over folds. */
  error: number;
  /** The mean area under the ROC curve. */
  auc: number;
  /** Standard error of the AUC, by its spread over folds. */
  aucError: number;
  /** Rows of each table that were looked at. */
  rows: {
    /** Rows of the real one. */
    real: number;
    /** Rows of the synthetic one. */
    synthetic: number;
  };
  /** What gives the synthetic rows away, by the booster's gains; nothing for logistic regression. */
  importance: Importance;
}

/**
 * Classifier two-sample test (Lopez-Paz & Oquab 2017, arXiv:1610.06545) in the form of published tables: a classifier learns to tell
 * real rows from synthetic ones and is judged on rows that it has not seen, by the area under the ROC curve.
 *
 * The booster is XGBoost's with its defaults (100 trees of depth 6, η = 0.3, λ = 1, 256 bins), levels split one against the
 * others, and missing cells sent to the better side. Logistic regression is scikit-learn's at C = 1, on numbers scaled by
 * their quartiles with gaps at the mean, and levels one-hot.
 *
 * It does not see copying: a synthetic row that is equal to a real one has its twin in another fold, with the other answer, so
 * that a copy of the real table has a score of 1. Show it beside a count of copies.
 *
 * @param real       `folds` rows or more, as `synthetic`; both share the indexes of levels
 * @param synthetic  the same columns
 * @throws LangevinError "invalid-data" for tables that differ in their columns, or of too few rows; "invalid-argument" for
 *   options
 *
 * @example
 * ```ts
 * import { classifierTwoSampleTest } from "langevin/metrics";
 *
 * const column = (from: number) => Float64Array.from({ length: 300 }, (_, i) => (i % 100) + from);
 * const real = [{ kind: "number" as const, values: column(0) }];
 * const synthetic = [{ kind: "number" as const, values: column(50) }];
 * console.log(classifierTwoSampleTest(real, synthetic).auc); // 0.87…: half of the rows lie where the others have none
 * ```
 */
export function classifierTwoSampleTest(
  real: readonly TableColumn[],
  synthetic: readonly TableColumn[],
  options: TwoSampleTestOptions = {},
): TwoSampleTest {
  const where = "classifierTwoSampleTest";
  const { classifier, folds, repeats, maxRows: given, seed } = readOptions(where, options, twoSampleTestSpec);
  checkTables(where, { real, synthetic });
  const { trees, maxDepth } = XGBOOST_DEFAULTS;
  const eachRow = 2 * (folds - 1) * repeats * real.length * trees * maxDepth;
  const maxRows = given ?? Math.min(USUAL_ROWS, Math.max(LEAST_ROWS, Math.floor(MOST_WORK / eachRow)));
  const sides = [real, synthetic].map((table, side) => drawRows(table, maxRows, seed, side));
  const [n, m] = sides.map(rowsIn);
  if (Math.min(n, m) < folds)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected a row or more of both tables in each of ${folds} folds, got ${n} real and ${m} synthetic rows`,
    );
  const table = appendRows(sides[0], sides[1]);
  const isReal = (row: number): boolean => row < n;
  const gains = new GainTable();
  const areas: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const fold = stratifiedFolds(n + m, isReal, folds, { seed, repeat });
    for (let k = 0; k < folds; k++) {
      const train = Uint32Array.from(fold.keys()).filter((row) => fold[row] !== k);
      const test = Uint32Array.from(fold.keys()).filter((row) => fold[row] === k);
      const targets = Uint8Array.from(train, (row) => Number(isReal(row)));
      const [known, others] = [takeRows(table, train), takeRows(table, test)];
      const scores =
        classifier === "booster"
          ? boosterScores(where, known, targets, others, (tree) => gains.add(tree))
          : logisticScores(known, targets, others);
      areas.push(areaUnderCurve(scores, (i) => isReal(test[i])));
    }
  }
  const scores = areas.map((area) => 1 - (2 * Math.max(0.5, area) - 1));
  return {
    score: mean(scores),
    error: standardError(scores),
    auc: mean(areas),
    aucError: standardError(areas),
    rows: { real: n, synthetic: m },
    importance: gains.importance(),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard error of the mean: the values' standard deviation over √n. */
function standardError(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - center) * (value - center))) / (values.length - 1));
}
