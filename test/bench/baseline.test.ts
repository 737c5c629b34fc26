import { describe, expect, test } from "vitest";
import { exp, sinCos, trig } from "../../bench/speed/baseline/elementary.ts";
import { BaselineNetwork, type BaselineOptions } from "../../bench/speed/baseline/network.ts";
import { compare } from "../../bench/kit/harness.ts";
import { adamwState, adamwStep } from "../reference/adamw.ts";
import { maxErrorOfScale, UNIT_ROUNDOFF } from "../reference/bounds.ts";
import { drawNoise, drawRows, dsmLoss, perturb, sigmaFromLadder } from "../reference/dsm.ts";
import { langevinUpdate } from "../reference/langevin.ts";
import { type LayerParameters, ReferenceMlp } from "../reference/mlp.ts";
import { normals } from "../reference/normal.ts";
import { PURPOSE, stepKey } from "../reference/threefry.ts";

const SIGMAS = [5, 2, 0.7, 0.2, 0.05];

/** A tile is 64 rows: fewer, one more, several; widths that need padding and widths that do not. */
const CASES: (BaselineOptions & { batchSize: number })[] = [
  { dim: 1, hidden: [5], sigmaFrequencies: 4, coordinateFrequencies: 0, batchSize: 1 },
  { dim: 2, hidden: [13, 13, 13], sigmaFrequencies: 8, coordinateFrequencies: 8, batchSize: 65 },
  { dim: 3, hidden: [7, 7, 11], activation: "softplus", sigmaFrequencies: 4, coordinateFrequencies: 3, batchSize: 130 },
  { dim: 5, hidden: [16, 16], activation: "tanh", residual: false, coordinateFrequencies: 1, batchSize: 64 },
  { dim: 4, hidden: [9, 9], parameterization: "noise", sigmaFrequencies: 4, coordinateFrequencies: 2, batchSize: 127 },
];

/** A reference with the same configuration, and weights rounded to f32 that are nowhere zero, given to both. */
function twins(options: BaselineOptions): { network: BaselineNetwork; reference: ReferenceMlp } {
  const network = new BaselineNetwork(options);
  const { hidden = [], activation = "silu", residual = true, parameterization = "edm" } = options;
  const { dim, sigmaFrequencies = 8, coordinateFrequencies = 8 } = options;
  const reference = new ReferenceMlp({
    ...{ dim, hidden, activation, residual, parameterization, sigmaFrequencies, coordinateFrequencies },
  });
  reference.layers.forEach(({ w, bias }, l) => {
    const outputs = bias.length;
    const scale = 1 / Math.sqrt(w.length / outputs);
    const random = normals(stepKey(77, 9, l), w.length / outputs + 1, outputs);
    w.set(random.subarray(0, w.length).map((z) => Math.fround(scale * z)));
    bias.set(random.subarray(w.length).map((z) => Math.fround(0.3 * z)));
  });
  for (const target of [network.parameters, network.ema]) write(network, target, reference.layers);
  return { network, reference };
}

function write({ layers }: BaselineNetwork, target: Float32Array, values: readonly LayerParameters[]): void {
  layers.forEach(({ inputs, outputs, paddedOutputs, weightsAt, biasAt }, l) => {
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < inputs; i++) target[weightsAt + i * paddedOutputs + o] = values[l].w[i * outputs + o];
      target[biasAt + o] = values[l].bias[o];
    }
  });
}

function read({ layers }: BaselineNetwork, source: Float32Array): LayerParameters[] {
  return layers.map(({ inputs, outputs, paddedOutputs, weightsAt, biasAt }) => ({
    w: Float64Array.from({ length: inputs * outputs }, (_, k) => {
      return source[weightsAt + Math.floor(k / outputs) * paddedOutputs + (k % outputs)];
    }),
    bias: Float64Array.from(source.subarray(biasAt, biasAt + outputs)),
  }));
}

/** Numbers of `buffer` outside the layers' own: padding, which must stay zero. */
function padding(network: BaselineNetwork, buffer: Float32Array): Float32Array {
  const rest = buffer.slice();
  const zeros = read(network, buffer).map(({ w, bias }) => ({ w: w.map(() => 0), bias: bias.map(() => 0) }));
  write(network, rest, zeros);
  return rest;
}

/** `rows` standard normals of `dim` columns, in f32. */
function gaussianRows(rows: number, dim: number): Float32Array {
  return Float32Array.from(normals(stepKey(3, 9), rows, dim));
}

/** What step `step` of seed `seed` draws, from the reference alone. */
function drawn(
  data: Float32Array,
  rows: number,
  { seed = 0, dim, batchSize: batch }: (typeof CASES)[number],
  step: number,
) {
  const { row, quantile } = drawRows(rows, { seed, step, batch });
  const sigma = Array.from(quantile, (q) => sigmaFromLadder(q, SIGMAS));
  const noise = drawNoise(dim, { seed, step, batch });
  const x = Float64Array.from({ length: batch * dim }, (_, k) => data[row[Math.floor(k / dim)] * dim + (k % dim)]);
  return { sigma, noise, noised: perturb(x, sigma, noise) };
}

/**
 * Roundings on the longest way of a number: a tile's sums are f64, so a layer stores its result three times (bias
 * and sum, activation, skip), a gradient once a tile; sin(φ·cIn·x̃) with φ ≤ 8 magnifies the rounding of x̃ by 8·|cIn·x̃|,
 * and the weights here pass on about as much as they get.
 */
function roundings(network: BaselineNetwork, batchSize: number): number {
  return 8 * 4 + 2 * 3 * network.layers.length + Math.ceil(batchSize / 64);
}

describe.each(CASES)("BaselineNetwork, D $dim, hidden $hidden, batch $batchSize", (options) => {
  const rows = 50;
  const data = gaussianRows(rows, options.dim);
  const { batchSize } = options;

  test("loss and gradients of a training step are the reference's within their f32 roundings", () => {
    const seed = 2 ** 40 + 7;
    const { network, reference } = twins({ ...options, seed });
    const { parameterization = "edm" } = options;
    const step = 3;
    const { sigma, noise, noised } = drawn(data, rows, { ...options, seed }, step);
    const cache = reference.forward(noised, sigma);
    const expected = dsmLoss(cache.predictedNoise, noise, sigma, { weighting: parameterization, parameterization });
    const gradients = reference.backward(cache, expected.dPredictedNoise).layers;

    const loss = network.trainStep(data, rows, { sigmas: Float64Array.from(SIGMAS), batchSize, learningRate: 0, step });

    const bound = roundings(network, batchSize) * UNIT_ROUNDOFF;
    expect(Math.abs(loss - expected.loss) / expected.loss).toBeLessThan(bound);
    read(network, network.gradient).forEach(({ w, bias }, l) => {
      expect(maxErrorOfScale(w, gradients[l].w)).toBeLessThan(bound);
      expect(maxErrorOfScale(bias, gradients[l].bias)).toBeLessThan(bound);
    });
    expect(padding(network, network.gradient).every((value) => value === 0)).toBe(true);
  });

  test("a Langevin step is x + (α/2)·score + √α·z with the reference's score and normals", () => {
    const { network, reference } = twins({ ...options, seed: 5 });
    const [sigma, alpha, level, step] = [0.7, 0.3, 4, 9];
    const x = gaussianRows(batchSize, options.dim);
    const { predictedNoise } = reference.forward(
      x,
      Array.from({ length: batchSize }, () => sigma),
    );
    const noise = normals(stepKey(5, PURPOSE.steps, level, step), batchSize, options.dim);
    const expected = langevinUpdate(
      x,
      predictedNoise.map((z) => -z / sigma),
      noise,
      alpha,
    );

    network.langevinStep(x, batchSize, sigma, alpha, level, step);

    expect(maxErrorOfScale(x, expected)).toBeLessThan(roundings(network, batchSize) * UNIT_ROUNDOFF);
  });

  test("parameters and their average follow the reference's AdamW, fed with the same gradients", () => {
    const { network } = twins(options);
    const state = adamwState(network.parameters);
    const learningRate = 0.01;
    for (let step = 1; step <= 5; step++) {
      network.trainStep(data, rows, { sigmas: Float64Array.from(SIGMAS), batchSize, learningRate, step });
      adamwStep(state, network.gradient, { learningRate, clip: 1, emaDecay: 0.999 });
    }
    // A step stores p and ema once each, and m and v with an error of u each, worth at most learningRate·(1 + ½)·u.
    expect(maxErrorOfScale(network.parameters, state.parameters)).toBeLessThan(5 * 2 * UNIT_ROUNDOFF);
    expect(maxErrorOfScale(network.ema, state.ema)).toBeLessThan(5 * 4 * UNIT_ROUNDOFF);
    expect(padding(network, network.parameters).every((value) => value === 0)).toBe(true);
  });
});

test("initial weights are the reference's, rounded to f32", () => {
  const options = { dim: 3, hidden: [7, 6], sigmaFrequencies: 4, coordinateFrequencies: 2 };
  const reference = new ReferenceMlp({ ...options, activation: "silu", residual: true, parameterization: "edm" });
  reference.initialize(2 ** 33 + 1);
  const network = new BaselineNetwork({ ...options, seed: 2 ** 33 + 1 });
  for (const buffer of [network.parameters, network.ema]) {
    read(network, buffer).forEach(({ w, bias }, l) => {
      expect(w).toEqual(reference.layers[l].w.map(Math.fround));
      expect(bias).toEqual(reference.layers[l].bias);
    });
  }
});

test("training on two points brings the loss from 1 to well below the loss of a Gaussian's score", () => {
  const network = new BaselineNetwork({ dim: 2, hidden: [32, 32], seed: 1 });
  const data = Float32Array.of(1, -1, -1, 1);
  const losses: number[] = [];
  for (let step = 1; step <= 300; step++) {
    const sigmas = Float64Array.of(0.5, 0.25);
    losses.push(network.trainStep(data, 2, { sigmas, batchSize: 128, learningRate: 3e-3, step }));
  }
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  // F = 0 is the exact score of N(0, I), whose second moments these points have: its loss is E‖F*‖²/D = 1 at any σ.
  // 128·2 squares of mean 1 and variance below 2: the standard error is below √(2/256) = 0.09; four of them.
  expect(Math.abs(losses[0] - 1)).toBeLessThan(4 * Math.sqrt(2 / 256));
  // With both points at a distance of at least 2√2/0.5 = 5.7 deviations the ideal loss is nearly 0.
  expect(mean(losses.slice(-20))).toBeLessThan(0.1);
});

test("exp is within 6e-10 of Math.exp on ±87, sinCos within 2e-9 of Math.sin and Math.cos on ±1000", () => {
  for (let k = -2000; k <= 2000; k++) {
    const a = k * 0.0433;
    expect(Math.abs(exp(a) / Math.exp(a) - 1)).toBeLessThan(6e-10);
    const b = k * 0.4999;
    sinCos(b);
    expect(Math.abs(trig[0] - Math.sin(b))).toBeLessThan(2e-9);
    expect(Math.abs(trig[1] - Math.cos(b))).toBeLessThan(2e-9);
  }
});

test("compare gives the median, least and greatest time of a call, and alternates the contenders", () => {
  let now = 0;
  const order: string[] = [];
  const durations = [10, 4, 1, 3, 2, 5];
  let calls = 0;
  const measurements = compare({
    contenders: {
      steady: () => {
        now += 10;
        order.push("steady");
      },
      varying: () => {
        now += durations[calls++];
        order.push("varying");
      },
    },
    minMillis: 10,
    rounds: 5,
    warmupMillis: 10,
    clock: () => now,
  });
  expect(measurements).toEqual([
    { name: "steady", median: 10, min: 10, max: 10, rounds: 5, calls: 1 },
    { name: "varying", median: 3, min: 1, max: 5, rounds: 5, calls: 1 },
  ]);
  const [a, b] = ["steady", "varying"];
  expect(order.slice(-10)).toEqual([a, b, b, a, a, b, b, a, a, b]);
});
