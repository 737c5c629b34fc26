import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logDensity } from "../../src/density/log-density.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { loadModel } from "../../src/files/load-model.ts";
import { saveModel } from "../../src/files/save-model.ts";
import { withConditions } from "../../src/models/conditioning/with-conditions.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { geometricSigmas } from "../../src/noise/ladders.ts";
import { ladderQuantiles } from "../../src/recipe/noise-distribution.ts";
import { thetaAdams } from "../../src/sampling/samplers/theta-adams.ts";
import type { TrainOptions } from "../../src/training/options.ts";
import { train } from "../../src/training/train.ts";
import { checkBatch } from "../kit/check-batch.ts";
import { flatten, twin } from "../kit/network-twin.ts";
import { drawDropped, drawRows } from "../reference/dsm.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const ladder = [12, 3.3, 1, 0.21, 0.02];

describe("a batch's loss to 1e-5 and gradients to 1e-4 are the reference's with conditions, dropped where it drops them", () => {
  test.each([0, 0.3, 1])("conditionDropout %f", async (share) => {
    const rows = 23;
    const data = Float32Array.from(testData(rows * 2, 3));
    const conditions = Float32Array.from(testData(rows * 3, 4));
    conditions.fill(NaN, 6, 9);
    for (const batch of [1, 33, 100]) {
      const seed = 2 ** 40 + batch;
      const { network, reference } = twin(
        engine,
        { dim: 2, hidden: [13, 13], conditions: 3, conditionFrequencies: 2, maxConditionFrequency: 5 },
        true,
      );
      const options = { data, conditions, labelDropout: share, batchSize: batch, weighting: "edm" } as const;
      const trainer = new Trainer(network.mlp, { ...options, sigmas: ladderQuantiles(ladder), seed });
      for (const step of [1, 2, 77]) {
        const draw = { seed, step, batch };
        const drawn = drawRows(rows, draw);
        const dropped = drawDropped(share, draw);
        const given = Array.from(drawn.row).flatMap((r, b) =>
          dropped[b] ? [NaN, NaN, NaN] : [...conditions.subarray(3 * r, 3 * r + 3)],
        );
        await checkBatch(trainer, reference, { data, ladder, draw, drawn, conditions: given });
      }
      trainer.dispose();
      network.dispose();
    }
  });
});

/** y = A·c + b + noise of these deviations, c ~ N((50, −2), diag(10, .1)²): what is known of it is exact. */
const A = [[0.3, 4], [-0.2, 6]]; // prettier-ignore
const [OFFSET, NOISE] = [[7, -1000], [1.5, 0.8]]; // prettier-ignore
const center = [50, -2];
const spread = [10, 0.1];
const meanOf = (c: readonly number[]): number[] => OFFSET.map((b, j) => b + A[j][0] * c[0] + A[j][1] * c[1]);

describe("a linear regression with normal noise", () => {
  let network: ScoreNetwork;
  const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.02, count: 40 });

  beforeAll(async () => {
    const rows = 6000;
    const z = testData(4 * rows, 5);
    const conditions = Array.from({ length: rows }, (_, r) => center.map((m, c) => m + spread[c] * z[4 * r + c]));
    const data = conditions.map((c, r) => meanOf(c).map((m, j) => m + NOISE[j] * z[4 * r + 2 + j]));
    network = createScoreNetwork(engine, {
      dim: 2,
      hidden: [48, 48],
      conditions: 2,
      coordinateFrequencies: 0,
      seed: 1,
    });
    const settings = { sigmas, steps: 2500, batchSize: 256, learningRate: 4e-3, conditionDropout: 0.2, seed: 1 };
    await train(network, data, { ...settings, conditions });
  }, 60_000);

  const momentsOf = (rows: Float64Array, j: number): { mean: number; std: number } => {
    const values = rows.filter((_, k) => k % 2 === j);
    const mean = values.reduce((a, b) => a + b) / values.length;
    return { mean, std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
  };

  // 4 standard errors of 3000 rows are .073 and .052 of a deviation, and .05 are the network's
  const count = 3000;
  test.each([
    [50, -2],
    [62, -2.1],
    [38, -1.85],
  ])("given (%f, %f): exact mean and deviation to .12 deviations", async (...c) => {
    // prettier-ignore
    const rows = await thetaAdams(withConditions(network, c), "auto", { count, seed: 2 });
    for (const j of [0, 1]) {
      const { mean, std } = momentsOf(rows, j);
      expect(Math.abs(mean - meanOf(c)[j])).toBeLessThan(0.12 * NOISE[j]);
      expect(Math.abs(std / NOISE[j] - 1)).toBeLessThan(0.1);
    }
  });

  test("conditions of each row: residuals of mean 0 and the noise's deviation", async () => {
    const z = testData(2 * count, 6);
    const conditions = Array.from({ length: count }, (_, r) => center.map((m, c) => m + spread[c] * z[2 * r + c]));
    const rows = await thetaAdams(withConditions(network, conditions), "auto", { count, seed: 3 });
    const residuals = rows.map((value, k) => value - meanOf(conditions[k >> 1])[k & 1]);
    for (const j of [0, 1]) {
      const { mean, std } = momentsOf(residuals, j);
      expect(Math.abs(mean)).toBeLessThan(0.12 * NOISE[j]);
      expect(Math.abs(std / NOISE[j] - 1)).toBeLessThan(0.1);
    }
  });

  test("without conditions, or given none: the marginal law of all rows", async () => {
    const free = await thetaAdams(network, "auto", { count, seed: 4 });
    const none = await thetaAdams(withConditions(network, [NaN, NaN]), "auto", { count, seed: 4 });
    expect(none).toEqual(free);
    for (const j of [0, 1]) {
      const exact = Math.hypot(NOISE[j], A[j][0] * spread[0], A[j][1] * spread[1]);
      const { mean, std } = momentsOf(free, j);
      expect(Math.abs(mean - meanOf(center)[j])).toBeLessThan(0.15 * exact);
      expect(Math.abs(std / exact - 1)).toBeLessThan(0.1);
    }
  });

  test("log-densities given conditions are the normal law's to .05 nats in the mean, and each row's own", async () => {
    const conditions = [[50, -2], [60, -2.1], [45, -1.9], [50, -2]]; // prettier-ignore
    const rows = conditions.map((c, r) => meanOf(c).map((m, j) => m + NOISE[j] * [0, 1, -0.5, 1.2][r]));
    const { logDensity: found } = await logDensity(withConditions(network, conditions), rows);
    const errors = Array.from(found, (value, r) => {
      const z = [0, 1, -0.5, 1.2][r];
      return value - (-z * z - Math.log(2 * Math.PI * NOISE[0] * NOISE[1]));
    });
    for (const error of errors) expect(Math.abs(error)).toBeLessThan(0.15);
    expect(Math.abs(errors.reduce((a, b) => a + b) / 4)).toBeLessThan(0.05);
    for (const r of [0, 1, 3]) {
      const alone = await logDensity(withConditions(network, conditions[r]), rows[r]);
      expect(alone.logDensity[0]).toBe(found[r]);
    }
  });
});

describe("resuming and files", () => {
  const data = testData(100, 6);
  const conditions = Array.from({ length: 50 }, (_, k) => (k % 7 === 3 ? [NaN, NaN] : [1000 + k, Math.sin(k)]));
  const options = { sigmas: ladder, steps: 20, batchSize: 16, conditions, conditionDropout: 0.4 };
  const make = (): ScoreNetwork => createScoreNetwork(engine, { dim: 2, hidden: [9], conditions: 2 });
  const trainTo = async (network: ScoreNetwork, until: number): Promise<ScoreNetwork> => {
    for await (const { step } of train(network, data, options)) if (step === until) break;
    return network;
  };

  test("resumed with its conditions, in place or from a file: the bits of an uninterrupted run", async () => {
    const expected = saveModel(await trainTo(make(), 20));
    const half = await trainTo(make(), 7);
    const loaded = loadModel(engine, saveModel(half));
    expect(loaded.conditions).toBe(2);
    for (const network of [half, loaded]) {
      await train(network, data, { resume: true, conditions });
      expect(saveModel(network)).toEqual(expected);
    }
    const x = Float32Array.from(data);
    expect(loaded.conditionEncoding).not.toBe(half.conditionEncoding);
    expect(withConditions(loaded, conditions).score(x, 0.5)).toEqual(withConditions(half, conditions).score(x, 0.5));
    expect(withConditions(loaded, conditions).score(x, 0.5)).not.toEqual(loaded.score(x, 0.5));
  });

  test("means and deviations are those of rows that have conditions", async () => {
    const { conditionEncoding } = await trainTo(make(), 1);
    const given = conditions.filter(([value]) => !Number.isNaN(value));
    for (const c of [0, 1]) {
      const mean = given.reduce((sum, row) => sum + row[c], 0) / given.length;
      const variance = given.reduce((sum, row) => sum + (row[c] - mean) ** 2, 0) / given.length;
      expect(conditionEncoding!.parameters.mean[c]).toBeCloseTo(mean, 9);
      expect(conditionEncoding!.parameters.std[c]).toBeCloseTo(Math.sqrt(variance), 9);
    }
  });

  test("an untrained network's file keeps its conditions as they are", () => {
    const network = make();
    const loaded = loadModel(engine, saveModel(network));
    expect(loaded.options).toEqual(network.options);
    expect(loaded.conditionEncoding!.kind).toBe("identity");
  });

  test("with other conditions it is refused", async () => {
    const half = await trainTo(make(), 7);
    const other = conditions.with(3, [1, 1]);
    expect(() => train(half, data, { resume: true, conditions: other })).toThrow("the data this training began");
    expect(() => train(half, data, { resume: true })).toThrow("train: expected conditions, 2 numbers for each row");
    await expect(train(half, data, { resume: true, conditions })).resolves.toMatchObject({ steps: 20 });
  });

  test("validation has conditions of its own; no others than what rows are given are read", async () => {
    const learn = async (given: Partial<TrainOptions>) => {
      const network = make();
      const how = { ...options, validation: data, validateEvery: 5, ...given };
      const { validationLoss } = await train(network, data, how);
      return [validationLoss, flatten(network.parameters("current"))];
    };
    const [loss, weights] = await learn({ validationConditions: conditions });
    const [other, same] = await learn({ validationConditions: [...conditions].reverse() });
    expect(same).toEqual(weights);
    expect(other).not.toBe(loss);
    const none = conditions.map(() => [NaN, NaN]);
    // All dropped is none, whatever they are
    const [dropped] = await learn({ conditionDropout: 1, validationConditions: none });
    const [changed] = await learn({
      conditionDropout: 1,
      validationConditions: none,
      conditions: [...conditions].reverse(),
    });
    expect(dropped).toBe(changed);
  });

  test("what does not fit is refused by name, at the call", () => {
    const begin =
      (given: object, network = make()) =>
      () =>
        train(network, data, { ...options, ...given });
    expect(begin({ conditions: undefined })).toThrow(
      "train: expected conditions, 2 numbers for each row, as the network has conditions, got undefined",
    );
    expect(begin({ conditions: conditions.slice(1) })).toThrow("train: expected conditions for 50 rows, got 49");
    expect(begin({ conditions: conditions.with(3, [1, NaN]) })).toThrow("conditions that are all numbers or all NaN");
    expect(begin({ conditions: conditions.map(() => [NaN, NaN]) })).toThrow("conditions of at least one row");
    expect(begin({ validation: data })).toThrow("validationConditions, 2 numbers for each row");
    expect(begin({ validationConditions: conditions })).toThrow("validation, which validationConditions belong to");
    expect(begin({ coupling: "optimal-transport" })).toThrow("coupling independent beside conditions");
    expect(begin({ referenceRows: 8 })).toThrow("referenceRows 1 beside conditions");
    expect(begin({ conditionDropout: 2 })).toThrow("conditionDropout");
    const plain = createScoreNetwork(engine, { dim: 2, hidden: [9] });
    expect(begin({ conditionDropout: 0 }, plain)).toThrow("no conditions, as the network has no conditions");
    expect(begin({ conditions: undefined }, plain)).toThrow("conditionDropout 0 for a network without conditions");
  });
});
