import { expect, test } from "vitest";
import { gaussian, type GaussianOptions } from "../../../src/models/exact/gaussian.ts";
import { expectDivergence, expectSampleMoments, expectScoreIsGradient, expectSplittable } from "./exact-model.ts";

const mean = [1, -2, 0.5];
const covariance = [
  [2, 0.6, -0.3],
  [0.6, 1, 0.2],
  [-0.3, 0.2, 0.5],
];

test("score is −(Σ + σ²I)⁻¹(x − mean): multiplied back it gives x − mean", () => {
  const model = gaussian({ mean, covariance });
  const x = [3, 1, -2];
  for (const sigma of [0, 1e-3, 0.5, 10, 1e4]) {
    const score = model.score(x, sigma);
    for (let i = 0; i < 3; i++) {
      const product = covariance[i].reduce((sum, c, j) => sum + (c + (i === j ? sigma ** 2 : 0)) * score[j], 0);
      expect(product / (mean[i] - x[i])).toBeCloseTo(1, 6);
    }
  }
});

test("score is the gradient of logDensity at σ from 0 to 1e6", () => {
  const x = [1.5, -1, 0.25, -4, 3, 7];
  for (const sigma of [0, 1e-4, 0.3, 5, 1e3, 1e6]) {
    const scale = Math.max(0.5, sigma);
    expectScoreIsGradient(gaussian({ mean, covariance }), x, sigma, scale);
    expectScoreIsGradient(gaussian({ mean, variance: [2, 1, 0.5] }), x, sigma, scale);
  }
});

test("divergence is −tr (Σ + σ²I)⁻¹", () => {
  for (const sigma of [0, 0.5, 40]) {
    const model = gaussian({ mean, variance: [2, 1, 0.5] });
    const trace = [2, 1, 0.5].reduce((sum, v) => sum + 1 / (v + sigma ** 2), 0);
    const rotated = gaussian({ mean: [0, 0], covariance: [[2, 1], [1, 2]] }); // prettier-ignore
    const [[a, b], [c]] = [model.divergence([1, 2, 3, 0, 0, 9], sigma), rotated.divergence([4, -7], sigma)];
    expect([a / -trace, b / -trace]).toEqual([expect.closeTo(1, 13), expect.closeTo(1, 13)]);
    expect(c * -((1 + sigma ** 2) * (3 + sigma ** 2))).toBeCloseTo(4 + 2 * sigma ** 2, 9); // eigenvalues 1 and 3
    expectDivergence(gaussian({ mean, covariance }), [1.5, -1, 0.25, -4, 3, 7], sigma, Math.max(0.3, sigma));
  }
});

test("logDensity of known cases", () => {
  const standard = gaussian({ mean: [0], std: 1 });
  expect(standard.logDensity([0, 2])[0]).toBeCloseTo(-0.5 * Math.log(2 * Math.PI), 14);
  expect(standard.logDensity([0, 2])[1]).toBeCloseTo(-0.5 * Math.log(2 * Math.PI) - 2, 14);
  expect(standard.logDensity([0], 3)[0]).toBeCloseTo(-0.5 * Math.log(2 * Math.PI * 10), 14);
  const correlated = gaussian({ mean: [0, 0], covariance: [[1, 0.8], [0.8, 1]] }); // prettier-ignore
  expect(correlated.logDensity([1, 1])[0]).toBeCloseTo(-Math.log(2 * Math.PI) - 0.5 * Math.log(0.36) - 1 / 1.8, 14);
});

test("a diagonal covariance, its variance and its std are one model", () => {
  const x = [0.1, 2, -1, 4];
  const models = [
    gaussian({ mean: [1, 2], covariance: [[4, 0], [0, 9]] }), // prettier-ignore
    gaussian({ mean: [1, 2], variance: [4, 9] }),
    gaussian({ mean: [1, 2], std: [2, 3] }),
  ];
  for (const sigma of [0, 1.5])
    for (const model of models) {
      model.score(x, sigma).forEach((s, i) => expect(s).toBeCloseTo(models[1].score(x, sigma)[i], 6));
      model.logDensity(x, sigma).forEach((p, i) => expect(p).toBeCloseTo(models[1].logDensity(x, sigma)[i], 13));
      expect([...model.variance]).toEqual([4, 9]);
    }
});

test("samples: moments, correlation, split", () => {
  const model = gaussian({ mean, covariance });
  expectSampleMoments(model);
  expectSampleMoments(gaussian({ mean, variance: 3 }));
  expectSplittable(model);
  const count = 40000;
  const x = model.sample(count, { seed: 2 });
  for (let i = 0; i < 3; i++)
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let row = 0; row < count; row++) sum += (x[row * 3 + i] - mean[i]) * (x[row * 3 + j] - mean[j]);
      const error = Math.sqrt((covariance[i][i] * covariance[j][j] + covariance[i][j] ** 2) / count);
      expect(Math.abs(sum / count - covariance[i][j])).toBeLessThan(4 * error);
    }
});

test("score and logDensity are finite far away; no rows give no rows", () => {
  const model = gaussian({ mean: [0, 0], covariance: [[1, 0.9], [0.9, 1]] }); // prettier-ignore
  for (const far of [1e6, 1e15, 1e30]) {
    expect(model.score([far, -far]).every(Number.isFinite)).toBe(true);
    expect(model.logDensity([far, -far])[0]).toBeGreaterThan(-Infinity);
  }
  expect([model.score([]).length, model.logDensity([]).length, model.sample(0).length]).toEqual([0, 0, 0]);
});

test("errors name the entry", () => {
  const thrown = (options: unknown) => expect(() => gaussian(options as GaussianOptions));
  thrown({ mean: [0, 0] }).toThrow("gaussian: expected one of covariance, variance and std, got 0");
  thrown({ mean: [0, 0], std: 1, variance: 1 }).toThrow(
    "gaussian: expected one of covariance, variance and std, got 2",
  );
  thrown({ mean: [], std: 1 }).toThrow("gaussian: expected mean an array of one or more numbers");
  thrown({ mean: [0, NaN], std: 1 }).toThrow("gaussian: expected mean[1] a finite number, got NaN");
  thrown({ mean: [0, 0], std: [1, 0] }).toThrow("gaussian: expected std positive and finite, got 0");
  thrown({ mean: [0, 0], variance: -1 }).toThrow("gaussian: expected variance positive and finite, got -1");
  thrown({ mean: [0, 0], variance: [1] }).toThrow("gaussian: expected variance an array of 2 numbers, got 1");
  thrown({ mean: [0, 0], covariance: [[1, 0]] }).toThrow(
    "gaussian: expected covariance an array of 2 rows, got 1 rows",
  );
  thrown({ mean: [0, 0], covariance: [[1, 0], [0]] }).toThrow("covariance[1] an array of 2 numbers, got 1");
  thrown({ mean: [0, 0], covariance: [[1, 0.5], [0.4, 1]] }).toThrow("symmetric, got 0.5 at (0, 1) and 0.4 at (1, 0)"); // prettier-ignore
  thrown({ mean: [0, 0], covariance: [[1, 2], [2, 1]] }).toThrow("positive definite, got the pivot -3 in row 1"); // prettier-ignore
  const model = gaussian({ mean: [0, 0], std: 1 });
  expect(() => model.score([1, 2, 3])).toThrow(
    "gaussian.score: expected x of a multiple of dim 2 numbers, got 3 numbers",
  );
  expect(() => model.score(undefined as never)).toThrow("gaussian.score: expected x");
  expect(() => model.logDensity([1, 2], -1)).toThrow("gaussian.logDensity: expected sigma a finite number not below 0");
  expect(() => model.sample(-1)).toThrow("gaussian.sample: expected count");
  expect(() => model.sample(1, { seed: 0.5 })).toThrow("gaussian.sample: expected seed");
  expect(() => model.sample(10, { offset: 2 ** 53 - 5 })).toThrow("gaussian.sample: expected offset");
});
