import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decode, encode } from "../../../src/density/latent.ts";
import { logDensity } from "../../../src/density/log-density.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { guided } from "../../../src/models/conditioning/guided.ts";
import { withConditions } from "../../../src/models/conditioning/with-conditions.ts";
import { withLabels } from "../../../src/models/conditioning/with-labels.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../../src/models/network.ts";
import { geometricSigmas } from "../../../src/noise/ladders.ts";
import { impute } from "../../../src/sampling/impute.ts";
import { train } from "../../../src/training/train.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { testData } from "../../reference/gradient-check.ts";
import { start as startRows } from "../../reference/langevin.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import { everySampler } from "./every-sampler.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

/** Two classes, N(1, ¼) and N(−1, ¼), and the rows of the first: its score is ∇ ln p_σ(x) + ∇ ln p_σ(class | x). */
const both = gaussianMixture({ weights: [0.5, 0.5], means: [[1], [-1]], variance: [0.25, 0.25] });
const guidedClass = guided(both, (x, sigma) => {
  const variance = 0.25 + sigma * sigma;
  return x.map((value) => 2 / variance / (1 + Math.exp((2 * value) / variance)));
});
const exactClass = gaussian({ mean: [1], variance: 0.25 });
/** The class's score and, as the guided one has them, the moments of all rows. */
const stated: ScoreModel = { dim: 1, mean: [0], variance: [1.25], score: (x, sigma) => exactClass.score(x, sigma) };

describe.each([2.83, 5, 10])("a class N(1, ¼) of rows whose mean is 0, σ_max %f", (sigmaMax) => {
  const sigmas = geometricSigmas({ sigmaMax, sigmaMin: 0.05, count: 16 });

  test.each(everySampler)("%s: row by row as from 1 + √(¼ + σ²)·z, within 0.002", async (name, sampler) => {
    const how = { count: 200, seed: 1, engine };
    const first = /^langevin\b/.test(name) ? 0.05 : sigmaMax; // at its one level
    const z = startRows(1, { ...how, dim: 1, stepsPerSigma: 0, stepSize: 0 });
    const start = z.map((value) => 1 + Math.sqrt(0.25 + first * first) * value);
    const expected = await sampler(stated, sigmas, { ...how, start });
    (await sampler(guidedClass, sigmas, how)).forEach((value, k) =>
      expect(Math.abs(value - expected[k]), `row ${k}`).toBeLessThan(0.002),
    );
  });

  test("codes of the class's rows are (row − 1)/√(¼ + σ_min²), and come back", async () => {
    const ends = { sigmaMax, sigmaMin: 0.01 };
    const rows = Float64Array.of(1, 0.5, 2, -0.5);
    const codes = await encode(guidedClass, rows, ends);
    codes.forEach((code, k) => expect(Math.abs(code - (rows[k] - 1) / Math.sqrt(0.2501))).toBeLessThan(2e-4));
    (await decode(guidedClass, codes, ends)).forEach((row, k) => expect(Math.abs(row - rows[k])).toBeLessThan(2e-4));
  });

  test("log-densities are the class's within 5e-4 nats", async () => {
    const rows = Float64Array.of(1, 0.5, 2, -0.5);
    const exact = exactClass.logDensity(rows, 0.01);
    const { logDensity: found } = await logDensity(guidedClass, rows, { sigmaMax, sigmaMin: 0.01 });
    found.forEach((value, k) => expect(Math.abs(value - exact[k])).toBeLessThan(5e-4));
  });
});

describe("a network given labels", () => {
  const { sigmaMax, sigmaMin } = { sigmaMax: 2.83, sigmaMin: 0.02 };
  const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: 24 });
  let network: ScoreNetwork;
  beforeAll(async () => {
    network = createScoreNetwork(engine, { dim: 2, hidden: [32, 32], classes: 2, coordinateFrequencies: 0, seed: 1 });
    // Columns of mean 0 and deviation 1: class 0 N((−.9, 0), .19), class 1 N((.9, 0), .19) in the first, N(0, 1) in the second
    const labels = Array.from({ length: 8000 }, (_, k) => k % 2);
    const noise = testData(16000, 4);
    const data = noise.map((z, k) => (k % 2 === 0 ? 1.8 * labels[k / 2] - 0.9 + Math.sqrt(0.19) * z : z));
    await train(network, data, { sigmas, steps: 1500, batchSize: 256, learningRate: 5e-3, labels, labelDropout: 0.1, seed: 1 }); // prettier-ignore
  }, 60_000);

  const firstColumn = (rows: Float64Array, of: (k: number) => boolean): { mean: number; std: number } => {
    const values = rows.filter((_, i) => i % 2 === 0).filter((_, k) => of(k));
    const mean = values.reduce((a, b) => a + b) / values.length;
    return { mean, std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
  };

  test("labels of each row: class means ±.9 and deviations .436 to the network's .05, where the model's mean gives ±.75", async () => {
    const count = 4000; // 4 standard errors of a class's mean: 4·.436/√2000 = .039
    const labels = Array.from({ length: count }, (_, k) => ((k * k) % 3) % 2);
    const rows = await everySampler.find(([name]) => name === "heunOde")![1](withLabels(network, labels), sigmas, {
      count,
    });
    for (const label of [0, 1]) {
      const { mean, std } = firstColumn(rows, (k) => labels[k] === label);
      expect(Math.abs(mean - (1.8 * label - 0.9)), `mean of class ${label}`).toBeLessThan(0.05);
      expect(Math.abs(std - Math.sqrt(0.19)), `deviation of class ${label}`).toBeLessThan(0.05);
    }
  });

  test("label −1 for all is the network alone, bit for bit", async () => {
    const how = { count: 50, seed: 2 };
    for (const [, sampler] of everySampler)
      expect(await sampler(withLabels(network, -1), sigmas, how)).toEqual(await sampler(network, sigmas, how));
  });

  test("codes of a class's rows have mean 0 and deviation 1 in each column, to .1", async () => {
    const z = testData(2000, 5);
    const rows = z.map((value, k) => (k % 2 === 0 ? 0.9 + Math.sqrt(0.19) * value : value));
    const codes = await encode(withLabels(network, 1), rows, { sigmaMax, sigmaMin });
    for (const column of [0, 1]) {
      const { mean, std } = firstColumn(codes.subarray(column), () => true);
      expect(Math.abs(mean)).toBeLessThan(0.1);
      expect(Math.abs(std - 1)).toBeLessThan(0.1);
    }
  });

  test("each copy of a row with gaps starts at its own row's label: the same for labels in any company", async () => {
    const rows = [NaN, 0.3, NaN, -1, NaN, 2];
    const how = { sigmas: [2.83, 0.5, 0.02], resamples: 2, copies: 2, seed: 1 };
    const all = await impute(withLabels(network, [0, 1, -1]), rows, how);
    for (const [k, label] of [0, 1, -1].entries()) {
      const alone = await impute(withLabels(network, label), rows.slice(2 * k, 2 * k + 2), { ...how, offset: k });
      expect(alone).toEqual(all.slice(4 * k, 4 * k + 4));
    }
  });
});

describe("a network given numbers", () => {
  const [sigmaMax, sigmaMin] = [2.83, 0.02];
  const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: 24 });
  let network: ScoreNetwork;
  beforeAll(async () => {
    network = createScoreNetwork(engine, {
      dim: 1,
      hidden: [32, 32],
      conditions: 1,
      coordinateFrequencies: 0,
      seed: 1,
    });
    // y = .9·c + √.19·z, c ~ N(0, 1): of mean 0 and deviation 1
    const z = testData(12000, 7);
    const conditions = Array.from(
      z.filter((_, k) => k % 2 === 0),
      (c) => [c],
    );
    const data = conditions.map(([c], k) => [0.9 * c + Math.sqrt(0.19) * z[2 * k + 1]]);
    await train(network, data, { sigmas, steps: 1500, batchSize: 256, learningRate: 5e-3, conditions, seed: 1 });
  }, 60_000);

  const momentsOf = (values: Float64Array): { mean: number; std: number } => {
    const mean = values.reduce((a, b) => a + b) / values.length;
    return { mean, std: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
  };

  // 4 standard errors of 4000 rows: .028 and .02; a start at the model's mean leaves .3 of 1.35 and .8
  test.each([-1.5, 0, 1.5])("given %f: mean .9·c to .06 and deviation √.19 to .05, by an ODE", async (c) => {
    const rows = await heunOde(withConditions(network, [c]), sigmas, { count: 4000 });
    const { mean, std } = momentsOf(rows);
    expect(Math.abs(mean - 0.9 * c)).toBeLessThan(0.06);
    expect(Math.abs(std - Math.sqrt(0.19))).toBeLessThan(0.05);
  });

  test("3000 different conditions: residuals of the same moments, codes of mean 0 and deviation 1", async () => {
    const conditions = Array.from({ length: 3000 }, (_, k) => [3 * Math.sin(k) ** 3]);
    const model = withConditions(network, conditions);
    const rows = await heunOde(model, sigmas, { count: 3000 });
    const { mean, std } = momentsOf(rows.map((y, k) => y - 0.9 * conditions[k][0]));
    expect(Math.abs(mean)).toBeLessThan(0.06);
    expect(Math.abs(std - Math.sqrt(0.19))).toBeLessThan(0.05);
    const codes = momentsOf(await encode(model, rows, { sigmaMax, sigmaMin }));
    expect(Math.abs(codes.mean)).toBeLessThan(0.08);
    expect(Math.abs(codes.std - 1)).toBeLessThan(0.06);
  });
});
