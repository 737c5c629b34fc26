import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { withLabels } from "../../src/models/conditioning/with-labels.ts";
import { loadModel } from "../../src/files/load-model.ts";
import { saveModel } from "../../src/files/save-model.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { ladderQuantiles } from "../../src/recipe/noise-distribution.ts";
import { ancestral } from "../../src/sampling/samplers/ancestral.ts";
import { impute } from "../../src/sampling/impute.ts";
import { karrasSigmas } from "../../src/noise/ladders.ts";
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

describe("a batch's loss to 1e-5 and gradients to 1e-4 are the reference's with labels, dropped where it drops them", () => {
  test.each([0, 0.3, 1])("labelDropout %f", async (share) => {
    const rows = 23;
    const data = Float32Array.from(testData(rows * 2, 3));
    const labels = Int32Array.from({ length: rows }, (_, k) => (k % 4) - 1);
    for (const batch of [1, 33, 100]) {
      const seed = 2 ** 40 + batch;
      const { network, reference } = twin(engine, { dim: 2, hidden: [13, 13], classes: 3 }, true);
      const options = { data, labels, labelDropout: share, batchSize: batch, weighting: "edm" } as const;
      const trainer = new Trainer(network.mlp, { ...options, sigmas: ladderQuantiles(ladder), seed });
      for (const step of [1, 2, 77]) {
        const draw = { seed, step, batch };
        const drawn = drawRows(rows, draw);
        const dropped = drawDropped(share, draw);
        if (batch === 100) expect(Math.abs(dropped.filter(Boolean).length - 100 * share)).toBeLessThan(4 * 5);
        const given = Array.from(drawn.row, (r, b) => (dropped[b] ? -1 : labels[r]));
        await checkBatch(trainer, reference, { data, ladder, draw, drawn, labels: given });
      }
      trainer.dispose();
      network.dispose();
    }
  });
});

/** Three overlapping Gaussians of deviation 1, the last two rarer. */
const modes = [[-2, 0], [2, 0], [0, 3]]; // prettier-ignore
const weights = [0.5, 0.3, 0.2];

/** p(label | x) of every row. */
function posterior(x: ArrayLike<number>, label: number): number[] {
  return Array.from({ length: x.length / 2 }, (_, k) => {
    const terms = modes.map(([a, b], c) => weights[c] * Math.exp(-((x[2 * k] - a) ** 2 + (x[2 * k + 1] - b) ** 2) / 2));
    return terms[label] / terms.reduce((sum, term) => sum + term);
  });
}

const mean = (values: number[]): number => values.reduce((a, b) => a + b) / values.length;
const columnOf = (x: ArrayLike<number>, c: number): number[] => Array.from(x).filter((_, i) => i % 2 === c);
const deviation = (values: number[]): number => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));

describe("a mixture learned with labels", () => {
  let network: ScoreNetwork;
  // An ODE would keep the start's mean, which is that of all labels
  const sigmas = karrasSigmas({ sigmaMax: 10, sigmaMin: 0.02, count: 60 });
  const count = 3000;
  const sample = async (model: ScoreModel): Promise<Float64Array> => ancestral(model, sigmas, { count, seed: 8 });

  beforeAll(async () => {
    const labels = Array.from({ length: 4000 }, (_, k) => (k % 10 < 5 ? 0 : k % 10 < 8 ? 1 : 2));
    const noise = gaussian({ mean: [0, 0], std: 1 }).sample(labels.length, { seed: 1 });
    const data = labels.map((c, k) => [modes[c][0] + noise[2 * k], modes[c][1] + noise[2 * k + 1]]);
    network = createScoreNetwork(engine, { dim: 2, hidden: [64, 64], coordinateFrequencies: 0, classes: 3 });
    const options: TrainOptions = {
      sigmas,
      steps: 2500,
      batchSize: 256,
      labels,
      labelDropout: 0.3,
    };
    for await (const progress of train(network, data, options)) void progress;
  }, 60_000);

  test.each([0, 1, 2])("rows given label %i are of its mode", async (label) => {
    const x = await sample(withLabels(network, label));
    for (const c of [0, 1]) {
      expect(Math.abs(mean(columnOf(x, c)) - modes[label][c])).toBeLessThan(0.15);
      expect(Math.abs(deviation(columnOf(x, c)) - 1)).toBeLessThan(0.12);
    }
  });

  test("rows without one have every mode's share", async () => {
    const x = await sample(withLabels(network, 1, { guidanceScale: 0 }));
    expect(x).toEqual(await sample(network));
    // 4 standard errors of a share, and what the network has not learned
    weights.forEach((weight, label) => {
      expect(Math.abs(mean(posterior(x, label)) - weight)).toBeLessThan(4 * Math.sqrt(0.25 / count) + 0.01);
    });
  });

  test("a label for each row; guidance beyond 1 makes rows more clearly of their label and less various", async () => {
    const labels = Array.from({ length: count }, (_, k) => k % 3);
    const [plain, strong] = [1, 2].map((guidance) => sample(withLabels(network, labels, { guidanceScale: guidance })));
    for (const label of [0, 1, 2]) {
      const of = (x: Float64Array): Float64Array => x.filter((_, i) => labels[i >> 1] === label);
      const [a, b] = [of(await plain), of(await strong)];
      expect(Math.abs(mean(columnOf(a, 0)) - modes[label][0])).toBeLessThan(0.15);
      const sureness = mean(posterior(a, label));
      expect(mean(posterior(b, label))).toBeGreaterThan(sureness + 0.3 * (1 - sureness));
      expect(deviation(columnOf(b, 0)) * deviation(columnOf(b, 1))).toBeLessThan(
        deviation(columnOf(a, 0)) * deviation(columnOf(a, 1)),
      );
    }
  });

  test("gaps are filled according to the label, if there is one", async () => {
    const rows = Array.from({ length: 200 }, () => [NaN, 0]);
    const how = { resamples: 30 };
    const left = columnOf(await impute(withLabels(network, 0), rows, how), 0);
    const right = columnOf(await impute(withLabels(network, 1), rows, how), 0);
    // 4 standard errors of 200 rows, and what the network has not learned
    expect(Math.abs(mean(left) + 2)).toBeLessThan(4 / Math.sqrt(200) + 0.15);
    expect(Math.abs(mean(right) - 2)).toBeLessThan(4 / Math.sqrt(200) + 0.15);
    // Without a label both modes are there: 0.5 to 0.3, and 0.2·e^(−4.5) of the third
    const free = columnOf(await impute(network, rows, how), 0);
    const share = free.filter((v) => v < 0).length / 200;
    expect(Math.abs(share - 0.62)).toBeLessThan(4 * Math.sqrt((0.62 * 0.38) / 200) + 0.04);
  });
});

test("no labels are labels of -1, in training and in validation: what other rows left in memory is not read", async () => {
  const data = testData(100, 6);
  const none = Array<number>(50).fill(-1);
  const options = { sigmas: ladder, steps: 9, batchSize: 64, validation: data, validateEvery: 3 };
  const learn = async (given: Partial<TrainOptions>) => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [9], classes: 2 });
    const { validationLoss } = await train(network, data, { ...options, ...given });
    return [validationLoss, flatten(network.parameters("current"))];
  };
  expect(await learn({})).toEqual(await learn({ labels: none, validationLabels: none }));
  const labels = none.map((_, k) => k % 2);
  expect(await learn({ labels })).toEqual(await learn({ labels, validationLabels: none }));
});

describe("resuming and files", () => {
  const data = testData(100, 6);
  const labels = Array.from({ length: 50 }, (_, k) => (k % 3) - 1);
  const options = { sigmas: ladder, steps: 20, batchSize: 16, labels, labelDropout: 0.4 };
  const make = (): ScoreNetwork => createScoreNetwork(engine, { dim: 2, hidden: [9], classes: 2 });
  const trainTo = async (network: ScoreNetwork, until: number): Promise<ScoreNetwork> => {
    for await (const { step } of train(network, data, options)) if (step === until) break;
    return network;
  };

  test("resumed with its labels, in place or from a file: the bits of an uninterrupted run", async () => {
    const expected = saveModel(await trainTo(make(), 20));
    const half = await trainTo(make(), 7);
    const loaded = loadModel(engine, saveModel(half));
    expect(loaded.classes).toBe(2);
    for (const network of [half, loaded]) {
      for await (const progress of train(network, data, { resume: true, labels })) void progress;
      expect(saveModel(network)).toEqual(expected);
    }
    const x = Float32Array.from(data);
    expect(withLabels(loaded, labels).score(x, 0.5)).toEqual(withLabels(half, labels).score(x, 0.5));
    expect(withLabels(loaded, labels).score(x, 0.5)).not.toEqual(loaded.score(x, 0.5));
  });

  test("with other labels, or none, it is refused", async () => {
    const half = await trainTo(make(), 7);
    const other = labels.with(3, 1);
    for (const given of [{ labels: other }, {}])
      expect(() => train(half, data, { resume: true, ...given })).toThrow("the data this training began");
    await expect(train(half, data, { resume: true, labels })).resolves.toMatchObject({ steps: 20 });
  });

  test("labels that do not fit are refused by name, at the call", () => {
    const begin = (given: Partial<TrainOptions>) => () => train(make(), data, { ...options, ...given } as TrainOptions);
    expect(begin({ labels: labels.slice(1) })).toThrow("train: expected labels for 50 rows, got 49");
    expect(begin({ labels: labels.with(3, 2) })).toThrow("labels[3] an integer from -1 to 1, got 2");
    expect(begin({ validation: data, validationLabels: [0] })).toThrow("validationLabels for 50 rows");
    expect(begin({ validationLabels: [0] })).toThrow("train: expected validation, which validationLabels belong to");
  });
});
