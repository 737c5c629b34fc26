import { describe, expect, test } from "vitest";
import { logScaledBesselI0 } from "../../src/toys/bessel.ts";
import { logNormalInterval } from "../../src/toys/normal-interval.ts";
import { curveNodes, gaussLegendre, logGaussianSum } from "../../src/toys/quadrature.ts";
import { logSpreadAt, tabulatedLogSpread } from "../../src/toys/spirals.ts";

/** ln ∫ f by Simpson's rule, f given by its logarithm. */
function logIntegral(logF: (t: number) => number, from: number, to: number, parts: number): number {
  const h = (to - from) / parts;
  const logs = Array.from({ length: parts + 1 }, (_, k) => logF(from + k * h));
  const max = logs.reduce((a, b) => Math.max(a, b), -Infinity);
  const weight = (k: number): number => (k === 0 || k === parts ? 1 : k % 2 === 1 ? 4 : 2);
  return max + Math.log((logs.reduce((sum, value, k) => sum + weight(k) * Math.exp(value - max), 0) * h) / 3);
}

describe("gaussLegendre", () => {
  test("order 3: roots ±√(3/5), 0 and weights 5/9, 8/9", () => {
    const rule = gaussLegendre(3).flat();
    [Math.sqrt(0.6), 5 / 9, 0, 8 / 9, -Math.sqrt(0.6), 5 / 9].forEach((value, k) =>
      expect(rule[k]).toBeCloseTo(value, 15),
    );
  });

  test("order 10 integrates t^k on (−1, 1) for k = 0…19 and not for k = 20", () => {
    const integral = (k: number): number => gaussLegendre(10).reduce((sum, [t, w]) => sum + w * t ** k, 0);
    for (let k = 0; k < 20; k++) expect(integral(k)).toBeCloseTo(k % 2 === 0 ? 2 / (k + 1) : 0, 14);
    expect(Math.abs(integral(20) - 2 / 21)).toBeGreaterThan(1e-8);
  });
});

describe("logGaussianSum", () => {
  // 16 panels of 2s on a straight line of length 32s: ∫ = N(y; 0, s²)·(Φ((x + 16s)/s) − Φ((x − 16s)/s)).
  const s = 0.25;
  const line = logGaussianSum(
    curveNodes(
      -16 * s,
      16 * s,
      16,
      (t) => [t, 0],
      () => 1,
    ),
    s,
  );
  const exact = (x: number, y: number): number =>
    logIntegral((t) => -((x / s - t) ** 2) / 2, -16, 16, 20_000) - (y * y) / (2 * s * s) - Math.log(2 * Math.PI * s);

  test.each([
    [6, 1e-10],
    [10, 1e-6],
    [20, 1e-3],
  ])("within %is of the curve: error below %d", (reach, bound) => {
    for (const [x, y] of [
      [0, 0],
      [0.9 * s, reach * s],
      [16 * s, reach * s],
      [(16 + reach) * s, 0],
      [-(16 + 0.6 * reach) * s, 0.8 * reach * s],
    ])
      expect(Math.abs(line(x, y) - exact(x, y))).toBeLessThan(bound);
  });
});

test.each([0, 1e-3, 1, 7, 29.99, 30, 31, 200, 2000])("logScaledBesselI0(%d): error below 1e-13", (z) => {
  // I₀(z)·e^−z is the mean of e^(z(cos θ − 1)): the trapezoid rule on a period is exact to rounding.
  let sum = 0;
  for (let k = 0; k < 2000; k++) sum += Math.exp(z * (Math.cos((2 * Math.PI * k) / 2000) - 1));
  expect(Math.abs(logScaledBesselI0(z) - Math.log(sum / 2000))).toBeLessThan(1e-13);
});

test.each([
  [-1, 1],
  [-3, -1.5],
  [0, 2],
  [2.9, 4],
  [3.1, 4.5],
  [20, 21.7],
  [-60, -58],
  [38, 40],
])("logNormalInterval(%d, %d)", (low, high) => {
  const direct = logIntegral((t) => -(t * t) / 2, low, high, 20_000) - Math.log(2 * Math.PI) / 2;
  expect(Math.abs(logNormalInterval(low, high) - direct)).toBeLessThan(1e-10);
});

test("logNormalInterval: the two formulas agree where they meet, to 1e-12", () => {
  const step = 1e-9;
  const slope = (logNormalInterval(2.9, 4.5) - logNormalInterval(2.8, 4.4)) / 0.1;
  const jump = logNormalInterval(3, 4.6) - logNormalInterval(3 - step, 4.6 - step);
  expect(Math.abs(jump)).toBeLessThan(2 * Math.abs(slope) * step);
});

test("tabulatedLogSpread: error below 1e-10, between its nodes and beyond its end", () => {
  const table = tabulatedLogSpread();
  for (let d = -25; d < 25; d += 0.0371) expect(Math.abs(table(d) - logSpreadAt(d))).toBeLessThan(1e-10);
});
