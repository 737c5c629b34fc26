import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simplexCode } from "../../src/data/codes/simplex-code.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { categoricalMixture } from "../../src/models/exact/categorical-mixture.ts";
import { withKnown } from "../../src/models/conditioning/with-known.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import { impute, type ImputeOptions } from "../../src/sampling/impute.ts";
import { ancestral } from "../../src/sampling/samplers/ancestral.ts";
import { annealedLangevin } from "../../src/sampling/samplers/annealed-langevin.ts";
import { train } from "../../src/training/train.ts";
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
    ["numbers alone: annealedLangevin with 40", [], annealedLangevin, undefined],
    ["numbers alone: annealedLangevin with 10", [], annealedLangevin, 10],
    ["numbers alone: ancestral with 9", [], ancestral, 9],
    ["categories: ancestral with 40", [simplexCode([0.5, 0.5])], ancestral, undefined],
  ] as const)("masks, %s evaluations", async (_, categories, sampler, evaluations) => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [8], masks: true, categories, seed: 1 });
    const codes = simplexCode([0.5, 0.5]).codes;
    const rows = Array.from({ length: 64 }, (_row, k) => [Math.cos(k), codes[k % 2]]);
    await train(network, rows, { sigmas: [3, 0.1], steps: 3, batchSize: 16, encoding: "identity", seed: 1 });
    const given = [NaN, codes[1]];
    const drawn = await sampler(withKnown(network, [...given, ...given]), "auto", {
      count: 2,
      evaluations: evaluations ?? 40,
      seed: 7,
    });
    const filled = await impute(network, given, { copies: 2, evaluations, seed: 7 });
    expect([filled[0], filled[2]]).toEqual([drawn[0], drawn[2]]);
    network.dispose();
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
