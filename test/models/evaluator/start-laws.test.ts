import { describe, expect, test } from "vitest";
import { guided } from "../../../src/models/conditioning/guided.ts";
import { startLaws } from "../../../src/models/evaluator/start-laws.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import { resolve } from "../../../src/models/resolve.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { testData } from "../../reference/gradient-check.ts";

const lawOf = (model: ScoreModel, sigma: number) => startLaws("test", resolve("test", model), sigma, undefined);

/** A standard normal in `dim` columns, guided to another density: its score is that one's, up to f32. */
function conditioned(to: ScoreModel): ScoreModel {
  const base = gaussian({ mean: new Float64Array(to.dim), variance: 1 });
  return guided(base, (x, sigma) => {
    const score = to.score(x, sigma) as Float32Array;
    return base.score(x, sigma).map((s, k) => score[k] - s);
  });
}

const spread = (variance: number, sigma: number): number => Math.sqrt(variance + sigma * sigma);

describe("the law that a condition's score has at σ", () => {
  test.each([0.5, 2.83, 10, 80])(
    "normal columns, σ = %f: mean and variance of each, exact to 1e-4 deviations",
    async (sigma) => {
      const mean = [1, -30, 0, 4000];
      const variance = [0.25, 9, 1e-4, 100];
      const law = await lawOf(conditioned(gaussian({ mean, variance })), sigma);
      mean.forEach((m, j) => {
        const std = spread(variance[j], sigma);
        expect(Math.abs(law.mean[j] - m), `mean ${j}`).toBeLessThan(1e-4 * std + 1e-6 * Math.abs(m));
        expect(Math.abs(law.std[j] / std - 1), `deviation ${j}`).toBeLessThan(1e-4);
      });
    },
  );

  test("two points at ±1 beside the model's mean: the whole's variance to 0.2 % at σ = 2.83, where a derivative has 1.6 %", async () => {
    const points = gaussianMixture({ weights: [0.5, 0.5], means: [[2], [4]], variance: [1e-6, 1e-6] });
    const { mean, std } = await lawOf(conditioned(points), 2.83);
    expect(Math.abs(mean[0] - 3)).toBeLessThan(0.005);
    expect(Math.abs(std[0] ** 2 / (1 + 2.83 ** 2) - 1)).toBeLessThan(0.002);
  });

  test("unequal weights: the mean to 1 % of a deviation, the variance to 1 %", async () => {
    const points = gaussianMixture({ weights: [0.9, 0.1], means: [[0], [3]], variance: [0.1, 0.1] });
    const { mean, std } = await lawOf(conditioned(points), 4);
    expect(Math.abs(mean[0] - points.mean[0])).toBeLessThan(0.01 * std[0]);
    expect(Math.abs(std[0] ** 2 / (points.variance[0] + 16) - 1)).toBeLessThan(0.01);
  });

  test("40 correlated columns, by probes: each mean to 1 % of a deviation, the mean variance to 1 %", async () => {
    const dim = 40;
    const [mean, a, b] = [0, 1, 2].map((seed) => Array.from(testData(dim, seed), (z) => 0.5 * z));
    const covariance = a.map((v, i) => a.map((w, j) => v * w + b[i] * b[j] + 0.3 * Number(i === j)));
    const law = await lawOf(conditioned(gaussian({ mean, covariance })), 4);
    let sum = 0;
    for (let j = 0; j < dim; j++) {
      expect(Math.abs(law.mean[j] - mean[j]), `mean ${j}`).toBeLessThan(0.01 * spread(covariance[j][j], 4));
      sum += law.std[j] ** 2 / spread(covariance[j][j], 4) ** 2 / dim;
    }
    expect(Math.abs(sum - 1)).toBeLessThan(0.01);
  });
});

describe("the model's own moments", () => {
  test("of a model without a condition, and of a term of scale 0", async () => {
    const model = gaussian({ mean: [1, 2], variance: [3, 4] });
    const expected = { mean: model.mean, std: Float64Array.of(Math.sqrt(12), Math.sqrt(13)) };
    expect(await lawOf(model, 3)).toEqual(expected);
    expect(
      await lawOf(
        guided(model, (x) => x, { guidanceScale: 0 }),
        3,
      ),
    ).toEqual(expected);
  });

  test.each<[string, (x: Float32Array) => Float32Array]>([
    ["does not push back", (x) => x.map((v) => 2 * v)],
    ["fails where it is asked", (x) => x.map(() => NaN)],
  ])("where the condition's score %s", async (_, term) => {
    const model = gaussian({ mean: [1], variance: [0.5] });
    const { mean, std } = await lawOf(guided(model, term), 1);
    expect([mean[0], std[0]]).toEqual([1, Math.sqrt(1.5)]);
  });

  test("but what a function throws of its own reaches the caller", async () => {
    const fails = (): never => {
      throw new Error("not here");
    };
    await expect(lawOf(guided(gaussian({ mean: [1], variance: 0.5 }), fails), 1)).rejects.toThrow("not here");
  });
});

describe("a model that states no moments", () => {
  const own = (dim: number, slope: (v: number) => number): ScoreModel => ({ dim, score: (x) => x.map(slope) });

  test("the same fit: of the exact score of a mixture, its moments to 1 % at σ = 50", async () => {
    const exact = gaussianMixture({ weights: [0.8, 0.2], means: [[0], [12]], variance: [1, 1] });
    const { mean, std } = await lawOf({ dim: 1, score: (x, sigma) => exact.score(x, sigma) }, 50);
    expect(Math.abs(mean[0] - exact.mean[0])).toBeLessThan(0.01 * std[0]);
    expect(Math.abs(std[0] ** 2 / (exact.variance[0] + 2500) - 1)).toBeLessThan(0.01);
  });

  test("a mean or a variance alone: the other is asked for, and both are fitted", async () => {
    const exact = gaussian({ mean: [7], variance: 3 });
    for (const stated of [{ mean: [7] }, { variance: [1] }]) {
      const { mean, std } = await lawOf({ ...stated, dim: 1, score: (x, sigma) => exact.score(x, sigma) }, 2);
      expect(mean[0]).toBeCloseTo(7, 4);
      expect(std[0]).toBeCloseTo(Math.sqrt(7), 4);
    }
  });

  // Scores that know of no σ: E ∂score/∂x over N(mean, s²) is −1/s² at this s
  test.each<[string, number, (v: number) => number, number, number]>([
    ["−x³", 0.1, (v) => -(v ** 3), 0, 3 ** -0.25],
    ["−x³", 100, (v) => -(v ** 3), 0, 3 ** -0.25],
    ["−(x − 50)³", 3, (v) => -((v - 50) ** 3), 50, 3 ** -0.25],
    ["−100x³", 3, (v) => -100 * v ** 3, 0, 300 ** -0.25],
    ["−10⁴(x − 3)", 3, (v) => -1e4 * (v - 3), 3, 0.01],
    ["two wells, −20x(x² − 1)", 3, (v) => -20 * v * (v * v - 1), 0, Math.sqrt((20 + Math.sqrt(640)) / 120)],
  ])("%s at σ = %f: mean and deviation to 2 %", async (_, sigma, slope, mean, std) => {
    const law = await lawOf(own(1, slope), sigma);
    expect(Math.abs(law.mean[0] - mean)).toBeLessThan(0.02 * std);
    expect(Math.abs(law.std[0] / std - 1)).toBeLessThan(0.02);
  });

  test("no finite score at 0, or none that pushes back: N(0, 1 + σ²)", async () => {
    for (const slope of [(v: number) => -1 / v - Math.log(v) / v, () => 0, (v: number) => v])
      expect(await lawOf(own(2, slope), 3)).toEqual({
        mean: Float64Array.of(0, 0),
        std: Float64Array.of(10, 10).map(Math.sqrt),
      });
  });
});
