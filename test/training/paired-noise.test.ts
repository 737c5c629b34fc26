import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import type { ObjectiveOptions } from "../../src/engine/objective.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { sigmaQuantiles } from "../../src/recipe/noise-distribution.ts";
import { twin } from "../kit/network-twin.ts";
import { relativeError } from "../reference/bounds.ts";
import { drawRows, dsmLoss, perturb, sigmaFromQuantiles } from "../reference/dsm.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const ROWS = 300;
const sigmas = sigmaQuantiles("ends", [9, 0.01]);

describe("rows that go with one noise each", () => {
  test.each([
    { dim: 1, batchSize: 1, step: 1, seed: 1 },
    { dim: 2, batchSize: 70, step: 3, seed: 2 },
    { dim: 9, batchSize: 33, step: 1000, seed: 2 ** 40 },
    { dim: 17, batchSize: 128, step: 2, seed: 4 },
  ])("%o: the loss is that of the drawn rows with their own noises", async ({ dim, batchSize, step, seed }) => {
    const pair = twin(engine, { dim, hidden: [9, 9] }, true);
    const data = new Float32Array(testData(ROWS * dim, 3));
    const pairedNoise = new Float32Array(testData(ROWS * dim, 5));
    const options: ObjectiveOptions = { data, pairedNoise, batchSize, sigmas, weighting: "velocity", seed };
    const trainer = new Trainer(pair.network.mlp, options);
    await trainer.computeGradients(step);
    const { row, quantile } = drawRows(ROWS, { seed, step, batch: batchSize });
    const sigma = quantile.map((q) => sigmaFromQuantiles(q, sigmas.values));
    const drawn = (from: Float32Array) =>
      Float64Array.from({ length: batchSize * dim }, (_, k) => from[row[Math.floor(k / dim)] * dim + (k % dim)]);
    const [x, z] = [drawn(data), drawn(pairedNoise)];
    const { predictedNoise } = pair.reference.forward(perturb(x, sigma, z), sigma);
    const { parameterization } = pair.reference.config;
    const { loss } = dsmLoss(predictedNoise, z, sigma, { weighting: "velocity", parameterization });
    expect(relativeError(trainer.loss(), loss)).toBeLessThan(1e-5);
    trainer.dispose();
    pair.network.dispose();
  });
});
