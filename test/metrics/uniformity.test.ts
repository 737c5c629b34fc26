import { expect, test } from "vitest";
import { uniformityTest } from "../../src/metrics/index.ts";
import { andersonDarlingTail } from "../../src/numerics/anderson-darling.ts";
import { kolmogorov } from "../kit/statistics.ts";
import { uniforms } from "./generator.ts";

const drawn = (count: number, seed: number): number[] => Array.from({ length: count }, uniforms(seed));

test("A² of nine numbers, by the formula as it is printed; the order does not matter", () => {
  const u = [0.05, 0.1, 0.2, 0.35, 0.5, 0.55, 0.7, 0.85, 0.99];
  const sum = u.reduce((s, _, i) => s + (2 * i + 1) * (Math.log(u[i]) + Math.log(1 - u[8 - i])), 0);
  const { statistic } = uniformityTest(u);
  expect(statistic).toBeCloseTo(-9 - sum / 9, 13);
  expect(uniformityTest([...u].reverse()).statistic).toBe(statistic);
});

// Anderson & Darling 1954, table 1: the limit's quantiles
test.each([
  [1.933, 0.9],
  [2.492, 0.95],
  [3.857, 0.99],
])("the law of many numbers: P(A² ≤ %d) = %d", (z, p) => {
  expect(andersonDarlingTail(z, 1e9)).toBeCloseTo(1 - p, 3);
});

test("no probability is below 0 or above 1", () => {
  expect([0, -1, 1e-6, 1e6].map((z) => andersonDarlingTail(z, 8))).toEqual([1, 1, 1, 0]);
  for (const n of [8, 100]) {
    const tails = Array.from({ length: 400 }, (_, k) => andersonDarlingTail(0.05 * (k + 1), n));
    tails.slice(1).forEach((tail, k) => expect(tail).toBeLessThan(tails[k] + 1e-12));
  }
});

test.each([8, 20, 200])("p-values of %i uniform numbers are uniform over 2,000 sets", (n) => {
  const pValues = Array.from({ length: 2000 }, (_, r) => uniformityTest(drawn(n, 1000 * n + r)).pValue);
  expect(kolmogorov(pValues)).toBeLessThan(1.63);
});

test("numbers that are shifted, crowded or at the ends are found", () => {
  const u = drawn(400, 1);
  expect(uniformityTest(u).pValue).toBeGreaterThan(0.01);
  expect(uniformityTest(u.map((x) => x ** 1.3)).pValue).toBeLessThan(0.001);
  expect(uniformityTest(u.map((x) => 0.1 + 0.8 * x)).pValue).toBeLessThan(0.001);
  expect(uniformityTest([...u, 0])).toEqual({ statistic: Infinity, pValue: 0 });
});

test.each([
  [[0.1, 0.2], "expected 8 values or more, got 2"],
  [[...new Array<number>(8).fill(0.5), 1.5], "expected values of 0 to 1, got 1.5 at index 8"],
  [[...new Array<number>(8).fill(0.5), NaN], "expected values of finite numbers, got NaN in row 8, column 0"],
  ["values", "expected values an array of rows or one flat array"],
])("%j: %s", (values, message) => {
  expect(() => uniformityTest(values as number[])).toThrow(`uniformityTest: ${message}`);
});
