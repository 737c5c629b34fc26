import { XGBOOST_DEFAULTS } from "../tables/booster/settings.ts";
import { boosterScores, logisticScores } from "../tables/classifiers.ts";
import type { TableColumn } from "../tables/column.ts";
import { hiddenOf, Perceptron, USUAL_EPOCHS, type LabeledRows } from "./perceptron.ts";

export type { LabeledRows } from "./perceptron.ts";

/** Which random numbers a classifier may take. */
interface Randomness {
  seed: number;
  /** Number of the training. */
  which: number;
}

/** A classifier of rows of numbers. */
interface Classifier {
  /** Steps that a row takes to be learned, about. */
  stepsPerRow(dim: number): number;
  /** A number for each row to judge: above 0 where it is of class 1 rather. */
  classify(where: string, train: LabeledRows, judged: Float64Array, random: Randomness): Float64Array;
}

/** Shallow trees, learned slowly: deep ones learn rows by heart. */
const BOOSTER = { trees: 100, maxDepth: 3, learningRate: 0.1 };

export const classifiers: Readonly<Record<"booster" | "network" | "logistic", Classifier>> = {
  booster: {
    stepsPerRow: (dim) => dim * BOOSTER.trees * BOOSTER.maxDepth,
    classify: (where, train, judged) =>
      boosterScores(where, toColumns(train.values, train.dim), train.targets, toColumns(judged, train.dim), undefined, {
        ...XGBOOST_DEFAULTS,
        ...BOOSTER,
      }).map((probability) => probability - 0.5),
  },
  network: {
    stepsPerRow: (dim) => 2 * USUAL_EPOCHS * (hiddenOf(dim) * (dim + hiddenOf(dim) + 1)),
    classify(_where, train, judged, { seed, which }) {
      const { dim } = train;
      const toUnits = standardization(train);
      const network = new Perceptron({ ...train, values: toUnits(train.values) }, seed, which);
      const rows = toUnits(judged);
      return Float64Array.from({ length: rows.length / dim }, (_, i) => network.logOdds(rows, i * dim));
    },
  },
  logistic: {
    stepsPerRow: (dim) => 50 * (dim + 1),
    classify: (_where, train, judged) =>
      logisticScores(toColumns(train.values, train.dim), train.targets, toColumns(judged, train.dim)),
  },
};

function toColumns(values: Float64Array, dim: number): TableColumn[] {
  return Array.from({ length: dim }, (_, column) => ({
    kind: "number" as const,
    values: values.filter((_, i) => i % dim === column),
  }));
}

/** Rows to mean 0 and deviation 1 of the rows that are learned from. */
function standardization({ values, dim }: LabeledRows): (rows: Float64Array) => Float64Array {
  const rows = values.length / dim;
  const mean = new Float64Array(dim);
  const std = new Float64Array(dim);
  values.forEach((value, i) => (mean[i % dim] += value / rows));
  values.forEach((value, i) => (std[i % dim] += ((value - mean[i % dim]) * (value - mean[i % dim])) / rows));
  for (let d = 0; d < dim; d++) std[d] = std[d] > 0 ? Math.sqrt(std[d]) : 1;
  return (other) => other.map((value, i) => (value - mean[i % dim]) / std[i % dim]);
}
