import { expect, test } from "vitest";
import { slicedWasserstein } from "../../src/metrics/sliced-wasserstein.ts";
import { Transport } from "../../src/metrics/transport.ts";
import { wasserstein } from "../../src/metrics/wasserstein.ts";
import { normals, repeated, shuffled, uniforms } from "./generator.ts";

const cityBlock = (a: Float64Array, i: number, b: Float64Array, j: number, dim: number): number => {
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += Math.abs(a[i * dim + d] - b[j * dim + d]);
  return sum;
};

/** Least mean cost over all orders of the columns. */
function bruteForce(costs: number[][]): number {
  const n = costs.length;
  const least = (row: number, free: number[]): number =>
    row === n
      ? 0
      : Math.min(
          ...free.map(
            (j) =>
              costs[row][j] +
              least(
                row + 1,
                free.filter((other) => other !== j),
              ),
          ),
        );
  return (
    least(
      0,
      Array.from({ length: n }, (_, j) => j),
    ) / n
  );
}

test.each([1, 2, 3, 4, 5, 6, 7])("wasserstein of %i rows is the best of all pairings", (n) => {
  for (let seed = 1; seed <= 20; seed++) {
    const a = normals(n * 2, seed);
    const b = normals(n * 2, seed + 100);
    const rows = Array.from({ length: n }, (_, i) => i);
    const costs = rows.map((i) => rows.map((j) => cityBlock(a, i, b, j, 2)));
    expect(wasserstein(a, b, { dim: 2, metric: "manhattan" })).toBeCloseTo(bruteForce(costs), 12);
    const squares = rows.map((i) => rows.map((j) => (a[2 * i] - b[2 * j]) ** 2 + (a[2 * i + 1] - b[2 * j + 1]) ** 2));
    expect(wasserstein(a, b, { dim: 2, order: 2 })).toBeCloseTo(Math.sqrt(bruteForce(squares)), 12);
  }
});

test.each([
  [2, 3],
  [3, 2],
  [4, 6],
  [6, 4],
  [1, 5],
])("wasserstein of %i rows and %i is that of both repeated to one size", (n, m) => {
  // Repeating every row changes neither distribution; at most 12 rows, whose plan is then a pairing
  const a = normals(n * 2, n);
  const b = normals(m * 2, m + 50);
  const [x, y] = [repeated(a, 2, m), repeated(b, 2, n)];
  const whole = wasserstein(x, y, { dim: 2 });
  expect(wasserstein(a, b, { dim: 2 })).toBeCloseTo(whole, 12);
  if (n * m <= 6) {
    const rows = Array.from({ length: n * m }, (_, i) => i);
    const costs = rows.map((i) => rows.map((j) => Math.hypot(x[2 * i] - y[2 * j], x[2 * i + 1] - y[2 * j + 1])));
    expect(whole).toBeCloseTo(bruteForce(costs), 12);
  }
});

test.each([
  [40, 40],
  [37, 113],
  [113, 37],
  [200, 50],
])("Transport: prices below every cost, with the plan's cost as their sum, prove it least (%i × %i)", (n, m) => {
  const uniform = uniforms(n + m);
  // Small whole numbers: many equal costs, and sums without rounding
  const costs = Float64Array.from({ length: n * m }, () => Math.floor(20 * uniform()));
  const { cost, rowPrices, columnPrices } = new Transport(costs, n, m);
  let excess = -Infinity;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) excess = Math.max(excess, rowPrices[i] + columnPrices[j] - costs[i * m + j]);
  expect(excess).toBeLessThanOrEqual(0);
  const mean = (prices: Float64Array): number => prices.reduce((sum, price) => sum + price, 0) / prices.length;
  expect(mean(rowPrices) + mean(columnPrices)).toBeCloseTo(cost, 12);
});

test("wasserstein: 0 for a set and itself in another order; a shift by its length; symmetric; 1-D as sorted", () => {
  const a = normals(60 * 3, 1);
  const b = normals(45 * 3, 2);
  expect(wasserstein(a, shuffled(a, 3, 9), { dim: 3 })).toBe(0);
  const shifted = a.map((value, i) => value + [3, 4, 12][i % 3]);
  expect(wasserstein(a, shifted, { dim: 3 })).toBeCloseTo(13, 10);
  expect(wasserstein(a, shifted, { dim: 3, metric: "manhattan" })).toBeCloseTo(19, 10);
  expect(wasserstein(a, shifted, { dim: 3, metric: "maximum" })).toBeCloseTo(12, 10);
  expect(wasserstein(a, shifted, { dim: 3, order: 2 })).toBeCloseTo(13, 10);
  expect(wasserstein(a, b, { dim: 3 })).toBeCloseTo(wasserstein(b, a, { dim: 3 }), 12);
  for (const order of [1, 2] as const)
    expect(wasserstein(a, b, { dim: 1, order })).toBeCloseTo(slicedWasserstein(a, b, { dim: 1, order }), 12);
});

test("wasserstein complains about sizes and options", () => {
  const ok = Float64Array.of(1, 2);
  expect(() => wasserstein(ok, ok, { dim: 3 })).toThrow("wasserstein: expected generated of a multiple of dim 3");
  expect(() => wasserstein(ok, ok, { dim: 2, order: 3 as never })).toThrow("order 1 or 2");
  expect(() => wasserstein(ok, ok, { dim: 2, metric: "cosine" as never })).toThrow("metric one of");
  expect(() => wasserstein(ok, Float64Array.of(NaN, 0), { dim: 2 })).toThrow("reference of finite numbers");
  const many = new Float64Array(20_000);
  expect(() => wasserstein(many, many, { dim: 1 })).toThrow("at most 268435456 pairs of rows, got 400000000");
});

test.each([NaN, Infinity, -Infinity])("Transport ends at costs of %d, with an error", (wrong) => {
  for (const places of [
    [0, 1, 2],
    [3, 4, 5],
    [1, 4],
  ]) {
    const costs = Float64Array.of(1, 2, 3, 3, 2, 1);
    for (const at of places) costs[at] = wrong;
    expect(() => new Transport(costs, 2, 3)).toThrow(expect.objectContaining({ name: "LangevinError" }));
  }
});
