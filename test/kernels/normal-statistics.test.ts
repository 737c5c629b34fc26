import { beforeAll, describe, expect, test } from "vitest";
import { stepKey } from "../reference/threefry.ts";
import { guardedMemory, type GuardedMemory } from "./memory.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

const DIM = 8;
const TILE = 32 * DIM;

/** Calls `visit` with the tiles of `rows` rows of 8 normals; a view, row-major. */
function eachTile(seed: number, rows: number, visit: (z: Float32Array, first: number) => void): void {
  const z = memory.block(TILE);
  const bits = memory.block(8);
  const key = stepKey(seed, 99);
  for (let first = 0; first < rows; first += 32) {
    memory.kernels.normals(z.at, 32, DIM, ...key, first, bits.at);
    visit(z.f32, first);
  }
  memory.release();
}

/** |observed − expected| in standard errors. */
const errors = (observed: number, expected: number, standardError: number) =>
  Math.abs(observed - expected) / standardError;

/** Φ on a grid, by Simpson's rule of the density (each step off by less than 10⁻¹⁶), from −8.5 to 8.5. */
function normalDistribution(): (x: number) => number {
  const h = 2 ** -10;
  const steps = 8704;
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const sums = new Float64Array(2 * steps + 1);
  for (let k = 0; k < 2 * steps; k++) {
    const a = (k - steps) * h;
    sums[k + 1] = sums[k] + (h / 6) * (density(a) + 4 * density(a + h / 2) + density(a + h));
  }
  // the rest of a step by its second-order expansion: off by less than h³/24
  return (x) => {
    const k = Math.round(x / h);
    const rest = x - k * h;
    return sums[k + steps] + density(k * h) * rest * (1 - (k * h * rest) / 2);
  };
}

const Φ = normalDistribution();

describe("10⁷ normals", () => {
  const n = 10_000_384; // whole tiles
  const rows = n / DIM;
  const sample = new Float32Array(n);
  beforeAll(() => eachTile(1, rows, (z, first) => sample.set(z, first * DIM)));

  test("mean, variance, skewness, kurtosis within 4 standard errors", () => {
    const sums = [0, 0, 0, 0];
    for (let k = 0; k < n; k++) {
      const z = sample[k];
      const square = z * z;
      sums[0] += z;
      sums[1] += square;
      sums[2] += square * z;
      sums[3] += square * square;
    }
    const [mean, second, third, fourth] = sums.map((sum) => sum / n);
    expect(errors(mean, 0, Math.sqrt(1 / n))).toBeLessThan(4);
    expect(errors(second, 1, Math.sqrt(2 / n))).toBeLessThan(4);
    expect(errors(third, 0, Math.sqrt(15 / n))).toBeLessThan(4);
    expect(errors(fourth, 3, Math.sqrt(96 / n))).toBeLessThan(4);
    const variance = second - mean * mean;
    const skewness = (third - 3 * mean * second + 2 * mean ** 3) / variance ** 1.5;
    const kurtosis = (fourth - 4 * mean * third + 6 * mean ** 2 * second - 3 * mean ** 4) / variance ** 2;
    expect(errors(skewness, 0, Math.sqrt(6 / n))).toBeLessThan(4);
    expect(errors(kurtosis, 3, Math.sqrt(24 / n))).toBeLessThan(4);
  });

  test("any two columns, and neighboring rows, uncorrelated, in value and in square: 4.5 standard errors", () => {
    const products = new Float64Array(DIM * DIM);
    const squares = new Float64Array(DIM * DIM);
    for (let row = 0; row + 1 < rows; row++) {
      for (let c = 0; c < DIM; c++) {
        const z = sample[row * DIM + c];
        for (let d = c; d < DIM; d++) {
          // the diagonal is for the same column of the next row
          const other = sample[(d === c ? row + 1 : row) * DIM + d];
          products[c * DIM + d] += z * other;
          squares[c * DIM + d] += (z * z - 1) * (other * other - 1);
        }
      }
    }
    for (let c = 0; c < DIM; c++) {
      for (let d = c; d < DIM; d++) {
        expect(errors(products[c * DIM + d] / rows, 0, Math.sqrt(1 / rows)), `${c}, ${d}`).toBeLessThan(4.5);
        expect(errors(squares[c * DIM + d] / rows, 0, Math.sqrt(4 / rows)), `${c}, ${d}`).toBeLessThan(4.5);
      }
    }
  });

  test("Kolmogorov–Smirnov: √n·D below 2.23, which chance exceeds once in 10⁴", () => {
    const sorted = sample.slice().sort();
    let distance = 0;
    for (let k = 0; k < n; k++) {
      const p = Φ(sorted[k]);
      distance = Math.max(distance, p - k / n, (k + 1) / n - p);
    }
    expect(Math.sqrt(n) * distance).toBeLessThan(2.23);
    expect(Math.sqrt(n) * distance).toBeGreaterThan(0.3); // chance stays below it once in 10⁵
  });

  test("fractions beyond 2, 3, 4 and 5 σ on either side within 4 standard errors", () => {
    for (const k of [2, 3, 4, 5]) {
      const expected = n * (1 - Φ(k));
      const [above, below] = [(z: number) => z > k, (z: number) => z < -k].map((is) =>
        sample.reduce((count, z) => count + (is(z) ? 1 : 0), 0),
      );
      expect(errors(above, expected, Math.sqrt(expected)), `above ${k}σ`).toBeLessThan(4);
      expect(errors(below, expected, Math.sqrt(expected)), `below −${k}σ`).toBeLessThan(4);
    }
  });
});

test("10⁸ normals: how many beyond ±5 σ (57 expected) and ±5.5 σ (3.8) within 4 standard errors, all within ±6.77", () => {
  const n = 100_000_000 - (100_000_000 % TILE);
  let beyond5 = 0;
  let beyond55 = 0;
  let largest = 0;
  eachTile(2, n / DIM, (z) => {
    for (let k = 0; k < TILE; k++) {
      const size = Math.abs(z[k]);
      if (!(size > 5)) continue;
      beyond5++;
      if (size > 5.5) beyond55++;
      if (size > largest) largest = size;
    }
  });
  for (const [count, expected] of [
    [beyond5, 2 * n * (1 - Φ(5))],
    [beyond55, 2 * n * (1 - Φ(5.5))],
  ])
    expect(errors(count, expected, Math.sqrt(expected))).toBeLessThan(4);
  expect(largest).toBeLessThan(Math.sqrt(-2 * Math.log(2 ** -33)) * (1 + 2 ** -20));
});

describe("2²⁰ uniforms", () => {
  const n = 2 ** 20;
  let uniforms: Float32Array;
  let words: Uint32Array;
  beforeAll(() => {
    const block = memory.block(n);
    const out = memory.block(8);
    const key = stepKey(3, 99);
    for (let k = 0; k < n; k += 2) {
      memory.kernels.threefry(out.at, ...key, k >> 1, 0);
      block.u32[k] = out.u32[0];
      block.u32[k + 1] = out.u32[1];
    }
    words = block.u32.slice();
    memory.kernels.uniformArray(block.at, block.at, n);
    uniforms = block.f32.slice();
    memory.release();
  });

  /** χ² of how often each of `bins` equally likely values came up, in standard errors from its mean. */
  function chiSquare(bins: number, bin: (k: number) => number, count = n): number {
    const counts = new Float64Array(bins);
    for (let k = 0; k < count; k++) counts[bin(k)]++;
    const expected = count / bins;
    const sum = counts.reduce((total, c) => total + (c - expected) ** 2 / expected, 0);
    return errors(sum, bins - 1, Math.sqrt(2 * (bins - 1)));
  }

  test("χ² of 4096 bins, of 64 × 64 pairs of neighbors, of the words' low 12 bits: within 4 standard errors", () => {
    expect(chiSquare(4096, (k) => Math.min(4095, Math.floor(uniforms[k] * 4096)))).toBeLessThan(4);
    const coarse = (k: number) => Math.min(63, Math.floor(uniforms[k] * 64));
    expect(chiSquare(4096, (k) => coarse(2 * k) * 64 + coarse(2 * k + 1), n / 2)).toBeLessThan(4);
    expect(chiSquare(4096, (k) => words[k] & 4095)).toBeLessThan(4);
  });

  test("mean, variance and the correlation at lags 1 to 8 within 4 standard errors", () => {
    const mean = (f: (u: number, k: number) => number) => uniforms.reduce((sum, u, k) => sum + f(u, k), 0) / n;
    expect(errors(mean((u) => u), 0.5, Math.sqrt(1 / 12 / n))).toBeLessThan(4); // prettier-ignore
    expect(errors(mean((u) => (u - 0.5) ** 2), 1 / 12, Math.sqrt(1 / 180 / n))).toBeLessThan(4); // prettier-ignore
    for (let lag = 1; lag <= 8; lag++) {
      const product = mean((u, k) => (u - 0.5) * ((uniforms[k + lag] ?? 0.5) - 0.5));
      expect(errors(product, 0, Math.sqrt(1 / 144 / n)), `lag ${lag}`).toBeLessThan(4);
    }
  });
});
