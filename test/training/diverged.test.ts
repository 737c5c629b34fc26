import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { loadModel } from "../../src/files/load-model.ts";
import { saveModel } from "../../src/files/save-model.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import type { TrainOptions } from "../../src/training/options.ts";
import { train } from "../../src/training/train.ts";
import { flatten } from "../kit/network-twin.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const data = testData(2 * 200, 1);
const usual = { sigmas: [5, 1, 0.1], steps: 150, batchSize: 32, warmupSteps: 0, maxGradientNorm: Infinity } as const;

/** Trains to the end or to "diverged", whichever comes; what is left must be finite and a model file. */
async function trainAnyway(network: ScoreNetwork, options: TrainOptions): Promise<string | undefined> {
  const code = await train(network, data, options).then(
    () => undefined,
    (error: unknown) => (error as { code: string }).code,
  );
  if (code !== undefined) expect(code).toBe("diverged");
  for (const which of ["current", "average"] as const)
    expect(flatten(network.parameters(which)).every(Number.isFinite), `${which} of ${JSON.stringify(options)}`).toBe(
      true,
    );
  // Whose moments are finite too, or it would refuse them
  const loaded = loadModel(engine, saveModel(network));
  expect(flatten(loaded.parameters())).toEqual(flatten(network.parameters()));
  loaded.dispose();
  network.dispose();
  return code;
}

const make = (): ScoreNetwork => createScoreNetwork(engine, { dim: 2, hidden: [16, 16], coordinateFrequencies: 0 });

test.each([
  { learningRate: 0.1, beta2: 0 },
  { learningRate: 1000, decay: "constant", beta1: 0 },
  { learningRate: 1000, decay: "constant", weightDecay: 1 },
] as const)("%o without clipping: finite weights, moments and a model file, whatever happens", async (options) => {
  await trainAnyway(make(), { ...usual, ...options });
});

test("400 of the most extreme settings end well or diverged, and leave finite numbers behind", async () => {
  let state = 7;
  const pick = <T>(...choices: readonly T[]): T => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return choices[Math.floor((state / 2 ** 32) * choices.length)];
  };
  const ends = { diverged: 0, well: 0 };
  for (let k = 0; k < 400; k++) {
    const network = createScoreNetwork(engine, {
      dim: 2,
      hidden: pick([8], [16, 16], [8, 8, 8, 8, 8]),
      activation: pick("silu", "softplus", "tanh"),
      parameterization: pick("edm", "noise", "score", "denoised", "velocity"),
      coordinateFrequencies: 0,
    });
    const code = await trainAnyway(network, {
      ...usual,
      steps: 60,
      sigmas: pick([5, 1, 0.1], [1e6, 1e-3], [1e15, 1]),
      weighting: pick("noise", "edm", "denoised", "velocity"),
      learningRate: pick(1e-3, 0.1, 10, 1000),
      decay: pick("cosine", "constant"),
      beta1: pick(0, 0.9, 0.999999),
      beta2: pick(0, 0.999, 0.999999),
      epsilon: pick(1e-30, 1e-8, 1e30),
      weightDecay: pick(0, 0, 1),
      maxGradientNorm: pick(Infinity, Infinity, 1e30, 1),
      emaDecay: pick(0, 0.999),
    });
    ends[code === undefined ? "well" : "diverged"]++;
  }
  expect(Math.min(ends.diverged, ends.well)).toBeGreaterThan(40);
}, 60_000);
