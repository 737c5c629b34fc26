import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { activations, parameterizations, weightings, type Weighting } from "../../src/engine/index.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import type { NetworkOptions } from "../../src/models/network-options.ts";
import { ladderQuantiles } from "../../src/recipe/noise-distribution.ts";
import type { TrainOptions } from "../../src/training/options.ts";
import { train } from "../../src/training/train.ts";
import { flatten, flattenReference, largestDifference, twin, unflatten } from "../kit/network-twin.ts";
import { adamwState, adamwStep } from "../reference/adamw.ts";
import { maxErrorOfScale, relativeError } from "../reference/bounds.ts";
import { drawNoise, drawRows, dsmLoss, perturb, sigmaFromLadder, sigmaFromQuantiles } from "../reference/dsm.ts";
import { testData } from "../reference/gradient-check.ts";
import type { MlpGradients, ReferenceMlp } from "../reference/mlp.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

interface Batch {
  data: Float32Array;
  sigmaOf: (quantile: number) => number;
  weighting: Weighting;
  seed: number;
  step: number;
  batch: number;
  validation?: boolean;
}

/** Loss of one batch and its gradients, from the reference's draws, network, loss and backward pass. */
function referenceStep(
  reference: ReferenceMlp,
  { data, sigmaOf, weighting, ...draw }: Batch,
): MlpGradients & { loss: number } {
  const { dim, parameterization } = reference.config;
  const { row, quantile } = drawRows(data.length / dim, draw);
  const sigma = quantile.map(sigmaOf);
  const x = Float64Array.from({ length: draw.batch * dim }, (_, k) => data[row[Math.floor(k / dim)] * dim + (k % dim)]);
  const noise = drawNoise(dim, draw);
  const cache = reference.forward(perturb(x, sigma, noise), sigma);
  const { loss, dPredictedNoise } = dsmLoss(cache.predictedNoise, noise, sigma, { weighting, parameterization });
  return { loss, ...reference.backward(cache, dPredictedNoise) };
}

const ladder = [12, 3.3, 1, 0.21, 0.02];
const exactLadder = Float64Array.from(ladder, Math.fround);
const rowsOf = (count: number, dim: number): Float32Array => new Float32Array(testData(count * dim, 77));

const shapes: NetworkOptions[] = [
  { dim: 1, hidden: [1], coordinateFrequencies: 0, sigmaFrequencies: 0 },
  { dim: 1, hidden: [9, 9], activation: "softplus", coordinateFrequencies: 3 },
  { dim: 2, hidden: [13, 13, 13], activation: "silu" },
  { dim: 2, hidden: [7, 7], activation: "softplus", residual: false, parameterization: "noise" },
  {
    dim: 3,
    hidden: [5, 17, 17],
    activation: "tanh",
    parameterization: "velocity",
    sigmaFrequencies: 4,
    coordinateFrequencies: 1,
  },
  { dim: 5, hidden: [11], activation: "softplus", parameterization: "score", coordinateFrequencies: 2 },
  { dim: 9, hidden: [16, 16, 16, 3], activation: "silu", parameterization: "noise" },
  { dim: 17, hidden: [33, 33], activation: "tanh", parameterization: "denoised", coordinateFrequencies: 1 },
];

/** Each activation with each parameterization. */
const kinds = activations.flatMap((activation) =>
  parameterizations.map((parameterization) => ({ dim: 2, hidden: [9, 9], activation, parameterization })),
);

describe("loss to 1e-5, every weight's and bias's gradient to 1e-4 of its layer's largest", () => {
  test.each([...shapes, ...kinds])("%o, batches of 1, 7, 32, 33, 100", async (options) => {
    for (const [b, batch] of [1, 7, 32, 33, 100].entries()) {
      const { network, reference } = twin(engine, options, true);
      const weighting = weightings[b % 4];
      const data = rowsOf(23, options.dim);
      const seed = 2 ** 40 + b;
      const quantiles = ladderQuantiles(ladder);
      const trainer = new Trainer(network.mlp, { data, batchSize: batch, sigmas: quantiles, weighting, seed });
      for (const step of [1, 2, 1000]) {
        const sigmaOf = (q: number) => sigmaFromLadder(q, exactLadder);
        const expected = referenceStep(reference, { data, sigmaOf, weighting, seed, step, batch });
        await trainer.computeGradients(step);
        expect(relativeError(trainer.loss(), expected.loss)).toBeLessThan(1e-5);
        trainer.gradients().forEach(({ weight, bias }, l) => {
          const { w, bias: dBias } = expected.layers[l];
          const tolerance = 1e-4 * largestDifference([...w, ...dBias], new Float64Array(w.length + dBias.length));
          expect(largestDifference(weight, w), `weights of layer ${l}, step ${step}`).toBeLessThanOrEqual(tolerance);
          expect(largestDifference(bias, dBias), `biases of layer ${l}, step ${step}`).toBeLessThanOrEqual(tolerance);
        });
        const norm = Math.hypot(...flattenReference(expected.layers));
        // Over padding too: its gradients are 0
        expect(relativeError(trainer.gradientNorm(), norm)).toBeLessThan(1e-4);
      }
      trainer.dispose();
      network.dispose();
    }
  });
});

test("σ from interpolated quantiles of ln σ; validation draws from streams of its own, without training", async () => {
  const { network, reference } = twin(engine, { dim: 3, hidden: [6, 6] }, true);
  const data = rowsOf(11, 3);
  const other = rowsOf(400, 3).subarray(90);
  const values = Float32Array.of(-3, -1, 0.5, 2);
  const sigmaOf = (q: number) => sigmaFromQuantiles(q, values);
  const shared = { weighting: "edm", seed: 6 } as const;
  const trainer = new Trainer(
    network.mlp,
    { data, batchSize: 45, sigmas: { kind: "interpolated", values }, ...shared },
    { data: other, batchSize: 70 },
  );
  const { loss } = referenceStep(reference, { data, sigmaOf, ...shared, step: 3, batch: 45 });
  await trainer.computeGradients(3);
  expect(relativeError(trainer.loss(), loss)).toBeLessThan(1e-5);
  const gradients = flatten(trainer.gradients());
  const validation = { data: other, sigmaOf, ...shared, step: 0, batch: 70, validation: true };
  const expected = referenceStep(reference, validation).loss;
  expect(relativeError(await trainer.validationLoss(), expected)).toBeLessThan(1e-5);
  expect(await trainer.validationLoss()).toBe(await trainer.validationLoss());
  expect(flatten(trainer.gradients())).toEqual(gradients);
  network.dispose();
});

/** The learning rate of docs and optimizer.ts, written again. */
function rate(t: number, { steps = 0, learningRate = 0, warmupSteps = 0, decay }: Partial<TrainOptions>): number {
  if (t <= warmupSteps) return (learningRate * t) / warmupSteps;
  const rest = (steps - t) / (steps - warmupSteps);
  if (decay === "cosine") return learningRate * Math.sin((rest * Math.PI) / 2) ** 2;
  return decay === "linear" ? learningRate * rest : learningRate;
}

describe("after several steps of train(), weights and average are the reference's AdamW run", () => {
  const common = { sigmas: ladder, steps: 12, batchSize: 33, seed: 5, encoding: "identity" } as const;
  test.each([
    { learningRate: 0.02, warmupSteps: 4, decay: "cosine", maxGradientNorm: 0.7, emaDecay: 0.999, weighting: "edm" },
    {
      learningRate: 0.01,
      warmupSteps: 0,
      decay: "linear",
      maxGradientNorm: Infinity,
      emaDecay: 0.3,
      weighting: "noise",
    },
    {
      learningRate: 0.01,
      warmupSteps: 3,
      decay: "constant",
      weightDecay: 0.1,
      beta1: 0.5,
      beta2: 0.9,
      weighting: "edm",
    },
  ] as const)("%o", async (own) => {
    // Two roundings a step of weights below 4 make 12·2·4·2⁻²⁴ = 5.7e-6. An ε of the gradients' own size makes updates
    // Lipschitz, |Δ(m/(√v + ε))| ≤ 2·|Δg|/ε: gradients off by 1e-5 add 12·0.02·7e-5 at most, in practice far less.
    const options = { ...common, epsilon: 0.3, maxGradientNorm: 1, ...own };
    const tolerance = 6e-6;
    for (const shape of shapes) {
      const { network, reference } = twin(engine, shape, true);
      const data = rowsOf(29, shape.dim);
      const before = flattenReference(reference.layers);
      const state = adamwState(before);
      let step = 0;
      for await (const progress of train(network, data, options)) {
        const sigmaOf = (q: number) => sigmaFromLadder(q, exactLadder);
        const draw = { data, sigmaOf, weighting: options.weighting, seed: 5, step: ++step, batch: 33 };
        const expected = referenceStep(reference, draw);
        expect(relativeError(progress.loss, expected.loss)).toBeLessThan(1e-3);
        const gradient = flattenReference(expected.layers);
        adamwStep(state, gradient, {
          ...options,
          learningRate: rate(step, options),
          clip: options.maxGradientNorm,
        });
        unflatten(reference, state.parameters);
        expect(largestDifference(flatten(network.parameters("current")), state.parameters)).toBeLessThan(tolerance);
        expect(largestDifference(flatten(network.parameters()), state.ema)).toBeLessThan(tolerance);
      }
      expect(step).toBe(12);
      // and the tolerance is small beside what was learned
      expect(largestDifference(before, state.parameters)).toBeGreaterThan(1000 * tolerance);
      network.dispose();
    }
  });

  test("with the default ε as well: error below 1e-3 of the way gone, root mean square (odd widths: padding stays 0)", async () => {
    for (const shape of shapes) {
      const { network, reference } = twin(engine, shape);
      const data = rowsOf(29, shape.dim);
      const state = adamwState(flattenReference(reference.layers));
      const before = state.parameters.slice();
      const options = { ...common, steps: 25, learningRate: 0.01, warmupSteps: 0, decay: "constant" } as const;
      for await (const { step } of train(network, data, options)) {
        const sigmaOf = (q: number) => sigmaFromLadder(q, exactLadder);
        const { layers } = referenceStep(reference, { data, sigmaOf, weighting: "edm", seed: 5, step, batch: 33 });
        adamwStep(state, flattenReference(layers), { learningRate: 0.01, clip: 1 });
        unflatten(reference, state.parameters);
      }
      const distance = (a: ArrayLike<number>, b: Float64Array) => Math.hypot(...b.map((value, k) => value - a[k]));
      const way = distance(before, state.parameters);
      expect(distance(flatten(network.parameters("current")), state.parameters) / way).toBeLessThan(1e-3);
      const average = distance(flatten(network.parameters()), state.ema) / distance(before, state.ema);
      expect(average).toBeLessThan(1e-3);
      const x = rowsOf(40, shape.dim);
      const exact = reference.forward(x, new Float64Array(40).fill(0.5)).predictedNoise;
      network.mlp.copyToAverage();
      expect(maxErrorOfScale(network.predictNoise(x, 0.5), exact)).toBeLessThan(1e-3);
      network.dispose();
    }
  });
});
