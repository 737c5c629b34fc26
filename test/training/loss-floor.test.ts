import { beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { train } from "../../src/training/train.ts";
import { testData } from "../reference/gradient-check.ts";

// E‖z − ẑ‖² per dimension on N(0, s₀²I) cannot go below s₀²/(s₀² + σ²); the exact score reaches it, and there z − ẑ is
// normal of that variance, so that a mean of n squares has a standard error of floor·√(2/n) (formulas.md, section 5).
const s0 = 0.4;
const dim = 2;
const sigmas = [2, 1, 0.4, 0.15, 0.05];
const floor = (sigma: number): number => s0 ** 2 / (s0 ** 2 + sigma ** 2);

let engine: Engine;
let network: ScoreNetwork;
const untrained = new Map<number, number>();
let ladderLoss = NaN;
let trainingLoss = 0;

const data = testData(dim * 50_000, 11).map((z) => s0 * z);
const validation = testData(dim * 50_000, 12).map((z) => s0 * z);
const how = { encoding: "identity", weighting: "noise", seed: 2, batchSize: 256, validation } as const;

/** Mean of ‖z − ẑ‖² per dimension over fresh rows and noise. */
function lossAt(sigma: number, rows = 40_000): number {
  const x = testData(dim * rows, 13);
  const z = testData(dim * rows, 14);
  const noised = Float32Array.from(x, (value, k) => s0 * value + sigma * z[k]);
  const predicted = network.predictNoise(noised, sigma);
  return predicted.reduce((sum, value, k) => sum + (value - z[k]) ** 2, 0) / (dim * rows);
}

beforeAll(async () => {
  engine = await createEngine();
  network = createScoreNetwork(engine, { dim, hidden: [32, 32], coordinateFrequencies: 0, seed: 6 });
  for (const sigma of sigmas) untrained.set(sigma, lossAt(sigma));
  const steps = 2500;
  for await (const { step, loss, validationLoss } of train(network, data, {
    ...how,
    sigmas,
    steps,
    validateEvery: 1e6,
  })) {
    if (step > steps - 500) trainingLoss += loss / 500;
    ladderLoss = validationLoss ?? ladderLoss;
  }
});

describe("after training on N(0, s₀²I), s₀ = 0.4", () => {
  test.each(sigmas)("σ = %f: fresh rows' loss is s₀²/(s₀² + σ²) within 4 standard errors, n = 80,000", (sigma) => {
    const error = floor(sigma) * Math.sqrt(2 / (40_000 * dim));
    expect(Math.abs(lossAt(sigma) - floor(sigma))).toBeLessThan(4 * error);
    // which the untrained network, with the score of N(0, I), is not
    if (sigma >= 0.15) expect(untrained.get(sigma)! - floor(sigma)).toBeGreaterThan(4 * error);
  });

  const levels = sigmas.length;
  const mean = sigmas.reduce((sum, sigma) => sum + floor(sigma) / levels, 0);
  const meanSquare = sigmas.reduce((sum, sigma) => sum + floor(sigma) ** 2 / levels, 0);

  test("the reported validation loss (4096 rows, each level a fifth) is the floors' mean within 4 standard errors", () => {
    expect(Math.abs(ladderLoss - mean)).toBeLessThan(4 * Math.sqrt((2 * meanSquare) / (4096 * dim)));
  });

  test("so is the training loss of the last 500 steps: neither below (noise that repeats) nor above", () => {
    expect(Math.abs(trainingLoss - mean)).toBeLessThan(4 * Math.sqrt((2 * meanSquare) / (500 * 256 * dim)));
  });

  test.each(sigmas)(
    "σ = %f alone: the validation loss train() reports is at the floor within 4 standard errors",
    async (sigma) => {
      // A learning rate of 1e-30 leaves the weights as they are: only what is reported matters
      const seen: number[] = [];
      const one = createScoreNetwork(engine, network.options);
      one.mlp.setWeights("current", network.parameters());
      for await (const { validationLoss } of train(one, data, {
        ...how,
        sigmas: [sigma],
        steps: 1,
        learningRate: 1e-30,
      }))
        seen.push(validationLoss!);
      expect(Math.abs(seen[0] - floor(sigma))).toBeLessThan(4 * floor(sigma) * Math.sqrt(2 / (4096 * dim)));
    },
  );
});
