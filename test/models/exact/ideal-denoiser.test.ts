import { expect, test } from "vitest";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import { idealDenoiser } from "../../../src/models/exact/ideal-denoiser.ts";
import { expectDivergence, expectSampleMoments, expectScoreIsGradient, expectSplittable } from "./exact-model.ts";

const rows = gaussianMixture({
  weights: [0.5, 0.5],
  means: [[2, 0, 1], [-2, 1, 0]], // prettier-ignore
  variance: 0.5,
}).sample(40, { seed: 1 });
const model = idealDenoiser(rows, { dim: 3 });
const x = [0.1, 0.2, 0.3, 2, -1, 1, -3, 2, 0];

/** Σ wₙ rowₙ and ln p_σ by sums as they stand in the docstring. */
function direct(row: number, sigma: number) {
  const weights = Array.from({ length: 40 }, (_, n) => {
    let square = 0;
    for (let i = 0; i < 3; i++) square += (x[row * 3 + i] - rows[n * 3 + i]) ** 2;
    return Math.exp(-square / (2 * sigma ** 2));
  });
  const total = weights.reduce((sum, w) => sum + w, 0);
  const denoised = [0, 1, 2].map((i) => weights.reduce((sum, w, n) => sum + w * rows[n * 3 + i], 0) / total);
  return { denoised, logDensity: Math.log(total / 40) - 1.5 * Math.log(2 * Math.PI * sigma ** 2) };
}

test("denoise, score and logDensity are the direct sums", () => {
  for (const sigma of [0.3, 1, 5, 100]) {
    const denoised = model.denoise(x, sigma);
    const score = model.score(x, sigma);
    const logDensity = model.logDensity(x, sigma);
    for (let row = 0; row < 3; row++) {
      const expected = direct(row, sigma);
      expect(logDensity[row]).toBeCloseTo(expected.logDensity, 11);
      for (let i = 0; i < 3; i++) {
        expect(denoised[row * 3 + i]).toBeCloseTo(expected.denoised[i], 6);
        const expectedScore = (expected.denoised[i] - x[row * 3 + i]) / sigma ** 2;
        expect(score[row * 3 + i] / expectedScore).toBeCloseTo(1, 6);
      }
    }
  }
});

test("score is the gradient of logDensity at σ from 0.01 to 1e6", () => {
  // Below σ = 0.1 each x sits on its own row's slope of length σ.
  for (const sigma of [0.01, 0.1, 0.5, 5, 1e3, 1e6]) expectScoreIsGradient(model, x, sigma, sigma);
});

test("divergence is the Laplacian of logDensity at σ from 0.3 to 1e3, and −D/σ² beside one row", () => {
  for (const sigma of [0.3, 1, 5, 1e3]) expectDivergence(model, x, sigma, 0.5 * sigma);
  expect(model.divergence(rows.subarray(0, 3), 1e-4)[0]).toBe(-3 / (1e-4 * 1e-4));
  expect(() => model.divergence(x, 0)).toThrow("idealDenoiser.divergence: expected sigma");
});

test("tiny σ: the nearest row; huge σ: the mean; on a row: the row; far away: finite", () => {
  expect([...model.denoise(rows.subarray(0, 3), 1e-4)]).toEqual([...new Float32Array(rows.subarray(0, 3))]);
  const [mean] = [model.mean];
  model.denoise(x.slice(0, 3), 1e6).forEach((d, i) => expect(d).toBeCloseTo(mean[i], 5));
  let nearest = 0;
  const distance = (n: number) => Math.hypot(...[0, 1, 2].map((i) => rows[n * 3 + i] - x[i]));
  for (let n = 1; n < 40; n++) if (distance(n) < distance(nearest)) nearest = n;
  expect([...model.denoise(x.slice(0, 3), 1e-3)]).toEqual([
    ...new Float32Array(rows.subarray(nearest * 3, nearest * 3 + 3)),
  ]);
  for (const far of [1e4, 1e12, 1e20]) {
    expect(model.score([far, far, -far], 0.01).every(Number.isFinite)).toBe(true);
    expect(model.logDensity([far, far, -far], 0.01)[0]).toBeGreaterThan(-Infinity);
  }
});

test("samples are rows of the data: moments, split", () => {
  expectSampleMoments(model);
  expectSplittable(model);
  const known = new Set(Array.from({ length: 40 }, (_, n) => rows.subarray(n * 3, n * 3 + 3).join()));
  const drawn = model.sample(1000, { seed: 4 });
  const seen = new Set(Array.from({ length: 1000 }, (_, n) => drawn.subarray(n * 3, n * 3 + 3).join()));
  expect(seen).toEqual(known);
});

test("errors name the entry", () => {
  const thrown = (...args: unknown[]) => expect(() => idealDenoiser(...(args as [number[]])));
  thrown([1, 2, 3], { dim: 2 }).toThrow("idealDenoiser: expected rows of a multiple of dim 2 numbers, got 3 numbers");
  thrown([], { dim: 2 }).toThrow("idealDenoiser: expected rows of at least one row, got no rows");
  thrown([1, NaN], { dim: 1 }).toThrow("idealDenoiser: expected rows of finite numbers, got NaN in row 1, column 0");
  thrown([1], { dim: 0 }).toThrow("idealDenoiser: expected dim an integer");
  thrown([1]).toThrow("idealDenoiser: expected dim, the numbers in a row, beside a flat array of rows");
  thrown([1], 1).toThrow("idealDenoiser: expected an options object, got 1");
  thrown().toThrow("idealDenoiser: expected rows an array of rows or one flat array, got undefined");
  thrown([[1e200], [0]]).toThrow("idealDenoiser: expected rows whose variance is within f64 in column 0, got Infinity");
  expect(() => model.logDensity(x)).toThrow("idealDenoiser.logDensity: expected sigma a finite number above 0, got 0");
  expect(() => model.score(x, 0)).toThrow("idealDenoiser.score: expected sigma");
  expect(() => model.denoise([1], 1)).toThrow(
    "idealDenoiser.denoise: expected x of a multiple of dim 3 numbers, got 1",
  );
  expect(() => model.denoise([[1e39, 0, 0]], 1e38)).not.toThrow();
  expect(() => model.score([[1e39, 0, 0]], 1)).toThrow(
    "idealDenoiser.score: expected x and sigma whose score is within f32, up to 3.4e38, got -Infinity for row 0",
  );
});

test("nested rows tell dim", () => {
  const nested = Array.from({ length: 40 }, (_, n) => [...rows.subarray(3 * n, 3 * n + 3)]);
  expect(idealDenoiser(nested).denoise(x, 1)).toEqual(model.denoise(x, 1));
});
