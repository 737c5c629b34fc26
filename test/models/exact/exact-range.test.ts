import { describe, expect, test } from "vitest";
import { decode, encode } from "../../../src/density/latent.ts";
import { logDensity } from "../../../src/density/log-density.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { idealDenoiser } from "../../../src/models/exact/ideal-denoiser.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { impute } from "../../../src/sampling/impute.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import { columnMean } from "../../kit/statistics.ts";

/** A mixture in units `scale` times as small, about `at`. */
const mixture = (scale: number, at: number) =>
  gaussianMixture({
    weights: [0.3, 0.7, 0],
    means: [[0, 0], [3, 1], [1e6, 0]].map((mean) => mean.map((m) => at + scale * m)), // prettier-ignore
    variance: [1, [0.25, 4], 1e-9].map((v) => (typeof v === "number" ? v * scale ** 2 : v.map((x) => x * scale ** 2))),
  });

describe("the range of a mixture", () => {
  const { sigmaRange } = mixture(1, 0);

  test("σ_max: the means' distance and the widest component on both sides; components of weight 0 do not count", () => {
    const width = Math.sqrt(4.25) + 2 * 2;
    expect(Math.abs(sigmaRange!.sigmaMax / (Math.hypot(3, 1) + 2 * width) - 1)).toBeLessThan(0.005); // three digits
  });

  test("σ_min: the final denoising takes up to 0.1 % of the narrowest component's deviation", () => {
    const { sigmaMin } = sigmaRange!;
    // W₂/√Σλ of N(0, diag λ + σ²) denoised: deviations λ/√(λ + σ²)
    const loss = (variances: number[]) => {
      const wrong = variances.map((v) => (v / Math.sqrt(v + sigmaMin ** 2) - Math.sqrt(v)) ** 2);
      return Math.sqrt(wrong.reduce((a, b) => a + b) / variances.reduce((a, b) => a + b));
    };
    const costs = [loss([1, 1]), loss([0.25, 4])];
    expect(Math.max(...costs)).toBeLessThan(0.00101);
    expect(Math.max(...costs)).toBeGreaterThan(0.00095);
  });

  test("eigenvalues of the covariance Σ wₖ(Σₖ + δₖδₖᵀ)", () => {
    const [a, b, c] = [0.3 + 0.7 * 0.25 + 0.21 * 9, 0.3 + 0.7 * 4 + 0.21, 0.21 * 3];
    const half = Math.sqrt(((a - b) / 2) ** 2 + c * c);
    expect(sigmaRange!.eigenvalues[0]).toBeCloseTo((a + b) / 2 + half, 10);
    expect(sigmaRange!.eigenvalues[1]).toBeCloseTo((a + b) / 2 - half, 10);
    expect(sigmaRange!.shares).toEqual([1, 1]);
  });

  test.each([1e-6, 30, 1e8])("is %f times as large in units as much smaller, wherever it is", (scale) => {
    for (const at of [0, -1e3 * scale]) {
      const other = mixture(scale, at).sigmaRange!;
      for (const name of ["sigmaMax", "sigmaMin"] as const)
        expect(Math.abs(other[name] / scale / sigmaRange![name] - 1)).toBeLessThan(0.006);
      expect(other.eigenvalues[0] / scale ** 2).toBeCloseTo(sigmaRange!.eigenvalues[0], 6);
    }
  });

  test("σ_min is no finer than f32 rows so far from 0 tell apart", () => {
    const { sigmaMin } = gaussian({ mean: [1e6], std: 1 }).sigmaRange!;
    expect(sigmaMin).toBeCloseTo(1e6 / 2 ** 22, 3);
  });

  test("covariances, many columns, and numbers beyond a range", () => {
    const tilted = gaussian({ mean: [0, 0], covariance: [[1, 0.999], [0.999, 1]] }); // prettier-ignore
    expect(tilted.sigmaRange!.eigenvalues[1]).toBeCloseTo(0.001, 12);
    const wide = gaussian({ mean: new Float64Array(500), std: 1 });
    expect(wide.sigmaRange!.shares.reduce((a, b) => a + b)).toBe(500);
    expect(gaussian({ mean: [0], std: 1e120 }).sigmaRange).toBeUndefined();
  });
});

describe("the range of rows", () => {
  test("σ_max is their largest distance, σ_min a quarter of the usual one to the next", () => {
    const rows = Array.from({ length: 40 }, (_, k) => [1000 + 8 * Math.floor(k / 20), k % 20]);
    const { sigmaMax, sigmaMin, eigenvalues } = idealDenoiser(rows).sigmaRange!;
    expect(Math.abs(sigmaMax / Math.hypot(8, 19) - 1)).toBeLessThan(0.005);
    expect(Math.abs(sigmaMin / (0.25 / Math.SQRT2) - 1)).toBeLessThan(0.005);
    expect(eigenvalues[0]).toBeCloseTo(399 / 12, 8);
    expect(eigenvalues[1]).toBeCloseTo(16, 8);
  });

  test("equal rows, and one row, come out of a sampler as they are", async () => {
    for (const rows of [
      [[3, -7]],
      [
        [3, -7],
        [3, -7],
      ],
    ]) {
      // prettier-ignore
      const samples = await heunOde(idealDenoiser(rows), "auto", { count: 5, seed: 1 });
      samples.forEach((x, k) => expect(Math.abs(x - (k % 2 ? -7 : 3))).toBeLessThan(1e-4));
    }
  });
});

describe("what knows its mean and variance needs no ends", () => {
  const own: ScoreModel = {
    ...{ dim: 2, mean: [500, -20], variance: [900, 400] },
    score: (x, sigma) => Float64Array.from(x, (v, k) => ((k % 2 ? -20 : 500) - v) / ((k % 2 ? 400 : 900) + sigma ** 2)),
  };
  const exact = gaussian({ mean: [500, -20], variance: [900, 400] });

  test.each([
    ["exact", exact],
    ["own", own],
  ] as const)("%s: logDensity, encode and decode", async (_, model) => {
    // prettier-ignore
    const rows = [530, -40, 470, 0];
    const { logDensity: found } = await logDensity(model, rows);
    // Smoothed by σ_min, at most 1/20 of a deviation: up to 0.0025 nats; the solver's tolerance is 1e-5
    exact.logDensity(rows).forEach((value, k) => expect(Math.abs(found[k] - value)).toBeLessThan(0.003));
    const codes = await encode(model, rows);
    codes.forEach((code, k) => expect(Math.abs(code - [1, -1, -1, 1][k])).toBeLessThan(0.003));
    const back = await decode(model, codes);
    rows.forEach((x, k) => expect(Math.abs(back[k] - x)).toBeLessThan(0.05));
  });

  test("impute: a gap of correlated rows far from 0", async () => {
    const model = gaussian({ mean: [1e4, -300], covariance: [[1e4, 9e3], [9e3, 1e4]] }); // prettier-ignore
    const n = 400;
    const rows = await impute(model, [1e4 + 200, NaN], { copies: n, seed: 1 });
    const std = 100 * Math.sqrt(1 - 0.81);
    // Its bias is below 0.03 of the conditional deviation
    expect(Math.abs(columnMean(rows, 2, 1) - (-300 + 180))).toBeLessThan(std * (4 / Math.sqrt(n) + 0.03));
  });
});
