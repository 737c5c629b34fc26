import {
  ancestral,
  createScoreNetwork,
  withLabels,
  train,
  type Engine,
  type NetworkOptions,
  type ScoreNetwork,
} from "../../src/index.ts";
import type { ForestSet } from "./forest-sets.ts";

// Chosen on validation rows taken from training sets; the same for all nine
const HIDDEN = [128, 128, 128];
const LEARNING_RATE = 0.01;
const SIGMAS = { sigmaMax: 30, sigmaMin: 0.1 };
const BATCH_SIZE = 256;
const EVALUATIONS = 100;

/** Enough to learn the rows, too few to memorize them, which takes longer the more columns there are. */
function trainingSteps({ count, dim }: ForestSet): number {
  return Math.round(0.095 * count * dim * Math.sqrt(dim));
}

/** Sines and cosines of the columns, for sharp detail, where rows are many enough for it. */
function fineFeatures({
  count,
  dim,
}: ForestSet): Pick<NetworkOptions, "coordinateFrequencies" | "maxCoordinateFrequency"> {
  return count >= 64 * dim ? { coordinateFrequencies: 4, maxCoordinateFrequency: 4 } : { coordinateFrequencies: 0 };
}

/** A network of the rows' columns, given their class where they have one. */
export async function trainForest(engine: Engine, set: ForestSet, seed: number): Promise<ScoreNetwork> {
  const { dim, classes, labels } = set;
  const network = createScoreNetwork(engine, { dim, hidden: HIDDEN, classes, seed, ...fineFeatures(set) });
  await train(network, set.rows, {
    sigmas: [SIGMAS.sigmaMax, SIGMAS.sigmaMin],
    noiseDistribution: "log-normal",
    steps: trainingSteps(set),
    batchSize: BATCH_SIZE,
    learningRate: LEARNING_RATE,
    seed,
    ...(labels && { labels, labelDropout: 0 }),
  });
  return network;
}

/**
 * As many rows as `set` has, with its classes in its proportions, by the stochastic ancestral sampler; columns that the
 * published runs round are rounded, and all are kept within the training rows' range, as theirs are. A column whose values
 * repeat takes observed values only, as a forest's leaves do.
 */
export async function generateForest(network: ScoreNetwork, set: ForestSet, seed: number): Promise<ForestSet> {
  const model = set.labels ? withLabels(network, set.labels) : network;
  const rows = Float64Array.from(await ancestral(model, "auto", { count: set.count, evaluations: EVALUATIONS, seed }));
  const { dim, rounded } = set;
  for (let d = 0; d < dim; d++) {
    const observed = observedValues(set, d);
    const [low, high] = [observed[0], observed[observed.length - 1]];
    const repeats = observed.length <= set.count / 2;
    for (let i = d; i < rows.length; i += dim) {
      const value = rounded.includes(d) ? Math.round(rows[i]) : rows[i];
      rows[i] = repeats ? nearest(observed, value) : Math.min(high, Math.max(low, value));
    }
  }
  return { ...set, rows };
}

/** The different values of a column, in order. */
function observedValues({ rows, dim }: ForestSet, column: number): Float64Array {
  return Float64Array.from(new Set(rows.filter((_, i) => i % dim === column))).sort();
}

function nearest(sorted: Float64Array, value: number): number {
  return sorted.reduce((best, one) => (Math.abs(one - value) < Math.abs(best - value) ? one : best));
}
