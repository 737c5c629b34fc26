import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { withLabels } from "../../../src/models/conditioning/with-labels.ts";
import { guided, type GuidanceGradient } from "../../../src/models/conditioning/guided.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { ancestral } from "../../../src/sampling/samplers/ancestral.ts";
import { geometricSigmas } from "../../../src/noise/ladders.ts";
import { twin } from "../../kit/network-twin.ts";
import { testData } from "../../reference/gradient-check.ts";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";

/** The score of a model that has it at once. */
const scoreOf = (model: ScoreModel, x: Float32Array, sigma: number) => model.score(x, sigma) as Float32Array;

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const ROWS = 40;
const rowsOf = (dim: number): Float32Array => Float32Array.from(testData(ROWS * dim, 5));

/** x ~ N(0, C) in two columns, y = x₀ + x₁ + noise of variance r: the posterior is Gaussian. */
const C = [[2, 0.8], [0.8, 1]]; // prettier-ignore
const y = 2.5;
const r = 0.5;
const prior = gaussian({ mean: [0, 0], covariance: C });
const posterior = (() => {
  const gain = [C[0][0] + C[0][1], C[1][0] + C[1][1]];
  const total = gain[0] + gain[1] + r;
  const covariance = C.map((row, i) => row.map((c, j) => c - (gain[i] * gain[j]) / total));
  return { mean: gain.map((g) => (g * y) / total), covariance };
})();

/** ∇ ln p(y | x) where x is noised: y | x_σ is Gaussian, its mean hᵀC(C + σ²)⁻¹x. */
const exactTerm: GuidanceGradient = (rows, sigma) => {
  const s2 = sigma * sigma;
  const [a, b, d] = [C[0][0] + s2, C[0][1], C[1][1] + s2];
  const det = a * d - b * b;
  const h = [0, 1].map((j) => C[0][j] + C[1][j]);
  const k = [(h[0] * d - h[1] * b) / det, (h[1] * a - h[0] * b) / det];
  const variance = r + (h[0] + h[1]) - (k[0] * h[0] + k[1] * h[1]);
  return rows.map((_, i) => {
    const first = i - (i % 2);
    return (k[i % 2] * (y - k[0] * rows[first] - k[1] * rows[first + 1])) / variance;
  });
};

/** ∇ ln p(y | x) of clean rows. */
const cleanTerm: GuidanceGradient = (rows) => rows.map((_, i) => (y - rows[i - (i % 2)] - rows[i - (i % 2) + 1]) / r);

describe("at noised rows", () => {
  test("with the exact term the score is the posterior's at every σ, and samples are the posterior's", async () => {
    const model = guided(prior, exactTerm);
    const exact = gaussian(posterior);
    const x = rowsOf(2);
    for (const sigma of [0.01, 0.3, 1, 7])
      scoreOf(guided(prior, exactTerm), x, sigma).forEach((value, k) =>
        expect(Math.abs(value - exact.score(x, sigma)[k])).toBeLessThan(2e-5),
      );
    const count = 3000;
    const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: 0.02, count: 120 });
    const samples = await ancestral(model, sigmas, { count, engine, seed: 3 });
    for (const c of [0, 1]) {
      const column = samples.filter((_, i) => i % 2 === c);
      const mean = column.reduce((a, b) => a + b) / count;
      expect(Math.abs(mean - posterior.mean[c])).toBeLessThan(4 * Math.sqrt(posterior.covariance[c][c] / count));
    }
  });

  test("scale multiplies the term and 0 leaves the model's bits; what the model knows is passed on", () => {
    const x = rowsOf(2);
    const plain = prior.score(x, 0.7);
    expect(scoreOf(guided(prior, exactTerm, { guidanceScale: 0 }), x, 0.7)).toEqual(plain);
    const one = scoreOf(guided(prior, exactTerm), x, 0.7);
    scoreOf(guided(prior, exactTerm, { guidanceScale: -3 }), x, 0.7).forEach((value, k) =>
      expect(Math.abs(value - (plain[k] - 3 * (one[k] - plain[k])))).toBeLessThan(1e-5),
    );
    const encoding = standardEncoding({ mean: Float64Array.of(1, 2), std: Float64Array.of(3, 4) });
    const model = guided({ ...prior, encoding, score: (rows, sigma) => prior.score(rows, sigma) }, exactTerm);
    expect(model).toMatchObject({ dim: 2, encoding, mean: prior.mean, variance: prior.variance });
  });
});

describe("at denoised rows: score + scale·(∂D/∂x)ᵀ·gradient(D)", () => {
  test("of an exact score, by differences: C(C + σ²)⁻¹·gradient, to 2e-3 of its size", () => {
    const x = rowsOf(2);
    for (const sigma of [0.02, 0.5, 3]) {
      const s2 = sigma * sigma;
      const [a, b, d] = [C[0][0] + s2, C[0][1], C[1][1] + s2];
      const det = a * d - b * b;
      // C(C + σ²)⁻¹ = I − σ²(C + σ²)⁻¹
      const J = [[1 - (s2 * d) / det, (s2 * b) / det], [(s2 * b) / det, 1 - (s2 * a) / det]]; // prettier-ignore
      const score = prior.score(x, sigma);
      const actual = scoreOf(guided(prior, cleanTerm, { at: "denoised", guidanceScale: 0.5 }), x, sigma);
      for (let k = 0; k < x.length; k += 2) {
        const D = [0, 1].map((i) => J[i][0] * x[k] + J[i][1] * x[k + 1]);
        const g = (y - D[0] - D[1]) / r;
        for (const i of [0, 1]) {
          const expected = score[k + i] + 0.5 * (J[i][0] + J[i][1]) * g;
          const tolerance = 2e-3 * Math.abs(g) + 1e-5 * Math.abs(score[k + i]);
          expect(Math.abs(actual[k + i] - expected)).toBeLessThan(tolerance);
        }
      }
    }
  });

  test("of a network, with labels and guidance: the derivative in forward mode is that of differences", () => {
    const { network } = twin(engine, { dim: 3, hidden: [16, 16], coordinateFrequencies: 0, classes: 2 }, true);
    const x = rowsOf(3);
    const gradient: GuidanceGradient = (rows) => rows.map((v, i) => (i % 3) - v * v);
    const labels = Array.from({ length: ROWS }, (_, k) => (k % 3) - 1);
    const models = [network, withLabels(network, 1), withLabels(network, labels, { guidanceScale: 2.5 })];
    const { used } = engine.memory;
    for (const model of models)
      for (const sigma of [0.1, 1]) {
        const outside: ScoreModel = { dim: 3, score: (rows, s) => model.score(rows, s) };
        const expected = scoreOf(guided(outside, gradient, { at: "denoised" }), x, sigma);
        const actual = scoreOf(guided(model, gradient, { at: "denoised" }), x, sigma);
        const noised = scoreOf(
          guided(model, () => new Float64Array(x.length)),
          x,
          sigma,
        );
        let [error, size] = [0, 0];
        for (let k = 0; k < x.length; k++) {
          error = Math.max(error, Math.abs(actual[k] - expected[k]));
          size = Math.max(size, Math.abs(actual[k] - noised[k]));
        }
        expect(error / size).toBeLessThan(4e-3);
      }
    expect(engine.memory.used - used).toBeLessThan(1e6); // the network's own tile for derivatives, made once
    const now = engine.memory.used;
    guided(network, gradient, { at: "denoised" }).score(x, 1);
    expect(engine.memory.used).toBe(now);
  });

  test("no gradient, no change", () => {
    const x = rowsOf(2);
    const zero: GuidanceGradient = (rows) => new Float32Array(rows.length);
    expect(guided(prior, zero, { at: "denoised" }).score(x, 0.3)).toEqual(prior.score(x, 0.3));
  });
});

describe("errors name what is wrong", () => {
  const x = rowsOf(2);
  test.each([
    [(rows: Float32Array) => rows.subarray(1), "guided: expected gradient to return 80 numbers, got 79"],
    [() => undefined, "gradient to return 80 numbers, got undefined"],
    [
      (rows: Float32Array) => rows.map((v, k) => (k === 7 ? NaN : v)),
      "finite numbers, got NaN in row 3, column 1 at sigma 2",
    ],
  ])("%o", (gradient, message) => {
    for (const at of ["noised", "denoised"] as const)
      expect(() => guided(prior, gradient as GuidanceGradient, { at }).score(x, 2)).toThrow(message);
  });

  test("arguments", () => {
    expect(() => guided({} as ScoreModel, exactTerm)).toThrow("a model with score");
    expect(() => guided(prior, 3 as unknown as GuidanceGradient)).toThrow("gradient a function");
    expect(() => guided(prior, exactTerm, { guidanceScale: NaN })).toThrow("guidanceScale");
    expect(() => guided(prior, exactTerm, { at: "clean" as "noised" })).toThrow('at one of "noised", "denoised"');
  });
});

test("labels for each row of a run reach the rows they belong to, through blocks of 1024", async () => {
  const { network } = twin(engine, { dim: 2, hidden: [8], classes: 3 }, true);
  const count = 1100;
  const labels = Array.from({ length: count }, (_, k) => k % 3); // 1024 is no multiple of 3
  const term: GuidanceGradient = (rows) => rows.map((v) => -v);
  const sigmas = [3, 1];
  const model = guided(withLabels(network, labels, { guidanceScale: 2 }), term);
  const whole = await ancestral(model, sigmas, { count, engine });
  for (const k of [0, 3, 1023, 1024, 1099]) {
    const alone = guided(withLabels(network, labels[k], { guidanceScale: 2 }), term);
    expect(await ancestral(alone, sigmas, { count: 1, offset: k, engine })).toEqual(whole.slice(2 * k, 2 * k + 2));
  }
});
