// Mistakes that others shipped. These are the ones no other file's tests are about; the rest are caught as follows.
// Reversed or truncated ladders, step not scaled by σ², the factor 2: also sampling/annealed-langevin (exact laws).
// Output not divided by σ, or twice, and raw σ as the condition: network (reference, score of N(0, I)).
// EMA trained but not sampled: train, sampling/chain; EMA from zeros, sum for mean, weights twice: trainer.
// Duplicate or zero σ: schedule, errors. Scaling by batch means: sampling/chain (splits).
// Generator state missing from checkpoints: train (resume). No decoding on the way out: train.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../src/engine/engine.ts";
import { Trainer } from "../src/engine/trainer.ts";
import type { ScoreModel } from "../src/models/score-model.ts";
import { createScoreNetwork } from "../src/models/network.ts";
import { ladderQuantiles } from "../src/recipe/noise-distribution.ts";
import { ncsnLangevin } from "../src/sampling/samplers/ncsn-langevin.ts";
import { geometricSigmas } from "../src/noise/ladders.ts";
import { train } from "../src/training/train.ts";
import { flatten, twin, unflatten } from "./kit/network-twin.ts";
import { relativeError } from "./reference/bounds.ts";
import { drawNoise, drawRows, dsmLoss, perturb, sigmaFromLadder } from "./reference/dsm.ts";
import { testData } from "./reference/gradient-check.ts";
import { columnMean, correlation, fourErrors, rms } from "./kit/statistics.ts";
import { standard } from "./kit/standard.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const still: ScoreModel = { ...standard(2), score: (x) => x.map(() => 0) };

describe("samplers", () => {
  const sigmas = geometricSigmas({ sigmaMax: 8, sigmaMin: 0.25, count: 6 });
  const [n, T, stepSize] = [40_000, 3, 0.05];
  const run = { count: n / 2, stepsPerSigma: T, stepSize, seed: 4 };

  test("start at N(0, 1) under a large σ_max: it is N(mean, variance + σ_max²)", async () => {
    const known = { ...still, mean: [-30, 7], variance: [4, 900] };
    const samples = await ncsnLangevin(known, [40, 39], { ...run, engine, stepSize: 1e-20 });
    for (const [c, mean, variance] of [
      [0, -30, 4],
      [1, 7, 900],
    ]) {
      // prettier-ignore
      const std = Math.sqrt(variance + 1600);
      const centered = samples.filter((_, k) => k % 2 === c).map((x) => x - mean);
      expect(Math.abs(rms(centered) - std)).toBeLessThan(fourErrors(std, n / 2));
      expect(Math.abs(columnMean(samples, 2, c) - mean)).toBeLessThan((4 * std) / Math.sqrt(n / 2));
    }
  });

  test("noise not √α, or the step not scaled by σ²: without a force the variance grows by Σα", async () => {
    const samples = await ncsnLangevin(still, sigmas, { ...run, engine });
    const added = sigmas.reduce((sum, sigma) => sum + T * stepSize * (sigma / 0.25) ** 2, 0);
    const std = Math.sqrt(1 + 64 + added);
    expect(Math.abs(rms(samples) - std)).toBeLessThan(fourErrors(std, n));
  });

  test("the factor 2, no final denoise, two of them: a force of c moves a particle by cΣα/2 + cσ_min²", async () => {
    const pushed: ScoreModel = { ...standard(2), score: (x) => x.map((_, k) => [3, -1][k % 2]) };
    const way = sigmas.reduce((sum, sigma) => sum + (T * stepSize * (sigma / 0.25) ** 2) / 2, 0);
    for (const [denoise, last] of [
      [true, 0.0625],
      [false, 0],
    ] as const) {
      // prettier-ignore
      const how = { ...run, engine, count: 500, denoise };
      const [a, b] = [await ncsnLangevin(still, sigmas, how), await ncsnLangevin(pushed, sigmas, how)];
      // 19 roundings of values below 300
      for (let k = 0; k < a.length; k++)
        expect(Math.abs(b[k] - a[k] - [3, -1][k % 2] * (way + last))).toBeLessThan(19 * 300 * 2 ** -23);
    }
  });

  test("noise after the last step: a last score of −x/σ_min² leaves exactly 0", async () => {
    let calls = 0;
    const ending: ScoreModel = { ...standard(2), score: (x) => x.map((v) => (calls > 6 * T ? -16 * v : 0)) };
    const counting: ScoreModel = { ...standard(2), score: (x, sigma) => (calls++, ending.score(x, sigma)) };
    const samples = await ncsnLangevin(counting, sigmas, { ...run, engine, count: 100 });
    expect(calls).toBe(6 * T + 1);
    expect(samples.every((x) => x === 0)).toBe(true);
  });

  test("levels reversed, left out, doubled, or not at their own σ: every σ in order, T times, and σ_min once more", async () => {
    const seen: number[] = [];
    const recording: ScoreModel = { ...standard(2), score: (x, sigma) => (seen.push(sigma), x.map(() => 0)) };
    await ncsnLangevin(recording, sigmas, { ...run, engine, count: 5 });
    expect(seen).toEqual([...[...sigmas].flatMap((sigma) => Array<number>(T).fill(sigma)), 0.25]);
  });

  test("the same seed for the start and the steps, or one for all steps: every two are uncorrelated", async () => {
    const at: Float32Array[] = [];
    const recording: ScoreModel = { ...standard(2), score: (x) => (at.push(x.slice()), x.map(() => 0)) };
    await ncsnLangevin(recording, sigmas, { ...run, engine, count: 1000 });
    const draws = [at[0], ...at.slice(1).map((x, s) => x.map((value, k) => value - at[s][k]))];
    expect(draws).toHaveLength(6 * T + 1);
    for (let i = 0; i < draws.length - 1; i++)
      for (let j = 0; j < i; j++)
        expect(Math.abs(correlation(draws[i], draws[j])), `${i}, ${j}`).toBeLessThan(4 / Math.sqrt(2000));
  });
});

describe("training", () => {
  test("one σ per batch: with 25 rows a level, each level's own σ counts for 25 rows", () => {
    // An untrained "noise" network predicts 0, its loss is Σ(σ² + 1)z²/(B·D): raising one level's σ² by δ adds
    // δ·Σz² over that level's rows, which in 1024 columns is δ·1024 a row, to 4.4 %.
    const [dim, batchSize, bump] = [1024, 100, 0.05];
    const shape = {
      dim,
      hidden: [1],
      parameterization: "noise",
      sigmaFrequencies: 0,
      coordinateFrequencies: 0,
    } as const;
    const { mlp } = createScoreNetwork(engine, shape);
    const ladder = [1.3, 1.2, 1.1, 1];
    const lossOf = (sigmas: number[], step: number): number => {
      const how = { data: new Float32Array(dim), batchSize, weighting: "edm", seed: 8 } as const;
      const trainer = new Trainer(mlp, { ...how, sigmas: ladderQuantiles(sigmas) });
      void trainer.computeGradients(step);
      const loss = trainer.loss();
      trainer.dispose();
      return loss;
    };
    for (const step of [1, 2, 3])
      for (let level = 0; level < 4; level++) {
        const raised = ladder.map((sigma, l) => (l === level ? sigma + bump : sigma));
        const delta = raised[level] ** 2 - ladder[level] ** 2;
        const rows = ((lossOf(raised, step) - lossOf(ladder, step)) / delta) * batchSize;
        expect(Math.abs(rows - 25)).toBeLessThan(4 * Math.sqrt((2 * 25) / dim));
      }
  });

  test("rows never shuffled, noise that repeats: of sorted rows every step draws any, each as often", () => {
    // At σ = 1 the untrained edm network predicts (x + z)/2: the loss of one row is ((x − z)/2)², and x is a multiple of 100
    const { mlp } = createScoreNetwork(engine, { dim: 1, hidden: [1] });
    const count = 10;
    const data = Float32Array.from({ length: count }, (_, k) => 100 * (k + 1));
    const how = { data, batchSize: 1, weighting: "noise", seed: 1, sigmas: ladderQuantiles([1]) } as const;
    const trainer = new Trainer(mlp, how);
    const steps = 4000;
    const drawn = Array.from({ length: steps }, (_, t) => {
      void trainer.computeGradients(t + 1);
      return 2 * Math.sqrt(trainer.loss());
    });
    const rows = drawn.map((x) => Math.round(x / 100) - 1);
    const noise = drawn.map((x, t) => data[rows[t]] - x);
    const counts = new Float64Array(count);
    for (const row of rows) counts[row]++;
    const chiSquare = counts.reduce((sum, c) => sum + (c - steps / count) ** 2 / (steps / count), 0);
    expect(chiSquare).toBeLessThan(9 + 4.5 * Math.sqrt(18));
    const centered = rows.map((row) => row - 4.5);
    for (const series of [centered, noise])
      for (const lag of [1, 2, count])
        expect(Math.abs(correlation(series.slice(lag), series.slice(0, -lag)))).toBeLessThan(4 / Math.sqrt(steps));
    expect(Math.abs(rms(noise) - 1)).toBeLessThan(fourErrors(1, steps));
    trainer.dispose();
  });

  test("a loss curve of one noisy draw: resting weights have one validation loss, whatever the batches' losses do", async () => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [5] });
    const data = testData(200, 1);
    const validationLosses = new Set<unknown>();
    const losses = new Set<number>();
    const how = { sigmas: [2, 0.3], steps: 20, batchSize: 16, learningRate: 1e-30, validation: data, validateEvery: 1 };
    for await (const { loss, validationLoss } of train(network, data, how)) {
      losses.add(loss);
      validationLosses.add(validationLoss);
    }
    expect([losses.size, validationLosses.size]).toEqual([20, 1]);
  });

  test("validating the weights in motion: the loss reported is the averaged weights', of the fixed (x, σ, z)", async () => {
    const { network, reference } = twin(engine, { dim: 2, hidden: [9, 9], seed: 3 });
    const data = testData(300, 1);
    const own = new Float32Array(testData(160, 2));
    const sigmas = [3, 0.5, 0.25];
    let reported = NaN;
    const how = {
      sigmas,
      steps: 30,
      batchSize: 16,
      seed: 7,
      encoding: "identity",
      learningRate: 0.03,
      decay: "constant",
    } as const;
    for await (const { validationLoss } of train(network, data, { ...how, validation: own }))
      reported = validationLoss ?? reported;
    const lossOf = (which: "average" | "current"): number => {
      unflatten(reference, Float64Array.from(flatten(network.parameters(which))));
      const draw = { seed: 7, step: 0, batch: 4096, validation: true };
      const { row, quantile } = drawRows(80, draw);
      const x = Float64Array.from({ length: 2 * 4096 }, (_, k) => own[2 * row[k >> 1] + (k & 1)]);
      const sigma = quantile.map((q) => sigmaFromLadder(q, sigmas));
      const z = drawNoise(2, draw);
      const predicted = reference.forward(perturb(x, sigma, z), sigma).predictedNoise;
      return dsmLoss(predicted, z, sigma, { weighting: "edm", parameterization: "edm" }).loss;
    };
    expect(relativeError(reported, lossOf("average"))).toBeLessThan(1e-5);
    expect(relativeError(reported, lossOf("current"))).toBeGreaterThan(1e-3);
  });
});
