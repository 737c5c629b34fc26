import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chooseSigmas } from "../../../src/noise/auto/choose-sigmas.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { predictGaussianStd } from "../../../src/noise/auto/gaussian-law.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { normalCdf } from "../../../src/numerics/normal.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { normals } from "../../metrics/generator.ts";
import { fourErrors } from "../../kit/statistics.ts";
import { inRows, sigmaMax, sigmaMin, standardized, step, words } from "./chosen.ts";

describe("the budget", () => {
  const correlated = () => {
    const z = normals(4000, 10);
    return z.map((v, i) => (i % 2 ? 0.9 * z[i - 1] + Math.sqrt(0.19) * v : v));
  };

  test("predictedError is predictGaussianStd's, over the eigenvalues 1 ± r of a correlation r", () => {
    const data = correlated();
    const rows = standardized(inRows(data, 2));
    const r = rows.reduce((sum, [x, y]) => sum + x * y, 0) / rows.length;
    // With 4, the start is not forgotten yet
    for (const evaluations of [4, 50, 300, 2000]) {
      const { sigmas, stepsPerSigma, stepSize, predictedError } = chooseSigmas(data, { dim: 2, evaluations });
      const startVariance = 1 + sigmas[0] ** 2;
      const wrong = [1 + r, 1 - r].map((v) => {
        const chain = { sigmas, stepsPerSigma, stepSize, startVariance, dataStd: Math.sqrt(v) };
        return predictGaussianStd(chain) - Math.sqrt(v);
      });
      expect(predictedError).toBeCloseTo(Math.hypot(...wrong) / Math.SQRT2, 7);
    }
    const { predictedError, sigmas, stepsPerSigma, stepSize } = chooseSigmas(normals(500, 1), { dim: 1 });
    const std = predictGaussianStd({ sigmas, stepsPerSigma, stepSize });
    expect(predictedError).toBeCloseTo(Math.abs(std - 1), 7);
  });

  test("the fewest levels of all with a predicted error up to 0.1 %, or 1.1 times the least; the step for their updates", () => {
    const eigenvalues = [1.9, 0.1];
    for (const evaluations of [40, 200, 2000]) {
      const chosen = chooseSigmas(correlated(), { dim: 2, evaluations });
      const [first, last] = [sigmaMax(chosen), sigmaMin(chosen)];
      const predict = (stepsPerSigma: number) => {
        const count = Math.floor(evaluations / stepsPerSigma);
        const u = Math.min(1, Math.max(1 / 64, ((5 * Math.log(first / last)) / (count * stepsPerSigma)) ** (2 / 3)));
        const sigmas = Array.from({ length: count }, (_, i) => first * (last / first) ** (i / (count - 1)));
        const options = { sigmas, stepsPerSigma, stepSize: 2 * u * last ** 2, startVariance: 1 + first ** 2 };
        const wrong = eigenvalues.map((v) => predictGaussianStd({ ...options, dataStd: Math.sqrt(v) }) - Math.sqrt(v));
        return { count, u, error: Math.hypot(...wrong) / Math.SQRT2 };
      };
      const enough = Math.log(first / last) / Math.log(1.4) + 1;
      const steps = [1, 2, 3, 4, 6, 9, 13, 19, 28, 42, 63, 94].filter(
        (s) => s === 1 || Math.floor(evaluations / s) >= enough,
      );
      const all = steps.map(predict);
      const allowed = Math.max(0.001, 1.1 * Math.min(...all.map(({ error }) => error)));
      const own = predict(chosen.stepsPerSigma);
      expect(chosen.sigmas).toHaveLength(own.count);
      expect(step(chosen)).toBeCloseTo(own.u, 9);
      // r = .9 of the data is an estimate: 2 % for it
      expect(own.error).toBeLessThanOrEqual(1.02 * allowed);
      for (const { count, error } of all) if (count < own.count) expect(error).toBeGreaterThan(0.98 * allowed);
    }
  });

  test("a larger budget errs less; stepsPerSigma is obeyed", () => {
    const data = correlated();
    let last = Infinity;
    for (const evaluations of [10, 30, 100]) {
      const { predictedError } = chooseSigmas(data, { dim: 2, evaluations });
      expect(predictedError).toBeLessThan(last);
      last = predictedError;
    }
    for (const evaluations of [300, 1000, 10_000, 100_000])
      expect(chooseSigmas(data, { dim: 2, evaluations }).predictedError).toBeLessThan(0.002);
    const chosen = chooseSigmas(data, { dim: 2, evaluations: 101, stepsPerSigma: 7 });
    expect([chosen.stepsPerSigma, chosen.sigmas.length]).toEqual([7, 14]);
    expect(words(chosen, "stepsPerSigma")).toContain("as asked; 14 × 7 are 98 of 101 evaluations");
  });
});

describe("end to end, with exact scores", () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
  afterAll(() => engine.dispose());

  test("a correlated Gaussian: both principal deviations as predicted, within 4 standard errors", async () => {
    const r = 0.8;
    const model = gaussian({ mean: [0, 0], covariance: [[1, r], [r, 1]] }); // prettier-ignore
    const { sigmas, stepsPerSigma, stepSize } = chooseSigmas(model.sample(20_000, { seed: 1 }), { dim: 2 });
    const n = 6000;
    const x = await annealedLangevin(model, sigmas, { engine, count: n, stepsPerSigma, stepSize, seed: 1 });
    for (const sign of [1, -1]) {
      const along = inRows(x, 2).map(([a, b]) => (a + sign * b) / Math.SQRT2);
      const std = Math.sqrt(along.reduce((sum, v) => sum + v * v, 0) / n);
      const options = { sigmas, stepsPerSigma, stepSize, startVariance: 1 + sigmas[0] ** 2 };
      const expected = predictGaussianStd({ ...options, dataStd: Math.sqrt(1 + sign * r) });
      expect(Math.abs(std - expected)).toBeLessThan(fourErrors(expected, n));
    }
  });

  test("a mixture of .7 and .3: shares and deviation within 4 standard errors", async () => {
    // Mean −.7·.6 + .3·1.4 = 0 and variance .7·.3·2² + .16 = 1: standardized already
    const model = gaussianMixture({ weights: [0.7, 0.3], means: [[-0.6], [1.4]], variance: 0.16 });
    expect(model.variance[0]).toBeCloseTo(1, 12);
    const chosen = chooseSigmas(model.sample(20_000, { seed: 2 }), { dim: 1, evaluations: 1000 });
    const { sigmas, stepsPerSigma, stepSize, predictedError } = chosen;
    const n = 20_000;
    const x = await annealedLangevin(model, sigmas, { engine, count: n, stepsPerSigma, stepSize, seed: 3 });
    // Shares above .4, where the modes meet, by the exact density
    const expected = 0.7 * (1 - normalCdf(1 / 0.4)) + 0.3 * normalCdf(1 / 0.4);
    const above = x.filter((v) => v > 0.4);
    expect(Math.abs(above.length / n - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / n));
    const std = Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / n);
    // Kurtosis of this mixture below 2, so that √((κ − 1)/(4n)) ≤ ½/√n
    expect(Math.abs(std - 1)).toBeLessThan(4 * (0.5 / Math.sqrt(n)) + predictedError);
  });
});
