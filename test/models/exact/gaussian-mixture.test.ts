import { expect, test } from "vitest";
import { gaussianMixture, type GaussianMixtureOptions } from "../../../src/models/exact/gaussian-mixture.ts";
import { expectDivergence, expectSampleMoments, expectScoreIsGradient, expectSplittable } from "./exact-model.ts";

const full = {
  weights: [0.5, 0.2, 0.3],
  means: [
    [0, 0],
    [2, -1],
    [-1, 1.5],
  ],
  covariances: [
    [
      [0.5, 0.2],
      [0.2, 0.3],
    ],
    [
      [0.1, -0.05],
      [-0.05, 0.4],
    ],
    [
      [1, 0],
      [0, 0.2],
    ],
  ],
};
const toy = { weights: [0.8, 0.2], means: [[5, 5], [-5, -5]], variance: 1 }; // prettier-ignore

test("logDensity is the logarithm of the sum of its components, written out", () => {
  const model = gaussianMixture(full);
  for (const [sigma, a, b] of [
    [0, 0.3, -0.2],
    [0.4, 1, 1],
    [3, -2, 0.5],
  ]) {
    let density = 0;
    for (let k = 0; k < 3; k++) {
      const [[p, q], [, r]] = full.covariances[k];
      const [s, t] = [p + sigma ** 2, r + sigma ** 2];
      const determinant = s * t - q * q;
      const [u, v] = [a - full.means[k][0], b - full.means[k][1]];
      const square = (t * u * u - 2 * q * u * v + s * v * v) / determinant;
      density += (full.weights[k] * Math.exp(-square / 2)) / (2 * Math.PI * Math.sqrt(determinant));
    }
    expect(model.logDensity([a, b], sigma)[0]).toBeCloseTo(Math.log(density), 12);
  }
});

test("the density integrates to 1 at every σ", () => {
  for (const sigma of [0, 0.5, 2]) {
    // Sums on a grid of spacing h converge like exp(−2π²·s²/h²), s² = 0.08 + σ² being the least variance.
    const h = 0.1;
    const reach = 9 + 9 * sigma;
    const model = gaussianMixture(full);
    let sum = 0;
    for (let a = -reach; a <= reach; a += h) {
      const line: number[] = [];
      for (let b = -reach; b <= reach; b += h) line.push(a, b);
      sum += model.logDensity(line, sigma).reduce((total, p) => total + Math.exp(p), 0) * h * h;
    }
    expect(sum).toBeCloseTo(1, 9);
  }
});

test("score is the gradient of logDensity at σ from 0 to 1e6, between and beyond the components", () => {
  const x = [0.3, -0.2, 1, -0.5, -3, 4, 10, 10];
  for (const sigma of [0, 1e-4, 0.3, 5, 1e3, 1e6]) {
    expectScoreIsGradient(gaussianMixture(full), x, sigma, Math.max(0.2, sigma));
    expectScoreIsGradient(gaussianMixture(toy), x, sigma, Math.max(0.2, sigma));
  }
});

test("divergence is the Laplacian of logDensity at σ from 0 to 1e3, between and beyond the components", () => {
  const x = [0.3, -0.2, 1, -0.5, -3, 4, 5, 5, 0.1, -0.1];
  for (const sigma of [0, 1e-4, 0.3, 5, 1e3]) {
    expectDivergence(gaussianMixture(full), x, sigma, Math.max(0.1, sigma));
    expectDivergence(gaussianMixture(toy), x, sigma, Math.max(0.1, sigma));
  }
  expect(gaussianMixture(toy).divergence([-1e20, -1e20])[0]).toBe(-2);
});

test("variance as one number, one a component, one a column", () => {
  const x = [0.5, 1, -2, 3];
  const a = gaussianMixture(toy);
  const b = gaussianMixture({ ...toy, variance: [1, [1, 1]] });
  expect(b.score(x, 0.7)).toEqual(a.score(x, 0.7));
  const c = gaussianMixture({ ...toy, variance: [2, [3, 4]] });
  expect([...c.variance]).toEqual([2 * 0.8 + 3 * 0.2 + 16, 2 * 0.8 + 4 * 0.2 + 16].map((v) => expect.closeTo(v, 12)));
  expect([...c.mean]).toEqual([expect.closeTo(3, 12), expect.closeTo(3, 12)]);
});

test("samples: moments, share of the components, split", () => {
  expectSampleMoments(gaussianMixture(full));
  expectSplittable(gaussianMixture(full));
  const x = gaussianMixture(toy).sample(20000, { seed: 3 });
  let first = 0;
  for (let row = 0; row < 20000; row++) if (x[2 * row] > 0) first++;
  expect(Math.abs(first / 20000 - 0.8)).toBeLessThan(4 * Math.sqrt((0.8 * 0.2) / 20000));
});

test("far away the nearest component alone is left, and stays finite", () => {
  const model = gaussianMixture(toy);
  for (const far of [1e3, 1e6, 1e20]) {
    const [s, t] = model.score([-far, -far]);
    expect(s / (far - 5)).toBeCloseTo(1, 6);
    expect(t).toBe(s);
    expect(model.logDensity([-far, -far])[0]).toBeGreaterThan(-Infinity);
  }
  expect(gaussianMixture({ ...toy, weights: [1, 0] }).score([-5, -5])[0]).toBeCloseTo(10, 6);
});

test("changing σ back and forth changes nothing, nor does the number of rows in a call", () => {
  const model = gaussianMixture(full);
  const x = [0.3, -0.2, 1, -0.5];
  const before = model.score(x, 0.5);
  model.score(x, 2);
  expect(model.score(x, 0.5)).toEqual(before);
  expect([...model.score(x.slice(2), 0.5)]).toEqual([...before.slice(2)]);
});

test("errors name the entry", () => {
  const thrown = (options: object) =>
    expect(() => gaussianMixture({ ...full, ...options } as unknown as GaussianMixtureOptions));
  thrown({ weights: [0.5, 0.25, 0.125] }).toThrow(
    "gaussianMixture: expected weights that sum to 1, got a sum of 0.875",
  );
  thrown({ weights: [0.5, 0.2, 0.3 + 1e-8] }).toThrow("got a sum of 1.00000001");
  thrown({ weights: [1.5, -0.5, 0] }).toThrow("gaussianMixture: expected weights[1] a number not below 0, got -0.5");
  thrown({ weights: [0.5, 0.5] }).toThrow("gaussianMixture: expected means an array of 2 (one for each weight)");
  thrown({ weights: [NaN, 0.5, 0.5] }).toThrow("weights[0] a finite number, got NaN");
  thrown({ means: [[0, 0], [1], [2, 2]] }).toThrow("means[1] an array of 2 numbers, got 1");
  thrown({ means: undefined }).toThrow("gaussianMixture: expected means an array of 3");
  thrown({ covariances: undefined }).toThrow('expected one of covariances and variance, got "neither"');
  thrown({ variance: 1 }).toThrow('expected one of covariances and variance, got "both"');
  thrown({ covariances: [[[1]]] }).toThrow("covariances an array of 3");
  thrown({ covariances: [full.covariances[0], full.covariances[1], [[1, 1], [1, 1]]] }).toThrow("covariances[2] positive definite"); // prettier-ignore
  thrown({ covariances: undefined, variance: [1, [1, 0], 1] }).toThrow("variance[1] positive and finite, got 0");
});
