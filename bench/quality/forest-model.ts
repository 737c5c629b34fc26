import {
  createScoreNetwork,
  dpmSolverPlusPlus,
  givenLabels,
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
const EVALUATIONS = 30;

/** Steps of training: few for few rows, as more would only learn them by heart. */
function trainingSteps({ count, dim }: ForestSet): number {
  return Math.round(count * Math.sqrt(dim));
}

/** Sines and cosines of the columns, for sharp detail, where rows are many enough for it. */
function fineFeatures({ count, dim }: ForestSet): Pick<NetworkOptions, "coordinateFrequencies" | "maxFrequency"> {
  return count >= 64 * dim ? { coordinateFrequencies: 4, maxFrequency: 4 } : {};
}

/** A network of the rows' columns, given their class where they have one. */
export async function trainForest(engine: Engine, set: ForestSet, seed: number): Promise<ScoreNetwork> {
  const { dim, classes, labels } = set;
  const network = createScoreNetwork(engine, { dim, hidden: HIDDEN, classes, seed, ...fineFeatures(set) });
  const run = train(network, set.rows, {
    sigmas: [SIGMAS.sigmaMax, SIGMAS.sigmaMin],
    noiseDistribution: "log-normal",
    steps: trainingSteps(set),
    batchSize: BATCH_SIZE,
    learningRate: LEARNING_RATE,
    seed,
    ...(labels && { labels, labelDropout: 0 }),
  });
  for await (const progress of run) void progress;
  return network;
}

/**
 * As many rows as `set` has, with its classes in its proportions; columns that the published runs round are rounded, and
 * all are kept within the training rows' range, as theirs are.
 */
export async function generateForest(network: ScoreNetwork, set: ForestSet, seed: number): Promise<ForestSet> {
  const model = set.labels ? givenLabels(network, set.labels) : network;
  const rows = Float64Array.from(
    await dpmSolverPlusPlus(model, "auto", { count: set.count, evaluations: EVALUATIONS, seed }),
  );
  const { dim, rounded } = set;
  for (let d = 0; d < dim; d++) {
    let [low, high] = [Infinity, -Infinity];
    for (let i = d; i < set.rows.length; i += dim) {
      low = Math.min(low, set.rows[i]);
      high = Math.max(high, set.rows[i]);
    }
    for (let i = d; i < rows.length; i += dim) {
      const value = rounded.includes(d) ? Math.round(rows[i]) : rows[i];
      rows[i] = Math.min(high, Math.max(low, value));
    }
  }
  return { ...set, rows };
}
