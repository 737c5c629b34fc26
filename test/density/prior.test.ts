import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logDensity } from "../../src/density/log-density.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { withLabels } from "../../src/models/conditioning/with-labels.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import { gaussianMixture } from "../../src/models/exact/gaussian-mixture.ts";
import type { ExactModel, ScoreModel } from "../../src/models/score-model.ts";
import { trainFlow } from "../../src/training/train-flow.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import { twin } from "../kit/network-twin.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

/** A score and nothing else; its divergence saves time. */
const own = ({ dim, score, divergence }: ExactModel): ScoreModel => ({ dim, score, divergence });

const quantile = (values: ArrayLike<number>, q: number): number =>
  Array.from(values).sort((a, b) => a - b)[Math.floor(q * (values.length - 1))];

// Rows 12 deviations apart, and a Gaussian whose columns the prior takes for independent
const cases: Record<string, ExactModel> = {
  "two modes in 1-D": gaussianMixture({ weights: [0.8, 0.2], means: [[0], [12]], variance: [1, 1] }),
  "three modes in 3-D": gaussianMixture({
    weights: [0.5, 0.3, 0.2],
    means: [
      [0, 0, 0],
      [12, 0, 5],
      [0, 12, -7],
    ],
    variance: [1, 1, 1],
  }),
  "correlated columns": gaussian({
    mean: [1, 2, 3],
    covariance: [
      [9, 8, 7],
      [8, 9, 8],
      [7, 8, 9],
    ],
  }),
};

describe.each(Object.entries(cases))("the error of %s", (_, exact) => {
  const rows = exact.sample(60, { seed: 1 });
  const truth = exact.logDensity(rows, 0.05);

  test.each([
    ["own", 20],
    ["own", 50],
    ["own", 100],
    ["exact", 20],
    ["exact", 50],
  ])(
    "%s score, σ_max %f: not half of the true one in at most 5 %% of the rows, twice to 10 times in the median",
    async (kind, sigmaMax) => {
      const model = kind === "own" ? own(exact) : exact;
      const { logDensity: found, error } = await logDensity(model, rows, { sigmaMin: 0.05, sigmaMax });
      const wrong = truth.map((value, k) => Math.abs(value - found[k]));
      const ratio = wrong.map((value, k) => value / error[k]);
      expect(quantile(ratio, 0.95)).toBeLessThan(2);
      expect(quantile(ratio, 0.5)).toBeGreaterThan(0.1);
    },
  );
});

test("a model's own moments from its score: rows at 30 that nothing is said of are right to 2e-4 nats", async () => {
  const exact = gaussian({ mean: [30], variance: 1 });
  const rows = [29, 30, 32];
  for (const sigmaMax of [10, 100]) {
    const { logDensity: found, error } = await logDensity(own(exact), rows, { sigmaMin: 0.05, sigmaMax });
    exact.logDensity(rows, 0.05).forEach((value, k) => expect(Math.abs(found[k] - value)).toBeLessThan(2e-4));
    expect(Math.max(...error)).toBeLessThan(1e-3);
  }
});

test("moments that are wrong on purpose: the error is the difference of two normals, to a third", async () => {
  const { score } = gaussian({ mean: [2], variance: 4 });
  const model: ScoreModel = { dim: 1, score: (x, sigma) => score(x, sigma), mean: [0], variance: [1] };
  const rows = [2, -4, 5];
  const { error } = await logDensity(model, rows, { sigmaMin: 0.05, sigmaMax: 10 });
  rows.forEach((row, k) => {
    const x = 2 + (row - 2) * Math.sqrt(104 / 4.0025); // where the flow carries it
    const difference = -((x - 2) ** 2) / 208 + x ** 2 / 202 - 0.5 * Math.log(104 / 101);
    expect(Math.abs(error[k] / (1.25 * Math.abs(difference)) - 1)).toBeLessThan(1 / 3);
  });
});

test.each([1, 20])(
  "%d columns, a mean stated 300,000 deviations off, where E exp(g) is beyond f64: an error of once to three times the true one",
  async (dim) => {
    const { score } = gaussian({ mean: new Float64Array(dim).fill(3e5), variance: 1 });
    const own = (x: Float32Array, sigma: number): Float32Array => score(x, sigma);
    const model = { dim, score: own, mean: new Float64Array(dim), variance: new Float64Array(dim).fill(1) };
    const { error } = await logDensity(model, new Float64Array(dim).fill(3e5), { sigmaMin: 5, sigmaMax: 10 });
    const truth = (dim * 3e5 ** 2) / (2 * 101); // ln of one normal less that of the other, at the first one's mean
    expect(error[0]).toBeGreaterThan(truth);
    expect(error[0]).toBeLessThan(3 * truth);
  },
);

test("row k's error depends on the row and its label alone", async () => {
  const { network } = twin(engine, { dim: 2, hidden: [16, 16], coordinateFrequencies: 0, classes: 3 }, true);
  const rows = testData(80, 3);
  const labels = Array.from({ length: 40 }, (_, k) => (k % 4) - 1);
  const ends = { sigmaMax: 5, sigmaMin: 0.5 };
  const { error } = await logDensity(withLabels(network, labels), rows, ends);
  for (const k of [0, 1, 2, 39])
    expect((await logDensity(withLabels(network, labels[k]), rows.slice(2 * k, 2 * k + 2), ends)).error[0]).toBe(
      error[k],
    );
});

test("a velocity is no score: the solver's error alone", async () => {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [16], seed: 1 });
  await trainFlow(network, testData(400, 1), { coupling: "optimal-transport", steps: 20, batchSize: 64, seed: 1 });
  const { error } = await logDensity(network, [0, 1], { tolerance: 1e-6 });
  expect(error[0]).toBeLessThan(1e-3);
});
