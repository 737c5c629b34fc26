import { describe, expect, test } from "vitest";
import {
  autocorrelation,
  effectiveSampleSize,
  splitRhat,
  summarizeChains,
  type EffectiveSizeOf,
} from "../../../src/metrics/index.ts";
import { normals } from "../generator.ts";

/** Chains x ← .7x + u, u from a list of all multiples of 1/1009 in some order, chain c raised by c·shift. */
function chainsOf(chains: number, kept: number, shift: number): Float64Array {
  const states = new Float64Array(chains * kept);
  for (let c = 0; c < chains; c++)
    for (let t = 0, x = 0; t < kept; t++) {
      x = 0.7 * x + (((c * kept + t) * 7919 + 13) % 1009) / 1009 - 0.5;
      states[c * kept + t] = x + shift * c;
    }
  return states;
}

/** x ← ρx + √(1 − ρ²)·z from its own law: S/τ is n(1 − ρ)/(1 + ρ). */
function autoregression(chains: number, kept: number, rho: number, seed: number): Float64Array {
  const z = normals(chains * kept, seed);
  for (let c = 0; c < chains; c++)
    for (let t = c * kept + 1; t < (c + 1) * kept; t++) z[t] = rho * z[t - 1] + Math.sqrt(1 - rho * rho) * z[t];
  return z;
}

// Found by another program, in numpy and scipy from the paper's formulas with direct sums
test.each([
  {
    chains: 4,
    kept: 50,
    shift: 0,
    rhat: 0.99681731938,
    bulk: 98.1023885388,
    tail: 161.235688639,
    mean: 107.0929324848,
  },
  { chains: 4, kept: 51, shift: 0.1, rhat: 1.109550974965, bulk: 87.1177888912, tail: 96.7733493837, mean: 95.1574820908 }, // prettier-ignore
  { chains: 1, kept: 40, shift: 0, rhat: 0.987261548941, bulk: 19.5976396404, tail: 18.8866799205, mean: 21.4684035639 }, // prettier-ignore
  { chains: 2, kept: 12, shift: 0.5, rhat: 1.236560123243, bulk: 7.003379942, tail: 14.7945205479, mean: 6.1171445276 },
])("$chains chains of $kept states, raised by $shift: R̂ $rhat and the effective sizes", ({ rhat, ...known }) => {
  const { chains, kept, shift, ...sizes } = known;
  const states = chainsOf(chains, kept, shift);
  expect(splitRhat(states, { chains, dim: 1 })[0]).toBeCloseTo(rhat, 10);
  for (const [of, size] of Object.entries(sizes) as [EffectiveSizeOf, number][])
    expect(effectiveSampleSize(states, { chains, dim: 1, of })[0]).toBeCloseTo(size, 8);
});

test("a summary has the same numbers, the mean, the deviation and the mean's standard error", () => {
  const [{ mean, std, standardError, rhat, bulk, tail }] = summarizeChains(chainsOf(4, 51, 0.1), { chains: 4, dim: 1 });
  expect(mean).toBeCloseTo(0.1470726182196274, 13);
  expect(std).toBeCloseTo(0.3526083671415116, 13);
  expect(standardError).toBeCloseTo(0.036146907074940504, 12);
  expect([rhat, bulk, tail]).toEqual([
    splitRhat(chainsOf(4, 51, 0.1), { chains: 4, dim: 1 })[0],
    effectiveSampleSize(chainsOf(4, 51, 0.1), { chains: 4, dim: 1 })[0],
    effectiveSampleSize(chainsOf(4, 51, 0.1), { chains: 4, dim: 1, of: "tail" })[0],
  ]);
});

test.each([-0.5, 0, 0.5, 0.9])("AR(1) with ρ = %s: n(1 − ρ)/(1 + ρ) of the mean, within 10 %", (rho) => {
  const [chains, kept] = [4, 20_000];
  const states = autoregression(chains, kept, rho, 3);
  const size = effectiveSampleSize(states, { chains, dim: 1, of: "mean" })[0];
  expect(Math.abs(size / ((chains * kept * (1 - rho)) / (1 + rho)) - 1)).toBeLessThan(0.1);
  expect(splitRhat(states, { chains, dim: 1 })[0]).toBeLessThan(1.002);
});

test("the autocorrelation of AR(1) is ρᵏ, within 5 standard errors (Bartlett 1946)", () => {
  const [chains, kept, rho] = [4, 20_000, 0.8];
  const [values] = autocorrelation(autoregression(chains, kept, rho, 5), { chains, dim: 1, lags: 12 });
  const error = Math.sqrt((1 + (2 * rho ** 2) / (1 - rho ** 2)) / (chains * kept));
  expect(values.length).toBe(13);
  values.forEach((value, k) => expect(Math.abs(value - rho ** k)).toBeLessThan(k === 0 ? 1e-15 : 5 * error));
});

test("autocorrelation of several chains: the mean of their covariances, by direct sums", () => {
  const [values] = autocorrelation(chainsOf(4, 50, 0), { chains: 4, dim: 1, lags: 3 });
  [1, 0.486768491, -0.1904687715, -0.5731987348].forEach((value, k) => expect(values[k]).toBeCloseTo(value, 9));
});

describe("R̂ of chains that do not agree is above 1.01", () => {
  const [chains, kept] = [4, 1000];
  const states = normals(chains * kept, 7);
  const changed = (change: (value: number, chain: number, t: number) => number) =>
    splitRhat(states.map((value, i) => change(value, Math.floor(i / kept), i % kept)), { chains, dim: 1 })[0]; // prettier-ignore

  test("as they are they do", () => expect(changed((value) => value)).toBeLessThan(1.005));
  test("one is elsewhere", () => expect(changed((x, chain) => x + Number(chain === 2))).toBeGreaterThan(1.05));
  test("one is wider: the folded draws tell", () => {
    expect(changed((x, chain) => x * (chain === 2 ? 3 : 1))).toBeGreaterThan(1.05);
  });
  test("all drift: the halves tell", () => expect(changed((x, _, t) => x + t / 500)).toBeGreaterThan(1.05));
});

test("columns are judged alone, whatever the others are; nested rows tell dim", () => {
  const [a, b] = [chainsOf(4, 50, 0), chainsOf(4, 50, 0.1)];
  const rows = Array.from(a, (value, i) => [value, b[i]]);
  const both = summarizeChains(rows, { chains: 4 });
  expect(both).toEqual([a, b].map((column) => summarizeChains(column, { chains: 4, dim: 1 })[0]));
});

test("any scale, up to the ends of f64, gives the same numbers", () => {
  const states = chainsOf(4, 50, 0.1);
  const [plain] = summarizeChains(states, { chains: 4, dim: 1 });
  for (const power of [-1000, 1020]) {
    const [scaled] = summarizeChains(states.map((x) => x * 2 ** power), { chains: 4, dim: 1 }); // prettier-ignore
    expect(scaled.rhat).toBe(plain.rhat);
    expect(scaled.std / 2 ** power).toBeCloseTo(plain.std, 12);
    expect(scaled.standardError / 2 ** power).toBeCloseTo(plain.standardError, 12);
  }
});

test("draws that are all the same have no R̂, effective size or autocorrelation", () => {
  const [{ mean, std, ...others }] = summarizeChains(new Float64Array(40).fill(3), { chains: 4, dim: 1 });
  expect([mean, std]).toEqual([3, 0]);
  expect(Object.values(others)).toEqual([NaN, NaN, NaN, NaN]);
  expect(autocorrelation(new Float64Array(8), { dim: 1 })[0][0]).toBeNaN();
  expect(splitRhat([0, 0, 0, 0, 1, 1, 1, 1], { chains: 2, dim: 1 })).toEqual(Float64Array.of(Infinity));
});

test("of few different values: where no draw is above the 95 % quantile, the tail is that of the 5 % quantile", () => {
  const tail = (states: number[]) => effectiveSampleSize(states, { chains: 2, dim: 1, of: "tail" })[0];
  const states = [3, 1, 1, 2, 0, 2, 1, 3];
  expect(tail(states)).toBeGreaterThan(0);
  expect(tail(states)).toBe(tail(states.map((value) => Number(value > 0)))); // the same indicator of 0
});

test.each([
  [[[1, 2, 3], { dim: 1 }], "expected at least 4 states of each chain, got 3"],
  [[[1, 2, 3, 4, 5], { chains: 2, dim: 1 }], "expected states of a multiple of chains 2, got 5"],
  [[[1, 2, 3, 4]], "expected dim, the numbers in a row, beside a flat array of states"],
  [[[[1], [2], [NaN], [4]]], "expected states of finite numbers, got NaN in row 2, column 0"],
  [[[[1], [2], [3], [4]], { chain: 1 }], 'expected option "chains", got "chain"'],
] as [[never, never], string][])("%j: %s", (args, message) => {
  for (const diagnostic of [splitRhat, effectiveSampleSize, autocorrelation, summarizeChains])
    expect(() => diagnostic(...args)).toThrow(`${diagnostic.name}: ${message}`);
});

test("lags below the states of a chain", () => {
  expect(() => autocorrelation(normals(40, 1), { chains: 4, dim: 1, lags: 10 })).toThrow(
    "autocorrelation: expected lags an integer from 0 to 9, got 10",
  );
  expect(autocorrelation(normals(40, 1), { chains: 4, dim: 1 })[0].length).toBe(10);
});
