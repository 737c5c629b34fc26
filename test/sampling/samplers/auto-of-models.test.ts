import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import type { SamplerOptions } from "../../../src/sampling/chain/options.ts";
import type { Sampler } from "../../../src/sampling/chain/sampler.ts";
import { samplers, type SamplerName } from "../../../src/sampling/samplers/registry.ts";
import { columnMean, fourErrors } from "../../kit/statistics.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const [mean, variance] = [[50, -20], [100, 400]]; // prettier-ignore
const models: Record<string, ScoreModel & { mean: ArrayLike<number>; variance: ArrayLike<number> }> = {
  "a normal distribution": gaussian({ mean: [3, -1], covariance: [[1, 0.8], [0.8, 2]] }), // prettier-ignore
  "a mixture far from 0 and of large scale": gaussianMixture({
    weights: [0.3, 0.7],
    means: [[1e4, -200], [1e4 + 300, 100]], // prettier-ignore
    variance: [1e4, 2500],
  }),
  "a score with mean and variance": {
    ...{ dim: 2, mean, variance },
    score: (x, sigma) => Float64Array.from(x, (v, k) => (mean[k % 2] - v) / (variance[k % 2] + sigma * sigma)),
  },
};

/** What the default number of steps leaves of a deviation, beside chance: few steps of noise take some away. */
const discretization: Partial<Record<SamplerName, number>> = {
  ancestral: 0.04,
  consistentAnnealed: 0.03,
  ddim: 0.025,
  eulerOde: 0.025,
  heunOde: 0.025,
  predictorCorrector: 0.03,
  reverseSde: 0.01,
  dpmSolverPlusPlus: 0.015,
};

// One σ does not carry rows between modes
const exact = (Object.keys(samplers) as SamplerName[]).filter((name) => name !== "langevin");

describe.each(Object.entries(models))('"auto" of %s', (_, model) => {
  test.each(exact)("%s: mean and deviation within 4 standard errors and what its steps leave", async (name) => {
    const n = 1500;
    const sampler = samplers[name] as unknown as Sampler<SamplerOptions, "auto">;
    const rows = await sampler(model, "auto", { engine, count: n, seed: 1 });
    for (const c of [0, 1]) {
      const std = Math.sqrt(model.variance[c]);
      const average = columnMean(rows, 2, c);
      expect(Math.abs(average - model.mean[c])).toBeLessThan((4 * std) / Math.sqrt(n) + 0.005 * std);
      const column = rows.filter((_, k) => k % 2 === c);
      const measured = Math.sqrt(column.reduce((sum, x) => sum + (x - average) ** 2, 0) / n);
      expect(Math.abs(measured - std)).toBeLessThan(fourErrors(std, n) + (discretization[name] ?? 0.01) * std);
    }
  });
});
