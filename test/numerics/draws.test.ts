import { expect, test } from "vitest";
import { directions, subsample } from "../../src/numerics/draws.ts";

test("directions: unit vectors, E θ = 0 and E θθᵀ = I/dim within 4.5 standard errors", () => {
  const count = 20_000;
  const dim = 3;
  const points = directions(count, dim, 1);
  const mean = (f: (point: Float64Array) => number): number => {
    let sum = 0;
    for (let l = 0; l < count; l++) sum += f(points.subarray(l * dim, (l + 1) * dim));
    return sum / count;
  };
  for (let l = 0; l < count; l++) expect(Math.hypot(...points.subarray(l * dim, (l + 1) * dim))).toBeCloseTo(1, 14);
  // On the sphere E θᵢ² = 1/3, E θᵢ⁴ = 1/5, E θᵢ²θⱼ² = 1/15.
  for (let i = 0; i < dim; i++) {
    expect(Math.abs(mean((p) => p[i]))).toBeLessThan(4.5 * Math.sqrt(1 / 3 / count));
    expect(Math.abs(mean((p) => p[i] * p[i]) - 1 / 3)).toBeLessThan(4.5 * Math.sqrt((1 / 5 - 1 / 9) / count));
    const j = (i + 1) % dim;
    expect(Math.abs(mean((p) => p[i] * p[j]))).toBeLessThan(4.5 * Math.sqrt(1 / 15 / count));
  }
  expect(directions(10, dim, 1)).toEqual(points.slice(0, 10 * dim));
});

test("subsample: whole rows, none twice, each as often as any other", () => {
  const rows = { values: Float64Array.from({ length: 20 }, (_, k) => k), count: 10, dim: 2 }; // row k is (2k, 2k + 1)
  const times = new Float64Array(10);
  for (let seed = 0; seed < 1000; seed++) {
    const drawn = subsample(rows, 7, seed, 0);
    const first = drawn.filter((_, k) => k % 2 === 0);
    expect(new Set(first).size).toBe(7);
    first.forEach((value, k) => {
      expect(drawn[2 * k + 1]).toBe(value + 1);
      times[value / 2]++;
    });
  }
  // Each count is binomial (1000, 0.7); without replacement Σ (count − 700)²/210·9/10 is χ² with 9 degrees of freedom.
  const chiSquare = times.reduce((sum, value) => sum + ((value - 700) ** 2 / 210) * 0.9, 0);
  expect(chiSquare).toBeLessThan(9 + 4 * Math.sqrt(18));
  expect(subsample(rows, 7, 0, 1)).not.toEqual(subsample(rows, 7, 0, 0));
  expect(subsample(rows, 10, 0, 0)).toEqual(rows.values);
});
