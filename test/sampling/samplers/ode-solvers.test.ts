import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { ancestral } from "../../../src/sampling/samplers/ancestral.ts";
import { ddim } from "../../../src/sampling/samplers/ddim.ts";
import { dpmSolverPlusPlus } from "../../../src/sampling/samplers/dpm-solver.ts";
import { eulerOde } from "../../../src/sampling/samplers/euler-ode.ts";
import { thetaAdams } from "../../../src/sampling/samplers/theta-adams.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import { flowSigmas } from "../../../src/noise/flow-sigmas.ts";
import { geometricSigmas, karrasSigmas, linearSigmas } from "../../../src/noise/ladders.ts";
import { rms } from "../../kit/statistics.ts";
import { standard } from "../../kit/standard.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const solvers = { eulerOde, heunOde, dpmSolverPlusPlus, thetaAdams };
const normal = gaussian({ mean: [0], std: 1 });
/** Rows whose roundings differ. */
const start = Float64Array.from({ length: 64 }, (_, k) => (k % 2 ? 1 : -1) * (0.5 + k / 63));

/** By what a solver multiplies rows of N(0, 1) data, in the mean over `start`. */
async function factor(name: keyof typeof solvers, sigmas: ArrayLike<number>, denoise: boolean): Promise<number> {
  const scale = Math.sqrt(1 + sigmas[0] ** 2);
  const how = { engine, count: start.length, start: start.map((x) => scale * x), denoise };
  const samples = await solvers[name](normal, sigmas, how);
  return start.reduce((sum, x, k) => sum + samples[k] / (scale * Math.fround(x)), 0) / start.length;
}

describe("relative error of the final deviation on N(0, 1), ρ = 7, 80 → .002 → 0 (formulas.md, section 4)", () => {
  const table = {
    eulerOde: [-0.5141, -0.2491, -0.1405, -0.0709, -0.0356, -0.0178],
    heunOde: [0.9074, 0.1755, 0.0448, 0.01, 0.0024, 0.0006],
    dpmSolverPlusPlus: [-0.0595, 0.1582, 0.0512, 0.0106, 0.0024, 0.0006],
  };
  const denoised = (x: number, sigma: number) => x / (1 + sigma * sigma);
  /** The same in f64, as the papers write it: the table's entries before they were rounded to four digits. */
  const exact: Record<keyof typeof table, (sigmas: number[]) => number> = {
    eulerOde: (sigmas) =>
      sigmas.slice(1).reduce((x, next, i) => x + ((next - sigmas[i]) * (x - denoised(x, sigmas[i]))) / sigmas[i], 1),
    heunOde: (sigmas) =>
      sigmas.slice(1).reduce((x, next, i) => {
        const slope = (x - denoised(x, sigmas[i])) / sigmas[i];
        const ahead = x + (next - sigmas[i]) * slope;
        return next === 0 ? ahead : x + ((next - sigmas[i]) * (slope + (ahead - denoised(ahead, next)) / next)) / 2;
      }, 1),
    dpmSolverPlusPlus(sigmas) {
      let [x, old] = [1, NaN];
      for (let i = 0; i + 1 < sigmas.length; i++) {
        const h = Math.log(sigmas[i] / sigmas[i + 1]);
        const r = Math.log(sigmas[i - 1] / sigmas[i]) / h;
        const d = denoised(x, sigmas[i]);
        const first = i === 0 || sigmas[i + 1] === 0;
        x = (sigmas[i + 1] / sigmas[i]) * x - Math.expm1(-h) * (first ? d : (1 + 1 / (2 * r)) * d - old / (2 * r));
        old = d;
      }
      return x;
    },
  };

  for (const name of ["eulerOde", "heunOde", "dpmSolverPlusPlus"] as const)
    test.each([5, 10, 18, 36, 72, 144].map((steps, k) => [steps, table[name][k]]))(
      `${name}, %i steps: %f, to 1 % of it`,
      async (steps, entry) => {
        const sigmas = karrasSigmas({ sigmaMax: 80, sigmaMin: 0.002, count: steps });
        const error = Math.abs(exact[name]([...sigmas, 0])) * Math.sqrt(6401) - 1;
        expect(Math.abs(error - entry)).toBeLessThan(5e-5 * (1 + 1e-9));
        const measured = Math.abs(await factor(name, sigmas, true)) * Math.sqrt(6401) - 1;
        expect(Math.abs(measured - error)).toBeLessThan(0.01 * Math.abs(entry));
      },
    );
});

test.each([
  ["eulerOde", 4000, 1e-3],
  ["heunOde", 300, 1e-4],
  ["dpmSolverPlusPlus", 300, 1e-4],
  ["thetaAdams", 300, 1e-4],
] as const)(
  "%s in %i steps follows the exact flow map √((s₀² + σ_b²)/(s₀² + σ_a²)) about the mean, to %f",
  async (name, steps, tolerance) => {
    const [mean, std] = [[40, -3, 0], [2, 0.5, 1]]; // prettier-ignore
    const sigmas = geometricSigmas({ sigmaMax: 30, sigmaMin: 0.05, count: steps });
    const rows = Array.from({ length: 5 }, (_, k) => mean.map((m, c) => m + (k - 2.2) * (std[c] + 30)));
    const how = { engine, count: 5, start: rows, denoise: false };
    const samples = await solvers[name](gaussian({ mean, std }), sigmas, how);
    rows.flat().forEach((x, k) => {
      const c = k % 3;
      const map = Math.sqrt((std[c] ** 2 + 0.05 ** 2) / (std[c] ** 2 + 900));
      expect(Math.abs(samples[k] - mean[c] - map * (x - mean[c]))).toBeLessThan(tolerance * 3 * (1 + std[c]));
    });
  },
);

describe("order of convergence, from halving every step twice", () => {
  // ½N(1, τ²) + ½N(−1, τ²), whose score is (tanh(x/v) − x)/v with v = τ² + σ²
  const score = (x: number, sigma: number) => {
    const v = 0.04 + sigma * sigma;
    return (Math.tanh(x / v) - x) / v;
  };
  const mixture: ScoreModel = { dim: 1, score: (x, sigma) => x.map((value) => score(value, sigma)) };
  const rows = Float32Array.from({ length: 40 }, (_, k) => (k - 19.3) / 4);
  // Runge–Kutta of order 4 in 4,000 steps of σ
  const exact = Float64Array.from(rows, (x) => {
    const [n, slope] = [4000, (value: number, sigma: number) => -sigma * score(value, sigma)];
    const h = (0.5 - 3) / n;
    for (let i = 0; i < n; i++) {
      const sigma = 3 + i * h;
      const k1 = slope(x, sigma);
      const k2 = slope(x + (h / 2) * k1, sigma + h / 2);
      const k3 = slope(x + (h / 2) * k2, sigma + h / 2);
      x += (h / 6) * (k1 + 2 * k2 + 2 * k3 + slope(x + h * k3, sigma + h));
    }
    return x;
  });

  test.each([
    ["eulerOde", 1, linearSigmas],
    ["heunOde", 2, linearSigmas],
    ["dpmSolverPlusPlus", 2, geometricSigmas],
    ["dpmSolverPlusPlus", 2, karrasSigmas],
    ["thetaAdams", 2, flowSigmas],
  ] as const)("%s: %i ± 0.15", async (name, order, ladder) => {
    const errors = [];
    for (const steps of [20, 40, 80]) {
      const sigmas = ladder({ sigmaMax: 3, sigmaMin: 0.5, count: steps + 1 });
      const samples = await solvers[name](mixture, sigmas, { engine, count: 40, start: rows, denoise: false });
      errors.push(rms(exact.map((x, k) => samples[k] - x)));
    }
    for (const [coarse, fine] of [errors.slice(0, 2), errors.slice(1)]) {
      expect(fine).toBeGreaterThan(2e-5); // far above the roundings of f32
      expect(Math.abs(Math.log2(coarse / fine) - order)).toBeLessThan(0.15);
    }
  });
});

test("rounding does not add up: 1,000 steps from σ 80 and 50,000 within a few ulp a step of f64", async () => {
  for (const sigmaMax of [80, 50_000]) {
    const sigmas = karrasSigmas({ sigmaMax, sigmaMin: 0.002, count: 1000 });
    const exact = sigmas.reduce(
      (x, sigma, i) => x * (1 - (sigma * (sigma - (sigmas[i + 1] ?? 0))) / (1 + sigma * sigma)),
      1,
    );
    const how = { engine, count: 64, start: start.map((x) => sigmaMax * x) };
    const samples = await eulerOde(normal, sigmas, how);
    // An error on the way shrinks as the rows do; of each step x, the product, the score and the sum are rounded
    for (const [k, x] of start.entries())
      expect(Math.abs(samples[k] / (sigmaMax * x * exact) - 1)).toBeLessThan(1000 * 4 * 2 ** -24);
    const mean = start.reduce((sum, x, k) => sum + samples[k] / (sigmaMax * x * exact) - 1, 0) / 64;
    expect(Math.abs(mean)).toBeLessThan(1e-5);
  }
});

describe("σ at which scores are asked for", () => {
  const sigmas = [9, 4, 1, 0.5];
  const seen = async (run: (model: ScoreModel) => PromiseLike<Float64Array>) => {
    const calls: number[] = [];
    const samples = await run({ ...standard(1), score: (x, sigma) => (calls.push(sigma), x.map(() => 0)) });
    expect(samples.every(Number.isFinite)).toBe(true);
    return calls;
  };
  test("one evaluation a level, none at 0 and none twice; Heun two but in the last step", async () => {
    const how = { engine, count: 3 };
    for (const sampler of [eulerOde, ddim, ancestral, dpmSolverPlusPlus, thetaAdams]) {
      expect(await seen((model) => sampler(model, sigmas, how))).toEqual(sigmas);
      expect(await seen((model) => sampler(model, sigmas, { ...how, denoise: false }))).toEqual([9, 4, 1]);
      expect(await seen((model) => sampler(model, [3], how))).toEqual([3]);
    }
    expect(await seen((model) => heunOde(model, sigmas, how))).toEqual([9, 4, 4, 1, 1, 0.5, 0.5]);
    expect(await seen((model) => heunOde(model, sigmas, { ...how, denoise: false }))).toEqual([9, 4, 4, 1, 1, 0.5]);
    const hat = (sigma: number) => sigma * (1 + 0.8 / 4);
    expect(await seen((model) => heunOde(model, sigmas, { ...how, churn: 0.8, churnMin: 1, churnMax: 4 }))).toEqual([
      9,
      4,
      hat(4),
      1,
      hat(1),
      0.5,
      0.5,
    ]);
    const most = sigmas.map((sigma) => sigma * (1 + (Math.SQRT2 - 1))); // γ is at most √2 − 1
    expect(await seen((model) => heunOde(model, sigmas, { ...how, churn: 5 }))).toEqual(
      most.flatMap((sigma, i) => (i < 3 ? [sigma, sigmas[i + 1]] : [sigma])),
    );
  });
});

test("without noise ddim and ancestral are the ODE by Euler, bit for bit, and the seed is only the start's", async () => {
  const sigmas = geometricSigmas({ sigmaMax: 9, sigmaMin: 0.1, count: 12 });
  const how = { engine, count: 64, start };
  const expected = await eulerOde(normal, sigmas, how);
  expect(await ddim(normal, sigmas, { ...how, seed: 3 })).toEqual(expected);
  expect(await ancestral(normal, sigmas, { ...how, eta: 0 })).toEqual(expected);
});

test("radicands near 0: neighboring doubles as σ and any η give finite rows", async () => {
  const sigmas = Array.from({ length: 200 }, (_, k) => (0.3 * (2 ** 53 - 3 * k)) / 2 ** 53);
  const near = sigmas.filter((sigma, k) => k === 0 || sigma < sigmas[k - 1]);
  expect(near.length).toBeGreaterThan(150);
  for (const eta of [0.3, 1, 1 + 1e-15, 7, 1e6])
    for (const ladder of [near, [2, 2 - 2 ** -51, 1, 1e-8, 1e-20]]) {
      const samples = await ancestral(normal, ladder, { engine, count: 8, eta });
      expect(samples.every(Number.isFinite)).toBe(true);
    }
});
