import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simplexCode } from "../../src/data/codes/simplex-code.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { categoricalMixture } from "../../src/models/exact/categorical-mixture.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import { impute, type ImputeOptions } from "../../src/sampling/impute.ts";
import { hashOf } from "../kit/hash-of.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

describe("which method", () => {
  const law = gaussian({
    mean: [0, 0],
    covariance: [
      [1, 0.5],
      [0.5, 1],
    ],
  });
  const of = async (model: ScoreModel, options: ImputeOptions = {}) => {
    const row = new Float64Array(model.dim).fill(0.5).fill(NaN, model.dim - 1);
    return hashOf(await impute(model, row, { copies: 2, seed: 1, engine, ...options }));
  };

  test("twisted SMC by default; RePaint where its options are given", async () => {
    expect(await of(law)).toBe(await of(law, { method: "smc", evaluations: 40, particles: 16 }));
    expect(await of(law)).not.toBe(await of(law, { method: "repaint" }));
    const own = { sigmas: [3, 1, 0.3], resamples: 2 };
    expect(await of(law, own)).toBe(await of(law, { ...own, method: "repaint" }));
  });

  test("RePaint for categories without masks, and for more than 32 columns", async () => {
    const levels = categoricalMixture({ weights: [1], tables: [[[0.5, 0.5]], [[0.2, 0.8]]] });
    const wide = gaussian({ mean: new Float64Array(33), variance: 1 });
    const shape = { dim: 2, categories: [simplexCode([0.5, 0.5])], hidden: [8] };
    const parameters = createScoreNetwork(engine, shape)
      .parameters()
      .map(({ weight, bias }, l) => ({
        weight: Float32Array.from(testData(weight.length, l), (z) => z / 10),
        bias,
      }));
    const network = createScoreNetwork(engine, { ...shape, parameters });
    const ends = { sigmas: [3, 1], resamples: 1 };
    for (const model of [levels, wide]) expect(await of(model)).toBe(await of(model, { method: "repaint" }));
    expect(await of(network, ends)).toBe(await of(network, { ...ends, method: "repaint" }));
    expect(await of(wide, { method: "smc", evaluations: 3, particles: 2 })).not.toBe(await of(wide));
  });

  test.each([
    [{ method: "smc", resamples: 2 }, 'no resamples with method "smc", got 2'],
    [{ method: "repaint", particles: 2 }, 'no particles with method "repaint", got 2'],
    [{ evaluations: 10, resamples: 2 }, 'no evaluations with method "repaint", got 10'],
    [{ method: "masks" }, 'a network with masks for method "masks"'],
    [{ particles: 0 }, "particles"],
  ])("%j is refused", (options, message) => {
    expect(() => impute(law, [1, NaN], options as ImputeOptions)).toThrow(message);
  });
});
