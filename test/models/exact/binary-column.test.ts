import { describe, expect, test } from "vitest";
import { categoricalMixture } from "../../../src/models/exact/categorical-mixture.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";

const tenToOne = (first: number) => categoricalMixture({ weights: [1], tables: [[[first, 1 - first]]] });

describe("one binary column of shares π, 1 − π", () => {
  /** E f over x̃ of N(v_k, σ²), k drawn by π: midpoint sums, exact to rounding for smooth f. */
  function expectation(first: number, sigma: number, f: (x: number, level: number) => number): number {
    const h = sigma / 64;
    let sum = 0;
    [first, 1 - first].forEach((share, k) => {
      const code = tenToOne(first).categories[0].codes[k];
      for (let z = -12 * sigma; z < 12 * sigma; z += h)
        sum += ((share * h) / sigma / Math.sqrt(2 * Math.PI)) * Math.exp(-((z / sigma) ** 2) / 2) * f(code + z, k);
    });
    return sum;
  }
  const entropy = (first: number, sigma: number) => {
    const model = tenToOne(first);
    return expectation(first, sigma, (x, k) => -Math.log(model.levelProbabilities([x], sigma)[k]));
  };
  const error = (first: number, sigma: number) => {
    const model = tenToOne(first);
    const { codes } = model.categories[0];
    return expectation(first, sigma, (x, k) => (codes[k] - model.denoise([x], sigma)[0]) ** 2);
  };

  test("its posterior is the logistic function", () => {
    for (const first of [0.5, 0.9])
      for (const sigma of [0.5, 1, 3])
        for (const x of [-2, 0.3, 4]) {
          const [code] = tenToOne(first).categories[0].codes;
          const uncentered = x - code + 1;
          const exact = 1 / (1 + ((1 - first) / first) * Math.exp((-2 * uncentered) / sigma ** 2));
          expect(tenToOne(first).levelProbabilities([x], sigma)[0]).toBeCloseTo(exact, 14);
        }
  });

  test.each([
    [0.5, 0.3, 0.001241, 0.001324],
    [0.5, 0.5, 0.060427, 0.068597],
    [0.5, 1, 0.356316, 0.4496],
    [0.5, 2, 0.581726, 0.795946],
    [0.5, 5, 0.673537, 0.961503],
    [0.9, 0.3, 0.000715, 0.000759],
    [0.9, 0.5, 0.033424, 0.037131],
    [0.9, 1, 0.183063, 0.211934],
    [0.9, 2, 0.282341, 0.322605],
    [0.9, 5, 0.317936, 0.354635],
  ])("π = %d, σ = %d: H(level | x̃) = %d nats and the least mean squared error is %d", (first, sigma, h, mmse) => {
    expect(Math.abs(entropy(first, sigma) - h)).toBeLessThan(6e-7);
    expect(Math.abs(error(first, sigma) - mmse)).toBeLessThan(6e-7);
  });

  test.each([0.5, 0.9])("π = %d: the integral of the least error over 1/σ² is twice the entropy", (first) => {
    // Trapezoids in ln σ of e/σ² · 2; below σ = 0.12 the error is under e^(-1/2σ²) ~ 1e-15, above σ = S it is 4π(1 − π) − O(S⁻²)
    const [low, high, steps] = [0.12, 1e3, 200];
    const ratio = Math.log(high / low) / steps;
    let integral = (4 * first * (1 - first)) / high ** 2;
    for (let i = 0; i <= steps; i++) {
      const sigma = low * Math.exp(i * ratio);
      integral += ((i === 0 || i === steps ? 0.5 : 1) * ratio * 2 * error(first, sigma)) / sigma ** 2;
    }
    const whole = -first * Math.log(first) - (1 - first) * Math.log(1 - first);
    expect(Math.abs(integral - 2 * whole)).toBeLessThan(2e-6);
  });

  test("is the mixture of two points as wide as nothing, that gaussianMixture has", () => {
    const model = tenToOne(0.9);
    const points = gaussianMixture({ weights: [0.9, 0.1], means: [[0.2], [-1.8]], variance: 1e-30 });
    const x = [-3, -1, 0, 0.19, 2, 50];
    for (const sigma of [0.1, 1, 7]) {
      model.logDensity(x, sigma).forEach((value, i) => {
        expect(Math.abs(value - points.logDensity(x, sigma)[i])).toBeLessThan(1e-13 * (1 + Math.abs(value)));
      });
      model.score(x, sigma).forEach((value, i) => {
        expect(Math.abs(value - points.score(x, sigma)[i])).toBeLessThan(1e-6 * (1 + Math.abs(value)));
      });
    }
  });
});
