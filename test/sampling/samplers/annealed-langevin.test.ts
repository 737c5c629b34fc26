import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { standard } from "../../kit/standard.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { createScoreNetwork } from "../../../src/models/network.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { ncsnLangevin } from "../../../src/sampling/samplers/ncsn-langevin.ts";
import { predictGaussianStd } from "../../../src/noise/auto/gaussian-law.ts";
import { geometricSigmas } from "../../../src/noise/ladders.ts";
import { train } from "../../../src/training/train.ts";
import { testData } from "../../reference/gradient-check.ts";
import { annealedLangevin as reference, ncsnLangevin as originalReference } from "../../reference/langevin.ts";
import { columnMean, fourErrors, rms } from "../../kit/statistics.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

/** The exact score of N(0, s₀²I), as a user would write it. */
const standardNormal = (dim: number, variance = 1): ScoreModel => ({
  dim,
  score: (x, sigma) => x.map((value) => -value / (variance + sigma * sigma)),
});

describe("ncsnLangevin: final deviation on N(0, 1) with the exact score, within 4 standard errors", () => {
  test.each([
    {
      sigmaMax: 1,
      sigmaMin: 0.01,
      count: 10,
      stepsPerSigma: 100,
      u: 0.2,
      startStd: Math.sqrt(1 / 12),
      std: 1.0155,
      n: 32768,
    },
    { sigmaMax: 50, sigmaMin: 0.01, count: 232, stepsPerSigma: 5, u: 0.062, startStd: 50, std: 1.067, n: 32768 },
    { sigmaMax: 10, sigmaMin: 0.01, count: 10, stepsPerSigma: 5, u: 0.1, startStd: 10, std: 3.6252, n: 32768 },
    { sigmaMax: 10, sigmaMin: 0.01, count: 30, stepsPerSigma: 100, u: 0.1, startStd: 10, std: 1.0129, n: 16384 },
  ])(
    "$sigmaMax→$sigmaMin, L $count, T $stepsPerSigma, u $u: $std",
    async ({ u, startStd, std, n, stepsPerSigma, ...ladder }) => {
      const dim = 8;
      const samples = await ncsnLangevin(standardNormal(dim), geometricSigmas(ladder), {
        ...{ engine, count: n / dim, stepsPerSigma, seed: 1, stepSize: 2 * u * ladder.sigmaMin ** 2 },
        start: testData(n, 5).map((z) => startStd * z),
      });
      expect(Math.abs(rms(samples) - std)).toBeLessThan(fourErrors(std, n));
    },
  );

  test("one level, many updates: the stationary variance is s²/(1 − α/(4s²)), s² = s₀² + σ²", async () => {
    const model = gaussian({ mean: [3, -2], std: [1, 0.5] });
    const n = 20000;
    const [sigma, alpha] = [0.5, 0.8];
    const run = { engine, count: n, stepsPerSigma: 60, stepSize: alpha, denoise: false, seed: 2 };
    const samples = await ncsnLangevin(model, [sigma], run);
    for (const [c, mean, std] of [
      [0, 3, 1],
      [1, -2, 0.5],
    ]) {
      // prettier-ignore
      const s2 = std ** 2 + sigma ** 2;
      const exact = Math.sqrt(s2 / (1 - alpha / (4 * s2)));
      const centered = samples.filter((_, k) => k % 2 === c).map((x) => x - mean);
      expect(Math.abs(rms(centered) - exact)).toBeLessThan(fourErrors(exact, n));
      expect(Math.abs(columnMean(samples, 2, c) - mean)).toBeLessThan((4 * exact) / Math.sqrt(n));
    }
  });
});

describe("annealedLangevin: deviations on N(0, s²) are the law's, within 4 standard errors", () => {
  test.each([
    { sigmaMax: 7, sigmaMin: 0.02, count: 12, stepsPerSigma: 1, u: 1 },
    { sigmaMax: 7, sigmaMin: 0.02, count: 30, stepsPerSigma: 1, u: 0.6 },
    { sigmaMax: 10, sigmaMin: 0.1, count: 5, stepsPerSigma: 4, u: 0.25 },
    { sigmaMax: 10, sigmaMin: 0.1, count: 8, stepsPerSigma: 2, u: 0.5, handOver: false },
    { sigmaMax: 10, sigmaMin: 0.1, count: 8, stepsPerSigma: 2, u: 0.5, noise: "independent" as const },
    { sigmaMax: 10, sigmaMin: 0.1, count: 8, stepsPerSigma: 2, u: 0.5, denoise: false },
  ])("$sigmaMax→$sigmaMin, L $count, T $stepsPerSigma, u $u", async ({ u, sigmaMax, sigmaMin, count, ...how }) => {
    const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count });
    const stepSize = 2 * u * sigmaMin ** 2;
    const n = 40_000;
    for (const std of [1, 0.2]) {
      const model = { ...standardNormal(1, std ** 2), mean: [0], variance: [std ** 2] };
      const samples = await annealedLangevin(model, sigmas, { engine, count: n, seed: 3, stepSize, ...how });
      const expected = predictGaussianStd({ sigmas, stepSize, dataStd: std, ...how });
      expect(Math.abs(rms(samples) - expected)).toBeLessThan(fourErrors(expected, n));
    }
  });

  test("one level, many updates: the variance s₀² + σ² at any stable step, where scores are taken", async () => {
    const sigma = 0.5;
    const n = 40_000;
    for (const alpha of [0.1, 1, 4]) {
      const run = { engine, count: n, stepsPerSigma: 60, stepSize: alpha, denoise: false, seed: 2 };
      const samples = await annealedLangevin(gaussian({ mean: [3], std: 1 }), [sigma], run);
      const exact = Math.sqrt(1 + sigma ** 2);
      expect(Math.abs(rms(samples.map((x) => x - 3)) - exact)).toBeLessThan(fourErrors(exact, n));
    }
  });
});

test("every particle is the f64 reference's, start, updates and denoising, to 1e-4 of the start's scale", async () => {
  for (const dim of [1, 2, 3, 9]) {
    const sigmas = geometricSigmas({ sigmaMax: 6, sigmaMin: 0.05, count: 7 });
    const score = (x: Float64Array, sigma: number) => x.map((v) => -v / (1 + sigma * sigma));
    for (const stepsPerSigma of [1, 9]) {
      const run = { count: 37, stepsPerSigma, stepSize: 2 * 0.3 * 0.05 ** 2, seed: 2 ** 33 + 5, offset: 11 };
      for (const [sampler, exact] of [
        [annealedLangevin, reference],
        [ncsnLangevin, originalReference],
      ] as const) {
        const samples = await sampler(standardNormal(dim), sigmas, { engine, ...run });
        exact(score, sigmas, { dim, ...run }).forEach((value, k) =>
          expect(Math.abs(samples[k] - value)).toBeLessThan(1e-4 * 6),
        );
      }
    }
  }
});

test("a network inside WebAssembly gives bit for bit what the same moves give with its score", async () => {
  const network = createScoreNetwork(engine, { dim: 3, hidden: [16], seed: 1 });
  const data = Array.from({ length: 100 }, (_, i) => Array.from(testData(3, i + 1)));
  await train(network, data, { sigmas: [4, 0.1], steps: 5, batchSize: 16, encoding: "identity" });
  const sigmas = geometricSigmas({ sigmaMax: 4, sigmaMin: 0.1, count: 6 });
  const outside: ScoreModel = { ...standard(3), score: (x, sigma) => network.score(x, sigma) };
  for (const how of [{}, { handOver: false }, { noise: "independent" as const }, { denoise: false }]) {
    const run = { count: 45, stepsPerSigma: 3, seed: 4, offset: 7, ...how };
    const inside = await annealedLangevin(network, sigmas, run);
    expect(await annealedLangevin(outside, sigmas, { engine, ...run })).toEqual(inside);
  }
});

describe("NCSN's toy: weights .8 at (5, 5), .2 at (−5, −5), unit variance, σ 20 → 1", () => {
  const toy = gaussianMixture({ weights: [0.8, 0.2], means: [[5, 5], [-5, -5]], variance: 1 }); // prettier-ignore
  const upper = (x: Float64Array) =>
    x.reduce((sum, _, k) => sum + (k % 2 === 0 && x[k] + x[k + 1] > 0 ? 2 : 0), 0) / x.length;

  test("with the exact score, at defaults: .8 and .2 within 4 standard errors, the modes where they are", async () => {
    const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: 1, count: 20 });
    const n = 20_000;
    for (const how of [{}, { stepsPerSigma: 2 }]) {
      const samples = await annealedLangevin(toy, sigmas, { engine, count: n, seed: 1, ...how });
      expect(Math.abs(upper(samples) - 0.8)).toBeLessThan(4 * Math.sqrt(0.16 / n));
      for (const sign of [1, -1]) {
        const mode = samples.filter((_, k) => Math.sign(samples[k & ~1] + samples[k | 1]) === sign);
        // A mode's rows are normal of variance (1 + σ_min²)/(1 + σ_min²)² = 1/2 after the denoising
        for (const c of [0, 1])
          expect(Math.abs(columnMean(mode, 2, c) - 5 * sign)).toBeLessThan(4 * Math.sqrt(0.5 / (mode.length / 2)));
      }
    }
  });

  test("plain Langevin at σ_min from the same start does not find them", async () => {
    const start = testData(4000, 3).map((z) => 20 * z);
    const samples = await ncsnLangevin(toy, [1], { engine, count: 2000, stepsPerSigma: 400, stepSize: 0.2, start });
    expect(Math.abs(upper(samples) - 0.8)).toBeGreaterThan(4 * Math.sqrt(0.16 / 2000));
  });

  test("with a network trained here: the training rows' weights within 4 standard errors", async () => {
    const rows = toy.sample(20000, { seed: 5 });
    const network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64, 64], seed: 1 });
    // 20 → 1 and beyond in units of the rows' deviation √17
    const sigmas = geometricSigmas({ sigmaMax: 5, sigmaMin: 0.1, count: 14 });
    for await (const { step } of train(network, rows, { sigmas, steps: 2500, batchSize: 256, seed: 1 }))
      expect(step).toBeLessThan(2501);
    const n = 3000;
    const samples = await annealedLangevin(network, sigmas, { count: n, stepsPerSigma: 10, seed: 2 });
    // The rows' own weight is off by √(.16/20000), the samples' by √(.16/n)
    expect(Math.abs(upper(samples) - 0.8)).toBeLessThan(4 * Math.sqrt(0.16 / n + 0.16 / 20000));
    for (const c of [0, 1]) {
      const std = Math.sqrt(1 + 100 * 0.16);
      expect(Math.abs(columnMean(samples, 2, c) - 3)).toBeLessThan(4 * std * Math.sqrt(1 / n + 1 / 20000));
    }
  });
});
