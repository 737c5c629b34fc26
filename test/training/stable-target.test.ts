import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { coreOf, createEngine, type Engine } from "../../src/engine/engine.ts";
import { memoryOf } from "../../src/engine/mlp.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { createScoreNetwork, loadModel, saveModel, train } from "../../src/index.ts";
import { sigmaQuantiles } from "../../src/recipe/noise-distribution.ts";
import { autoReferenceRows } from "../../src/recipe/objective.ts";
import { checkSettings } from "../../src/recipe/settings.ts";
import { twin } from "../kit/network-twin.ts";
import { relativeError } from "../reference/bounds.ts";
import { drawDropped, drawNoise, drawRows, dsmLoss, perturb, sigmaFromQuantiles } from "../reference/dsm.ts";
import { testData } from "../reference/gradient-check.ts";
import { comparedRows, sortedRows, stableTargets } from "../reference/stable-target.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

interface Case {
  dim: number;
  batchSize: number;
  referenceRows: number;
  /** Rows of data. */
  count: number;
  labelDropout?: number;
  step: number;
}

const sigmas = sigmaQuantiles("log-uniform", [5, 0.05]);
const weighting = "edm";
const seed = 4;

/** What a batch is made of, and its targets by plain loops. */
function expected({ dim, batchSize, referenceRows, count, labelDropout, step }: Case) {
  const data = new Float32Array(testData(count * dim, 3));
  const labels = labelDropout === undefined ? undefined : Int32Array.from({ length: count }, (_, k) => (k % 4) - 1);
  // Rows are drawn from the sorted data
  const order = sortedRows(data, dim);
  const sorted = order.flatMap((r) => [...data.subarray(r * dim, (r + 1) * dim)]);
  const labelAt = (k: number): number => labels![order[k]];
  const how = { seed, step, batch: batchSize };
  const { row, quantile } = drawRows(count, how);
  const take = (rows: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: rows.length * dim }, (_, k) => sorted[rows[Math.floor(k / dim)] * dim + (k % dim)]);
  const sigma = quantile.map((q) => Math.fround(sigmaFromQuantiles(q, sigmas.values)));
  const noise = drawNoise(dim, how);
  const noised = perturb(take(row), sigma, noise).map(Math.fround);
  const dropped = drawDropped(labelDropout ?? 0, how);
  const given = labels && Int32Array.from(row, (k, b) => (dropped[b] ? -1 : labelAt(k)));
  const compared = Array.from(row, (own, b) =>
    comparedRows(sorted, { noised: noised.subarray(b * dim, (b + 1) * dim), sigma: sigma[b], own, referenceRows }),
  );
  const targets = Float64Array.from(
    compared.flatMap((rows, b) => [
      ...stableTargets(
        noised.subarray(b * dim, (b + 1) * dim),
        [sigma[b]],
        { rows: take(rows), labels: labels && rows.map(labelAt) },
        given && [given[b]],
      ),
    ]),
  );
  return { data, labels, given, sigma, noise, noised, compared, targets };
}

// One class, several, so many that small σ takes some of them; two and three columns in registers, and others
const cases: Case[] = [
  { dim: 1, batchSize: 5, referenceRows: 5, count: 3, step: 1 },
  { dim: 1, batchSize: 40, referenceRows: 512, count: 3000, step: 9 },
  { dim: 2, batchSize: 32, referenceRows: 32, count: 1000, step: 7 },
  { dim: 2, batchSize: 70, referenceRows: 331, count: 5000, step: 2 ** 20 },
  { dim: 2, batchSize: 64, referenceRows: 512, count: 20000, step: 5 },
  { dim: 3, batchSize: 64, referenceRows: 1024, count: 400, step: 3 },
  { dim: 3, batchSize: 64, referenceRows: 512, count: 4100, step: 3 },
  { dim: 17, batchSize: 40, referenceRows: 64, count: 1100, step: 2 },
  { dim: 2, batchSize: 96, referenceRows: 200, count: 300, labelDropout: 0, step: 1 },
  { dim: 2, batchSize: 96, referenceRows: 201, count: 3000, labelDropout: 0.5, step: 5 },
  { dim: 3, batchSize: 96, referenceRows: 201, count: 3000, labelDropout: 0.5, step: 5 },
  { dim: 4, batchSize: 96, referenceRows: 201, count: 3000, labelDropout: 0.5, step: 5 },
];

describe("targets of a batch", () => {
  test.each(cases)("%o: the posterior mean of the noise, and the loss is over it", async (one) => {
    const { dim, batchSize, referenceRows, labelDropout, step } = one;
    const { data, labels, given, sigma, noise, noised, compared, targets } = expected(one);
    const { network, reference } = twin(engine, { dim, hidden: [9, 9], classes: labels ? 3 : 0 }, true);
    const trainer = new Trainer(network.mlp, { ...{ data, labels, labelDropout, batchSize, sigmas, weighting, seed }, referenceRows }); // prettier-ignore
    await trainer.computeGradients(step + 1); // another step's reference rows were there before
    await trainer.computeGradients(step);
    // The last tile's targets are still in the scratch memory
    const { plan, scratch } = memoryOf(network.mlp);
    const first = Math.floor((batchSize - 1) / 32) * 32;
    const tile = coreOf(engine).heap.read(scratch + plan.scratch.noiseOffset, Math.ceil(dim / 8) * 256);
    let moved = 0;
    for (let b = first; b < batchSize; b++)
      for (let d = 0; d < dim; d++) {
        const got = tile[Math.floor(d / 8) * 256 + (b - first) * 8 + (d % 8)];
        // f32: a coordinate of 4 and σ = 0.05 make exponents uncertain by 4·2⁻²⁴·|z|/σ, and targets by |z| times that
        if (!(Math.abs(got - targets[b * dim + d]) < 3e-4)) expect.fail(`row ${b}, column ${d}: ${got}, not ${targets[b * dim + d]}`); // prettier-ignore
        moved = Math.max(moved, Math.abs(got - noise[b * dim + d]));
      }
    expect(moved).toBeGreaterThan(0.1);
    // Small σ compares more classes than large ones, unless one class is all there is
    const sizes = compared.map(({ length }) => length);
    if (one.count >= 1024 && dim < 4) expect(Math.max(...sizes)).toBeGreaterThan(2 * Math.min(...sizes));
    const { predictedNoise } = reference.forward(noised, sigma, given);
    const { loss } = dsmLoss(predictedNoise, targets, sigma, { weighting, parameterization: "edm" });
    expect(relativeError(trainer.loss(), loss)).toBeLessThan(1e-4);
    trainer.dispose();
    network.dispose();
  });

  test("alone in the data, a row's target is its own noise; with rows far away too, and at the largest σ no NaN", async () => {
    const { network } = twin(engine, { dim: 2, hidden: [9] }, true);
    const losses = [0, 64].map((referenceRows) => {
      const data = Float32Array.of(0.3, -0.2, 1e4, 1e4);
      const trainer = new Trainer(network.mlp, { data, batchSize: 64, sigmas, weighting, seed, referenceRows });
      trainer.computeGradients(1) as void;
      const loss = trainer.loss();
      trainer.dispose();
      return loss;
    });
    expect(relativeError(losses[1], losses[0])).toBeLessThan(1e-2); // x̃ near 1e4 is rounded to 5e-4
    const wide = { kind: "ladder" as const, values: Float32Array.of(1e8) };
    const data = new Float32Array(testData(200, 1));
    const trainer = new Trainer(network.mlp, { data, batchSize: 64, sigmas: wide, weighting: "noise", seed, referenceRows: 128 }); // prettier-ignore
    trainer.computeGradients(1) as void;
    expect(Number.isFinite(trainer.loss())).toBe(true);
    trainer.dispose();
    network.dispose();
  });
});

describe("the minimum is the same, the way to it less noisy", () => {
  test("at any x̃ and σ the targets of all rows it may come from have E[z | x̃] as their mean", () => {
    const data = testData(2 * 3000, 6);
    const rows = sortedRows(data, 2).flatMap((r) => [data[2 * r], data[2 * r + 1]]);
    for (const [sigma, noised] of [
      [0.03, [0.4, -0.1]],
      [0.2, [0, 0.7]],
      [2, [3, 1]],
    ] as const) {
      // prettier-ignore
      // Rows of one class, own mod 5, are compared with the same rows
      const targets = [0, 1, 2, 3, 4].map((own) => {
        const compared = comparedRows(rows, { noised, sigma, own, referenceRows: 256 });
        return stableTargets(noised, [sigma], { rows: compared.flatMap((k) => [rows[2 * k], rows[2 * k + 1]]) });
      });
      let [weight, mean] = [0, [0, 0]];
      for (let own = 0; own < 3000; own++) {
        const squares = (noised[0] - rows[2 * own]) ** 2 + (noised[1] - rows[2 * own + 1]) ** 2;
        const p = Math.exp(-squares / (2 * sigma ** 2));
        weight += p;
        mean = mean.map((sum, d) => sum + p * targets[own % 5][d]);
      }
      const exact = stableTargets(noised, [sigma], { rows });
      for (const d of [0, 1]) expect(mean[d] / weight).toBeCloseTo(exact[d], 9);
    }
  });

  test("gradients of many batches: equal means within 4 standard errors, and a fraction of the variance", async () => {
    const data = new Float32Array(testData(2 * 4000, 8));
    const { network } = twin(engine, { dim: 2, hidden: [8] }, true);
    const BATCHES = 400;
    const gradients = [0, 512].map((referenceRows) => {
      const trainer = new Trainer(network.mlp, { data, batchSize: 64, sigmas, weighting, seed, referenceRows });
      const all = Array.from({ length: BATCHES }, (_, k) => {
        trainer.computeGradients(k + 1) as void;
        return Float64Array.from(trainer.gradients().at(-1)!.weight);
      });
      trainer.dispose();
      return all;
    });
    let variances = [0, 0];
    for (let i = 0; i < gradients[0][0].length; i++) {
      const means = gradients.map((all) => all.reduce((sum, g) => sum + g[i], 0) / BATCHES);
      const each = gradients.map((all, k) => all.reduce((sum, g) => sum + (g[i] - means[k]) ** 2, 0) / BATCHES);
      variances = variances.map((sum, k) => sum + each[k]);
      // Both use the same rows and noises, but the difference is bounded as if they were independent
      expect(Math.abs(means[0] - means[1])).toBeLessThan(4 * Math.sqrt((each[0] + each[1]) / BATCHES));
    }
    expect(variances[1]).toBeLessThan(0.5 * variances[0]);
    network.dispose();
  });
});

describe("the setting", () => {
  test("only where it is in use is it among the settings; 1 by default, 512 with sigmas auto in few columns", () => {
    expect(checkSettings("test", { sigmas: [1] })).not.toHaveProperty("referenceRows");
    expect(checkSettings("test", { sigmas: [1], referenceRows: 600 })).toHaveProperty("referenceRows", 600);
    expect(autoReferenceRows(16, "independent")).toBe(512);
    expect(autoReferenceRows(17, "independent")).toBe(1);
    expect(autoReferenceRows(2, "optimal-transport")).toBe(1);
  });

  test("nonsense is refused by name", () => {
    const settings = (more: object) => () => checkSettings("train", { sigmas: [1], ...more });
    expect(settings({ referenceRows: 0 })).toThrow(/train: expected referenceRows/);
    expect(settings({ referenceRows: 2 ** 19, batchSize: 1024 })).toThrow(
      /referenceRows up to 262144 with batchSize 1024, pairs of which a step may compare, got 524288/,
    );
    expect(settings({ referenceRows: 1.5 })).toThrow(/referenceRows/);
    expect(settings({ referenceRows: 1024, coupling: "optimal-transport" })).toThrow(/referenceRows 1 with coupling/);
  });

  test("interrupted, saved, loaded and resumed: the weights of one run, on one thread and two", async () => {
    const data = new Float32Array(testData(2 * 500, 1));
    const options = { sigmas: "auto", steps: 12, batchSize: 300, seed: 3 } as const;
    const runs: Uint8Array[] = [];
    for (const [threads, pause] of [
      [1, 0],
      [2, 0],
      [1, 5],
    ]) {
      // prettier-ignore
      const own = await createEngine({ threads });
      let network = createScoreNetwork(own, { dim: 2, hidden: [96, 96] });
      for await (const { step } of train(network, data, options)) if (step === pause) break;
      if (pause) {
        network = await loadModel(own, saveModel(network));
        for await (const one of train(network, data, { resume: true })) void one;
      }
      expect(network.training!.settings.referenceRows).toBe(512);
      runs.push(saveModel(network));
      own.dispose();
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });
});
