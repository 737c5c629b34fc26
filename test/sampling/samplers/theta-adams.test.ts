import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { flowSigmas } from "../../../src/noise/flow-sigmas.ts";
import { geometricSigmas, karrasSigmas } from "../../../src/noise/ladders.ts";
import { dpmSolverPlusPlus } from "../../../src/sampling/samplers/dpm-solver.ts";
import { thetaAdams } from "../../../src/sampling/samplers/theta-adams.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

/** Rows whose roundings differ. */
const rows = Float64Array.from({ length: 64 }, (_, k) => (k % 2 ? 1 : -1) * (0.5 + k / 63));

/** Relative error of the deviation of N(0, s₀²) data, from its own deviation at σ_max; the model does not tell it. */
async function stdError(
  sampler: typeof thetaAdams | typeof dpmSolverPlusPlus,
  s0: number,
  sigmas: ArrayLike<number>,
  options = {},
): Promise<number> {
  const score = (x: Float32Array, sigma: number) => Float64Array.from(x, (v) => -v / (s0 * s0 + sigma * sigma));
  const scale = Math.hypot(s0, sigmas[0]);
  const start = rows.map((x) => scale * x);
  const samples = await sampler({ dim: 1, score }, sigmas, { engine, count: rows.length, start, ...options });
  return rows.reduce((sum, x, k) => sum + samples[k] / x, 0) / rows.length / s0 - 1;
}

describe("relative error of the final deviation, data N(0, s₀²), 80 → 0 in equal steps of σ/(1 + σ), to 1 % of it", () => {
  const sampler = { AB1: thetaAdams, AB2: thetaAdams, "DPM++ 2M": dpmSolverPlusPlus };
  const options = { AB1: { order: 1 }, AB2: {}, "DPM++ 2M": {} };
  test.each([
    ["AB1", 0.5, [-0.00607, -0.01369, -0.0096, -0.0055, -0.00293]],
    ["AB2", 0.5, [-0.15122, -0.04817, -0.01325, -0.00343, -0.00087]],
    ["AB2", 0.1, [-0.74614, -0.37114, -0.13298, -0.03896, -0.0103]],
    ["DPM++ 2M", 0.5, [-0.24739, -0.03098, 0.01164, 0.00671, 0.00231]],
  ] as const)("%s, s₀ = %f", async (rule, s0, table) => {
    for (const [k, entry] of table.entries()) {
      const sigmas = flowSigmas({ count: 4 << k, sigmaMax: 80 });
      const error = await stdError(sampler[rule], s0, sigmas, options[rule]);
      expect(Math.abs(error - entry)).toBeLessThan(0.01 * Math.abs(entry));
    }
  });
});

/**
 * What f32 leaves on data for which F is 0, in units of 2⁻²⁴ of a row: score, coefficients, products and sum leave 5 of
 * tan θ in F, which a step takes |h|(1 + 2|r|) times; the step itself rounds 6 times, the shift by the mean as often.
 */
function roundings(ladder: readonly number[]): number {
  const angles = [...ladder, 0].map(Math.atan);
  return ladder.reduce((sum, tan, i) => {
    const h = angles[i + 1] - angles[i];
    const r = i === 0 ? 0 : h / (2 * (angles[i] - angles[i - 1]));
    const before = i === 0 ? 0 : 2 * Math.abs(r) * ladder[i - 1];
    return sum + 5 * Math.abs(h) * ((1 + r) * tan + before) + 12;
  }, 0);
}

describe("exact but for roundings where F is 0, whatever the ladder", () => {
  const ladders = {
    "1 step": [80],
    "3 of the flow's": flowSigmas({ count: 3, sigmaMax: 80 }),
    "10 of Karras's": karrasSigmas({ sigmaMax: 80, sigmaMin: 0.002, count: 10 }),
    "50 geometric": geometricSigmas({ sigmaMax: 5, sigmaMin: 0.01, count: 50 }),
    "7 uneven": [80, 79, 3, 2.9, 0.1, 0.0999, 1e-6],
  };
  test.each(Object.entries(ladders))("N(0, 1): %s", async (_, sigmas) => {
    for (const order of [1, 2])
      expect(Math.abs(await stdError(thetaAdams, 1, sigmas, { order }))).toBeLessThan(roundings([...sigmas]) / 2 ** 24);
  });

  test.each(Object.entries(ladders))("N(m, s²I) that tells its moments, in its own units: %s", async (_, sigmas) => {
    for (const [mean, s] of [
      [1e4, 100],
      [-3, 0.01],
      [0, 1e6],
    ]) {
      // prettier-ignore
      const own = Array.from(sigmas, (sigma) => sigma * s);
      const scale = s * Math.hypot(1, sigmas[0]);
      const start = rows.map((x) => mean + scale * x);
      const model = gaussian({ mean: [mean], std: s });
      const samples = await thetaAdams(model, own, { engine, count: rows.length, start });
      const size = Math.abs(mean) + 2 * scale;
      for (const [k, x] of rows.entries())
        expect(Math.abs(samples[k] - mean - s * x)).toBeLessThan((roundings([...sigmas]) / 2 ** 24) * size);
    }
  });
});

test("equal rows come out as they are: a deviation of 0 is no scale", async () => {
  const model: ScoreModel = { dim: 2, mean: [3, -7], variance: [0, 0], score: (x, sigma) => x.map((v, k) => ((k % 2 ? -7 : 3) - v) / sigma ** 2) }; // prettier-ignore
  const samples = await thetaAdams(model, [5, 1, 0.2], { engine, count: 20 });
  samples.forEach((x, k) => expect(Math.abs(x - (k % 2 ? -7 : 3))).toBeLessThan(1e-3));
});

test("orders other than 1 and 2 are refused", () => {
  for (const order of [0, 3, 1.5])
    expect(() => thetaAdams(gaussian({ mean: [0], std: 1 }), [1], { engine, count: 1, order })).toThrow(
      `thetaAdams: expected order an integer from 1 to 2, got ${order}`,
    );
});
