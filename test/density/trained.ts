import type { Engine } from "../../src/engine/engine.ts";
import { gaussianMixture } from "../../src/models/exact/gaussian-mixture.ts";
import type { ExactModel } from "../../src/models/score-model.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { geometricSigmas } from "../../src/noise/ladders.ts";
import { train } from "../../src/training/train.ts";

const SIGMA_MIN = 0.1;
const components = { weights: [0.4, 0.6], means: [[-15, 0], [15, 1]] }; // prettier-ignore
const variances = [
  [50, 0.5],
  [80, 0.8],
];

/** Two clusters, their first column ten times as wide as the second. */
export const clusters: ExactModel = gaussianMixture({ ...components, variance: variances });

/** A small network that has learned {@link clusters} in about a second, and what it should have learned: them, smoothed. */
export async function trainOnClusters(engine: Engine): Promise<{ network: ScoreNetwork; smoothed: ExactModel }> {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], coordinateFrequencies: 0, seed: 1 });
  const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: SIGMA_MIN, count: 20 });
  const rows = clusters.sample(20000, { seed: 1 });
  for await (const { loss } of train(network, rows, { sigmas, steps: 1200, learningRate: 5e-3, seed: 1 })) void loss;
  const noise = network.encoding.parameters.std.map((std) => (std * SIGMA_MIN) ** 2);
  const variance = variances.map((of) => of.map((v, i) => v + noise[i]));
  return { network, smoothed: gaussianMixture({ ...components, variance }) };
}
