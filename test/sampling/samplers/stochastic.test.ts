import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { ancestral } from "../../../src/sampling/samplers/ancestral.ts";
import { consistentAnnealed } from "../../../src/sampling/samplers/consistent-annealed.ts";
import { ddim } from "../../../src/sampling/samplers/ddim.ts";
import { dpmSolverPlusPlus } from "../../../src/sampling/samplers/dpm-solver.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import type { SamplerOptions } from "../../../src/sampling/chain/options.ts";
import { predictorCorrector } from "../../../src/sampling/samplers/predictor-corrector.ts";
import { reverseSde } from "../../../src/sampling/samplers/reverse-sde.ts";
import type { SamplingRun } from "../../../src/sampling/chain/sampling-run.ts";
import { subVpSde, veSde, vpSde } from "../../../src/noise/sde.ts";
import { langevin } from "../../../src/sampling/samplers/langevin.ts";
import { geometricSigmas } from "../../../src/noise/ladders.ts";
import { start as startRows } from "../../reference/langevin.ts";
import { normals } from "../../reference/normal.ts";
import { PURPOSE, stepKey } from "../../reference/threefry.ts";
import { columnMean, fourErrors, rms } from "../../kit/statistics.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

// Coarse, so that every coefficient shows
const sigmas = [12, 7, 4.5, 2, 1.1, 0.6, 0.25];
const steps = sigmas.map((sigma, i) => ({ sigma, next: sigmas[i + 1] ?? 0, i }));

/**
 * A sampler on rows of a normal distribution, linear in the row and its noises: the papers' formulas in terms of the
 * denoiser, written with real numbers (`Row`) for particles, and again for second moments.
 */
interface Case {
  name: string;
  run: (options: SamplerOptions) => SamplingRun;
  sigmaMax: number;
  /** x ← …, with D(x, σ) and the level's noises. */
  follow: (
    x: number,
    denoised: (x: number, sigma: number) => number,
    z: (level: number, step: number) => number,
  ) => number;
  /** Variance at the end from that at the start, c(σ) = s₀²/(s₀² + σ²) being D's slope. */
  variance: (v: number, c: (sigma: number) => number) => number;
}

const model = gaussian({ mean: [0, 0, 0], std: [1, 0.3, 5] });

const ancestralCase = (name: string, eta: number, run: Case["run"]): Case => {
  const up = (s: number, n: number) => Math.min(n, eta * Math.sqrt((n * n * (s * s - n * n)) / (s * s)));
  const down = (s: number, n: number) => Math.sqrt(n * n - up(s, n) ** 2);
  return {
    ...{ name, run, sigmaMax: 12 },
    follow: (x, D, z) =>
      steps.reduce((y, { sigma: s, next: n, i }) => {
        const d = D(y, s);
        return d + (down(s, n) / s) * (y - d) + (n > 0 ? up(s, n) * z(i, 0) : 0);
      }, x),
    variance: (v, c) =>
      steps.reduce((u, { sigma: s, next: n }) => (c(s) + (down(s, n) / s) * (1 - c(s))) ** 2 * u + up(s, n) ** 2, v),
  };
};

const reverseCase = (name: string, sde: ReturnType<typeof vpSde>, rate: (t: number) => number): Case => {
  const n = 40;
  const times = Array.from({ length: n }, (_, i) => 1 - ((1 - sde.tMin) * i) / n);
  const dt = (1 - sde.tMin) / n;
  const end = sde.sigma(sde.tMin);
  return {
    ...{ name, sigmaMax: sde.sigma(1), run: (options) => reverseSde(model, sde, { ...options, steps: n }) },
    follow: (x, D, z) => {
      const last = times.reduce((y, t, i) => {
        const s = sde.sigma(t);
        return y + (rate(t) * dt * (D(y, s) - y)) / s ** 2 + Math.sqrt(rate(t) * dt) * z(i, 0);
      }, x);
      return D(last, end);
    },
    variance: (v, c) =>
      times.reduce(
        (u, t) => (1 - (rate(t) * dt * (1 - c(sde.sigma(t)))) / sde.sigma(t) ** 2) ** 2 * u + rate(t) * dt,
        v,
      ) *
      c(end) ** 2,
  };
};

const beta = (t: number) => 0.1 + 19.9 * t;
const mean = (t: number) => Math.exp((-t * t * 19.9) / 4 - (t * 0.1) / 2);
const [snr, churn, churnNoise, casEta] = [0.3, 2.1, 1.2, 0.9];
const alpha = (sigma: number) => 4 * snr ** 2 * sigma ** 2;

const cases: Case[] = [
  ancestralCase("ancestral", 1, (options) => ancestral(model, sigmas, options)),
  ancestralCase("ancestral, η 1.4, where σ_up is cut off", 1.4, (options) =>
    ancestral(model, sigmas, { ...options, eta: 1.4 }),
  ),
  {
    // The unified formula, τ = 1 − (σ'/σ)²
    ...{ name: "ddim, η 0.6", sigmaMax: 12, run: (options) => ddim(model, sigmas, { ...options, eta: 0.6 }) },
    follow: (x, D, z) =>
      steps.reduce((y, { sigma: s, next: n, i }) => {
        const [d, tau] = [D(y, s), 1 - (n / s) ** 2];
        return d + n * Math.sqrt(1 - 0.36 * tau) * ((y - d) / s) + (n > 0 ? n * 0.6 * Math.sqrt(tau) * z(i, 0) : 0);
      }, x),
    variance: (v, c) =>
      steps.reduce((u, { sigma: s, next: n }) => {
        const tau = 1 - (n / s) ** 2;
        return (c(s) + n * Math.sqrt(1 - 0.36 * tau) * ((1 - c(s)) / s)) ** 2 * u + n * n * 0.36 * tau;
      }, v),
  },
  {
    ...{ name: "heunOde with churn", sigmaMax: 12 },
    run: (options) => heunOde(model, sigmas, { ...options, churn, churnNoise, churnMin: 0.3, churnMax: 8 }),
    follow: (x, D, z) =>
      steps.reduce((y, { sigma: s, next: n, i }) => {
        const hat = s >= 0.3 && s <= 8 ? s * (1 + churn / 7) : s;
        if (hat > s) y += Math.sqrt(hat * hat - s * s) * churnNoise * z(i, 0);
        const slope = (y - D(y, hat)) / hat;
        const ahead = y + (n - hat) * slope;
        return n === 0 ? ahead : y + ((n - hat) * (slope + (ahead - D(ahead, n)) / n)) / 2;
      }, x),
    variance: (v, c) =>
      steps.reduce((u, { sigma: s, next: n }) => {
        const hat = s >= 0.3 && s <= 8 ? s * (1 + churn / 7) : s;
        const a = (n - hat) * ((1 - c(hat)) / hat);
        const b = n === 0 ? a : (a + (n - hat) * ((1 - c(n)) / n) * (1 + a)) / 2;
        return (1 + b) ** 2 * (u + (hat * hat - s * s) * churnNoise ** 2);
      }, v),
  },
  {
    ...{ name: "dpmSolverPlusPlus, SDE", sigmaMax: 12 },
    run: (options) => dpmSolverPlusPlus(model, sigmas, { ...options, eta: 1 }),
    follow: (x, D, z) => {
      let old = 0;
      return steps.reduce((y, { sigma: s, next: n, i }) => {
        const [d, h] = [D(y, s), Math.log(s / n)];
        const r = Math.log((sigmas[i - 1] ?? s) / s) / h;
        const moved =
          (n / s) * Math.exp(-h) * y - Math.expm1(-2 * h) * (i === 0 || n === 0 ? d : d + (d - old) / (2 * r));
        old = d;
        return moved + (n > 0 ? n * Math.sqrt(-Math.expm1(-2 * h)) * z(i, 0) : 0);
      }, x);
    },
    // Moments of (x, D₋): E x², E xD₋, E D₋²
    variance: (v, c) => {
      let [xx, xo, oo] = [v, 0, 0];
      for (const { sigma: s, next: n, i } of steps) {
        const weight = 1 - (n / s) ** 2;
        const q = i === 0 || n === 0 ? 0 : Math.log(s / n) / Math.log(sigmas[i - 1] / s) / 2;
        const [a, b] = [(n / s) ** 2 + weight * (1 + q) * c(s), -weight * q];
        const noise = n * n * (1 - (n / s) ** 2);
        [xx, xo, oo] = [a * a * xx + 2 * a * b * xo + b * b * oo + noise, c(s) * (a * xx + b * xo), c(s) ** 2 * xx];
      }
      return xx;
    },
  },
  {
    ...{ name: "predictorCorrector", sigmaMax: 12 },
    run: (options) => predictorCorrector(model, sigmas, { ...options, snr, correctorSteps: 2 }),
    follow: (x, D, z) =>
      steps.reduce((y, { sigma: s, next: n, i }) => {
        for (const k of [0, 1]) y += ((alpha(s) / 2) * (D(y, s) - y)) / s ** 2 + Math.sqrt(alpha(s)) * z(i, k);
        const g = s * s - n * n;
        return y + (g * (D(y, s) - y)) / s ** 2 + (n > 0 ? Math.sqrt(g) * z(i, 2) : 0);
      }, x),
    variance: (v, c) =>
      steps.reduce((u, { sigma: s, next: n }) => {
        const pull = (1 - c(s)) / s ** 2;
        for (let k = 0; k < 2; k++) u = (1 - (alpha(s) / 2) * pull) ** 2 * u + alpha(s);
        const g = s * s - n * n;
        return (1 - g * pull) ** 2 * u + (n > 0 ? g : 0);
      }, v),
  },
  {
    ...{ name: "consistentAnnealed", sigmaMax: 12 },
    run: (options) => consistentAnnealed(model, sigmas, { ...options, stepFraction: casEta }),
    follow: (x, D, z) => {
      const last = steps.reduce((y, { sigma: s, next: n, i }) => {
        const beta = n > 0 ? Math.sqrt(1 - (((1 - casEta) * s) / n) ** 2) : 0;
        return y + casEta * (D(y, s) - y) + (n > 0 ? n * beta * z(i, 0) : 0);
      }, x);
      return D(last, 0.25);
    },
    variance: (v, c) =>
      c(0.25) ** 2 *
      steps.reduce((u, { sigma: s, next: n }) => {
        const noise = n > 0 ? n * n * (1 - (((1 - casEta) * s) / n) ** 2) : 0;
        return (1 - casEta * (1 - c(s))) ** 2 * u + noise;
      }, v),
  },
  reverseCase(
    "reverseSde, VE",
    veSde({ sigmaMax: 12, sigmaMin: 0.25 }),
    (t) => 2 * Math.log(48) * (0.25 * 48 ** t) ** 2,
  ),
  reverseCase("reverseSde, VP", vpSde(), (t) => beta(t) / mean(t) ** 2),
  reverseCase("reverseSde, sub-VP", subVpSde(), (t) => (beta(t) * (1 - mean(t) ** 4)) / mean(t) ** 2),
  {
    ...{ name: "langevin", sigmaMax: 2 },
    run: (options) => langevin(model, 2, { ...options, stepsPerSigma: 5, stepSize: 3 }),
    follow: (x, D, z) => {
      for (let k = 0; k < 5; k++) x += (1.5 * (D(x, 2) - x)) / 4 + Math.sqrt(3) * z(0, k);
      return x;
    },
    variance: (v, c) => {
      for (let k = 0; k < 5; k++) v = (1 - (1.5 * (1 - c(2))) / 4) ** 2 * v + 3;
      return v;
    },
  },
];

describe.each(cases)("$name", ({ run, sigmaMax, follow, variance }) => {
  test("every particle is the f64 formula's, with the noise of (level, step), to 1e-5 of the start's scale", async () => {
    const how = { count: 35, seed: 2 ** 33 + 7, offset: 21 };
    const samples = await run({ ...how, engine });
    const noise = new Map<string, Float64Array>();
    const z = (level: number, step: number) => {
      const key = `${level} ${step}`;
      if (!noise.has(key)) noise.set(key, normals(stepKey(how.seed, PURPOSE.steps, level, step), 35, 3, 21));
      return noise.get(key)!;
    };
    const first = startRows(1, { ...how, dim: 3, stepsPerSigma: 0, stepSize: 0 });
    first.forEach((unit, k) => {
      const s2 = model.variance[k % 3];
      const x = Math.sqrt(s2 + sigmaMax ** 2) * unit;
      const expected = follow(
        x,
        (value, sigma) => (value * s2) / (s2 + sigma * sigma),
        (level, step) => z(level, step)[k],
      );
      expect(Math.abs(samples[k] - expected)).toBeLessThan(1e-5 * (5 + sigmaMax));
    });
  });

  test("deviation follows its exact recursion within 4 standard errors; the mean stays", async () => {
    const n = 15000;
    const samples = await run({ engine, count: n, seed: 3 });
    for (const c of [0, 1, 2]) {
      const s2 = model.variance[c];
      const exact = Math.sqrt(variance(s2 + sigmaMax ** 2, (sigma) => s2 / (s2 + sigma * sigma)));
      expect(Math.abs(rms(samples.filter((_, k) => k % 3 === c)) - exact)).toBeLessThan(fourErrors(exact, n));
      expect(Math.abs(columnMean(samples, 3, c))).toBeLessThan((4 * exact) / Math.sqrt(n));
    }
  });
});

describe("consistent annealed sampling's exact deviation on N(0, 1) (methods.md, 2.3), within 4 standard errors", () => {
  test.each([
    { sigmaMax: 50, count: 232, eta: 0.0562, std: 0.986 },
    { sigmaMax: 10, count: 100, eta: 0.1, std: 0.974 },
  ])("$sigmaMax → .01, $count levels, η $eta: $std", async ({ sigmaMax, count, eta, std }) => {
    const n = 40000;
    const normal = gaussian({ mean: Array<number>(8).fill(0), std: 1 });
    const ladder = geometricSigmas({ sigmaMax, sigmaMin: 0.01, count });
    const samples = await consistentAnnealed(normal, ladder, { engine, count: n / 8, stepFraction: eta, seed: 4 });
    expect(Math.abs(rms(samples) - std)).toBeLessThan(fourErrors(std, n) + 5e-4); // std has three digits
  });

  test("its default η keeps the deviation to 3 % on 100 levels, and an η that leaves no noise real is refused", async () => {
    const ladder = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 100 });
    const g = ladder[1] / ladder[0];
    const exact = ladder.reduce((v, sigma, k) => {
      const [eta, next] = [1.5 * (1 - g), ladder[k + 1] ?? 0];
      const noise = next > 0 ? next ** 2 * (1 - ((1 - eta) / g) ** 2) : 0;
      return v * (1 - (eta * sigma ** 2) / (1 + sigma ** 2)) ** 2 + noise;
    }, 101);
    expect(Math.abs(Math.sqrt(exact) - 1)).toBeLessThan(0.03);
    const how = { engine, count: 40000, seed: 1 };
    const std = rms(await consistentAnnealed(gaussian({ mean: [0], std: 1 }), ladder, { ...how, denoise: false }));
    expect(Math.abs(std - Math.sqrt(exact))).toBeLessThan(fourErrors(std, 40000));
    for (const eta of [0.9 * (1 - g), 1.01 * (1 + g)])
      expect(() => consistentAnnealed(model, ladder, { ...how, stepFraction: eta })).toThrow(
        "expected stepFraction between 0.067",
      );
  });
});
