import { toTables, type Rows } from "../../data/rows.ts";
import { drawPlaces, metricsKey, subsample } from "../../numerics/draws.ts";
import { normalCdf } from "../../numerics/normal.ts";
import { LangevinError } from "../../support/errors.ts";
import { checkWork } from "../../support/limits.ts";
import { integer, oneOf, readOptions, seed, type Spec } from "../../support/options.ts";
import { dimOption, scaleSets, type SetsOptions } from "../sets.ts";
import { stratifiedFolds } from "../tables/folds.ts";
import { classifiers, type LabeledRows } from "./classifiers.ts";

/** Options of {@link c2st}. */
export interface C2stOptions extends SetsOptions {
  /**
   * `"booster"`: 100 boosted trees of depth 3; `"network"`: the perceptron of published tables, two layers of 10·dim ReLUs, slower;
   * `"logistic"`: logistic regression, which sees means only. @default "booster"
   */
  classifier?: "booster" | "network" | "logistic" | undefined;
  /** Parts; each is judged by what the others taught. @default 5 */
  folds?: number | undefined;
  /** How often classes are dealt anew for an exact p-value; each takes as long as the test itself. @default 0 */
  permutations?: number | undefined;
  /** Rows of each set, as many of both, drawn without replacement where there are more. @default 5000 */
  maxRows?: number | undefined;
  /** Seed of folds, subsamples, permutations and the network's training. @default 0 */
  seed?: number | undefined;
}

export const c2stSpec = {
  dim: dimOption,
  classifier: oneOf(["booster", "network", "logistic"], { default: "booster" }),
  folds: integer(2, 100, { default: 5 }),
  permutations: integer(0, 100_000, { default: 0 }),
  maxRows: integer(2, 1_000_000, { default: 5000 }),
  seed: seed({ default: 0 }),
} satisfies Spec<C2stOptions>;

/** What {@link c2st} finds. */
export interface C2st {
  /** The share of rows whose set was told right: ½ by guessing, 1 where none is mistaken. */
  accuracy: number;
  /** Its standard error, √(accuracy·(1 − accuracy)/rows). */
  error: number;
  /** Its standard error by guessing, ½·√((1 + (2/π)·(k − 1)/√(2k − 3))/rows) of k folds: .7/√rows of five. */
  nullError: number;
  /** The probability of such an accuracy or a better one by guessing: by permutations, or else by the normal law. */
  pValue: number;
  /** The null distribution: accuracies of permuted classes, ascending; none without permutations. */
  null: Float64Array;
  /** What told the sets apart. */
  classifier: "booster" | "network" | "logistic";
  /** Rows of each set that were looked at. */
  rows: number;
}

/**
 * Classifier two-sample test of rows of numbers (Lopez-Paz & Oquab 2017, arXiv:1610.06545): the accuracy of a classifier that
 * learned to tell generated rows from reference rows, on rows that it has not seen, by cross-validation in 5 folds, with equally many
 * rows of both sets. It is what benchmarks of inference call C2ST. No classifier can do better than ½ + ½·TV, TV the
 * total-variation distance of the two laws: Φ(m/2) of N(0, 1) against N(m, 1), .5987 at m = ½, .6915 at 1.
 *
 * The null: rows of one law give ½. Judged by rows of their own, guesses have the standard error ½/√rows. In cross-validation it is
 * larger, since the rows that one classifier is judged by have taught the others: by √(1 + (2/π)·(k − 1)/√(2k − 3)) with k folds, 1.40
 * with 5, for a classifier that learns which set has more rows in each of some cells (derived in decision 23); measured 1.15 to
 * 1.31. So `pValue`, by the normal law, is a little too large; with `permutations` it is exact for exchangeable rows. An accuracy
 * near ½ may be a classifier's failure: state the classifier beside the number.
 *
 * It does not see copying, as copies of a row fall on both sides. For mixed columns: {@link classifierTwoSampleTest}.
 *
 * @param generated  (n, dim) row-major
 * @param reference  (m, dim) row-major; only min(n, m, maxRows) rows of each are looked at
 * @returns shares, without units. Takes some 2·rows·(folds − 1)·(1 + permutations) times 300·dim steps with the booster, 50·(dim + 1) with logistic
 *   regression, 1200·dim·(11·dim + 1) with the network
 * @throws LangevinError "invalid-data" for sizes that do not fit `dim`, fewer rows than folds and values that are not finite;
 *   "invalid-argument" for options and for work of more than a minute or so
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { c2st } from "langevin/metrics";
 *
 * const rows = (mean: number, seed: number) => gaussian({ mean: [mean], std: 1 }).sample(1000, { seed });
 * const { accuracy, error } = c2st(rows(1, 1), rows(0, 2), { dim: 1, classifier: "logistic" });
 * console.log(accuracy, error); // 0.6915, within 2 errors of .01 or so
 * ```
 */
export function c2st(generated: Rows, reference: Rows, options: C2stOptions = {}): C2st {
  const where = "c2st";
  const { dim: given, classifier, folds, permutations, maxRows, seed } = readOptions(where, options, c2stSpec);
  const tables = toTables(where, { generated, reference }, given);
  const { dim } = tables[0];
  const rows = Math.min(maxRows, ...tables.map(({ count }) => count));
  if (rows < folds)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected a row or more of both sets in each of ${folds} folds, got ${rows} rows of each`,
    );
  const { stepsPerRow, classify } = classifiers[classifier];
  checkWork(
    where,
    2 * rows * (folds - 1) * (1 + permutations) * stepsPerRow(dim),
    "choose fewer rows, permutations or folds",
  );
  const sets = scaleSets(where, tables, [-400, 400]);
  const values = new Float64Array(2 * rows * dim);
  values.set(subsample(sets.generated, rows, seed, 0));
  values.set(subsample(sets.reference, rows, seed, 1), rows * dim);

  const accuracyOf = (targets: Uint8Array, which: number): number => {
    const fold = stratifiedFolds(2 * rows, (row) => targets[row] === 1, folds, { seed, repeat: which });
    let right = 0;
    for (let k = 0; k < folds; k++) {
      const all = { values, dim, targets };
      const [train, test] = [takePart(all, (row) => fold[row] !== k), takePart(all, (row) => fold[row] === k)];
      const scores = classify(where, train, test.values, { seed, which: which * folds + k });
      test.targets.forEach((target, i) => (right += scores[i] === 0 ? 0.5 : Number(scores[i] > 0 === (target === 1))));
    }
    return right / (2 * rows);
  };
  const accuracy = accuracyOf(new Uint8Array(2 * rows).fill(1, 0, rows), 0);
  const permuted = Float64Array.from({ length: permutations }, (_, b) => {
    const targets = new Uint8Array(2 * rows);
    for (const row of drawPlaces(2 * rows, rows, metricsKey(seed, "labels", b))) targets[row] = 1;
    return accuracyOf(targets, 1 + b);
  }).sort();
  const nullError = Math.sqrt((1 + ((2 / Math.PI) * (folds - 1)) / Math.sqrt(2 * folds - 3)) / (2 * rows)) / 2;
  const asGood = permuted.filter((other) => other >= accuracy).length;
  return {
    accuracy,
    error: Math.sqrt((accuracy * (1 - accuracy)) / (2 * rows)),
    nullError,
    pValue: permutations > 0 ? (1 + asGood) / (1 + permutations) : normalCdf((0.5 - accuracy) / nullError),
    null: permuted,
    classifier,
    rows,
  };
}

/** Some of the rows. */
function takePart({ values, dim, targets }: LabeledRows, isIn: (row: number) => boolean): LabeledRows {
  const places = Uint32Array.from(targets.keys()).filter(isIn);
  const taken = new Float64Array(places.length * dim);
  places.forEach((row, i) => taken.set(values.subarray(row * dim, (row + 1) * dim), i * dim));
  return { values: taken, dim, targets: targets.filter((_, row) => isIn(row)) };
}
