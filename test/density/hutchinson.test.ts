import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logDensity } from "../../src/density/log-density.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import { twin } from "../kit/network-twin.ts";
import { standard } from "../kit/standard.ts";
import { testData } from "../reference/gradient-check.ts";
import { plain, sixteen } from "./sixteen-columns.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
/** Standard error of the mean. */
const standardError = (values: ArrayLike<number>) =>
  Math.sqrt(mean(Array.from(values, (v) => (v - mean(values)) ** 2)) / (values.length - 1));

/** Three clusters in 16 dimensions, of deviations .3 to 1. */
describe("hutchinson", () => {
  test("unbiased: the mean of 300 rows' probes within 4 standard errors of the exact trace", async () => {
    const { network: five } = twin(engine, { dim: 5, hidden: [24, 24], coordinateFrequencies: 0 }, true);
    const ends = { sigmaMax: 20, sigmaMin: 0.1 };
    for (const [model, options] of [
      [five, ends],
      [plain(sixteen), { ...ends, tolerance: 1e-4 }],
    ] as const) {
      const count = model === five ? 300 : 30;
      const row = testData(model.dim, 5);
      const rows = Array.from({ length: count }, () => row);
      const exact = (await logDensity(model === five ? five : sixteen, [row], options)).logDensity[0];
      const one = (await logDensity(model, rows, { ...options, trace: "hutchinson", seed: 1 })).logDensity;
      const error = standardError(one);
      expect(error).toBeGreaterThan(1e-3);
      expect(Math.abs(mean(one) - exact)).toBeLessThan(4 * error);
      if (model !== five) continue;
      const eight = (await logDensity(model, rows, { ...options, trace: "hutchinson", probes: 8 })).logDensity;
      expect(Math.abs(mean(eight) - exact)).toBeLessThan(4 * standardError(eight));
      // √8 = 2.83 to 4 standard errors of two deviations, (4/√600)·√2 of it
      expect(Math.abs(error / standardError(eight) / Math.sqrt(8) - 1)).toBeLessThan(0.23);
    }
    five.dispose();
  });

  test("a row keeps its probe all along its path", async () => {
    const calls: Float32Array[] = [];
    const model: ScoreModel = {
      ...standard(4),
      score: (x, sigma) => (calls.push(x), x.map((v) => -v / (1 + sigma * sigma))),
    };
    const seen = new Map<number, string>();
    for (const seed of [1, 2, 3]) {
      calls.length = 0;
      await logDensity(model, [1, 2, 3, 4], { sigmaMax: 9, sigmaMin: 0.1, trace: "hutchinson", seed });
      // The score at x, then at x + h·v, x − h·v, x + 2h·v and x − 2h·v together; at the end those of the prior's law
      const signs = calls
        .slice(0, -6)
        .flatMap((x, i) => (i % 2 ? [calls[i - 1].map((v, d) => Math.sign(x[d] - v)).join()] : []));
      expect(signs.length).toBeGreaterThan(30);
      expect(new Set(signs).size).toBe(1);
      seen.set(seed, signs[0]);
    }
    expect(new Set(seen.values()).size).toBeGreaterThan(1);
  });

  test("is the default beyond 64 columns where the divergence is not known", async () => {
    const calls = { wide: 0, narrow: 0 };
    const of = (dim: number, name: keyof typeof calls): ScoreModel => ({
      ...standard(dim),
      score: (x) => (calls[name]++, x.map(() => 0)),
    });
    const ends = { sigmaMax: 2, sigmaMin: 1 };
    const ofPrior = 6; // three for the law's nodes, three for the row
    const { evaluations } = await logDensity(of(65, "wide"), new Float32Array(65), ends);
    expect(calls.wide - ofPrior).toBe(2 * evaluations[0]);
    await logDensity(of(64, "narrow"), new Float32Array(64), ends);
    expect(calls.narrow - ofPrior).toBe(65 * evaluations[0]);
  });
});
