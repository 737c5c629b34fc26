import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { coreOf, createEngine, type Engine } from "../../src/engine/engine.ts";
import { objectiveWords } from "../../src/engine/generated/contract.ts";
import type { ObjectiveOptions } from "../../src/engine/objective.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { sigmaQuantiles } from "../../src/recipe/noise-distribution.ts";
import { twin } from "../kit/network-twin.ts";
import { assignByCovering } from "../reference/assignment.ts";
import { relativeError } from "../reference/bounds.ts";
import { drawNoise, drawRows, dsmLoss, perturb, sigmaFromQuantiles } from "../reference/dsm.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const sigmas = sigmaQuantiles("flow", [999, 1 / 999]);
const ROWS = 50_000; // few are drawn twice, so that the best permutation is one
const data = (dim: number): Float32Array => new Float32Array(testData(ROWS * dim, 3));
const allLabels = Int32Array.from({ length: ROWS }, (_, row) => (((row * 7) % 11) % 4) - 1); // −1 … 2

interface Draw {
  dim: number;
  batchSize: number;
  couplingRows: number;
  labeled?: boolean;
  step: number;
  seed: number;
}

/** x, z and the data rows of a batch, as they are drawn. */
function drawn({ dim, batchSize, step, seed }: Draw) {
  const how = { seed, step, batch: batchSize, validation: step === 0 };
  const { row, quantile } = drawRows(ROWS, how);
  const all = data(dim);
  const x = Float64Array.from({ length: batchSize * dim }, (_, k) => all[row[Math.floor(k / dim)] * dim + (k % dim)]);
  return { row, x, noise: drawNoise(dim, how), sigma: quantile.map((q) => sigmaFromQuantiles(q, sigmas.values)) };
}

const squaredDistance = (a: ArrayLike<number>, i: number, b: ArrayLike<number>, j: number, dim: number): number => {
  let sum = 0;
  for (let d = 0; d < dim; d++) sum += (a[i * dim + d] - b[j * dim + d]) ** 2;
  return sum;
};

/** The batch's noise, coupled with plain loops: within groups, and within labels. */
function coupled(draw: Draw): Float64Array {
  const { dim, batchSize, couplingRows } = draw;
  const labels = draw.labeled ? allLabels : undefined;
  const { row, x, noise } = drawn(draw);
  const result = new Float64Array(noise.length);
  for (let first = 0; first < batchSize; first += couplingRows) {
    const group = Array.from({ length: Math.min(couplingRows, batchSize - first) }, (_, r) => first + r);
    for (const label of new Set(group.map((b) => labels?.[row[b]] ?? 0))) {
      const members = group.filter((b) => (labels?.[row[b]] ?? 0) === label);
      const columns = assignByCovering(members.map((i) => members.map((j) => squaredDistance(x, i, noise, j, dim))));
      members.forEach((b, i) => {
        const from = members[columns[i]] * dim;
        result.set(noise.subarray(from, from + dim), b * dim);
      });
    }
  }
  return result;
}

/** The noise as the kernel left it for the tiles. */
function noiseOf(trainer: Trainer, count: number, which: "training" | "validating" = "training"): Float32Array {
  const [stages] = (trainer as unknown as Record<typeof which, { job: { args: number[] } }[][]>)[which];
  const objective = stages[0].job.args[1];
  return coreOf(engine).heap.read(
    coreOf(engine).heap.i32[objective / 4 + objectiveWords.indexOf("coupledNoise")],
    count,
  );
}

function makeTrainer({ dim, batchSize, couplingRows, labeled, seed }: Draw, validation = false) {
  const pair = twin(engine, { dim, hidden: [9, 9], classes: labeled ? 3 : 0 }, true);
  const options: ObjectiveOptions = {
    ...{ data: data(dim), batchSize, sigmas, weighting: "velocity", seed, couplingRows },
    ...(labeled && { labels: allLabels }),
  };
  return { ...pair, trainer: new Trainer(pair.network.mlp, options, validation ? { ...options } : undefined) };
}

const cases: Draw[] = [
  { dim: 2, batchSize: 1, couplingRows: 2, step: 1, seed: 1 },
  { dim: 1, batchSize: 33, couplingRows: 7, step: 2, seed: 2 },
  { dim: 2, batchSize: 70, couplingRows: 64, step: 1000, seed: 3 },
  { dim: 3, batchSize: 128, couplingRows: 128, step: 5, seed: 2 ** 40 },
  { dim: 9, batchSize: 100, couplingRows: 37, step: 1, seed: 5 },
  { dim: 17, batchSize: 41, couplingRows: 1024, step: 3, seed: 6 },
  { dim: 2, batchSize: 96, couplingRows: 48, labeled: true, step: 1, seed: 7 },
  { dim: 5, batchSize: 13, couplingRows: 6, labeled: true, step: 9, seed: 8 },
];

describe("noise of a batch", () => {
  test.each(cases)("%o: that of the plain loops, row for row, and so is the loss", async (draw) => {
    const { dim, batchSize, step } = draw;
    const { trainer, network, reference } = makeTrainer(draw);
    // twice: the buffer holds another step's noise before
    await trainer.computeGradients(step + 1);
    await trainer.computeGradients(step);
    const expected = coupled(draw);
    noiseOf(trainer, batchSize * dim).forEach((z, k) => {
      if (!(Math.abs(z - expected[k]) < 1e-5)) expect.fail(`number ${k} is ${z}, not ${expected[k]}`);
    });
    if (!draw.labeled) {
      const { x, sigma } = drawn(draw);
      const { predictedNoise } = reference.forward(perturb(x, sigma, expected), sigma);
      const { parameterization } = reference.config;
      const { loss } = dsmLoss(predictedNoise, expected, sigma, { weighting: "velocity", parameterization });
      expect(relativeError(trainer.loss(), loss)).toBeLessThan(1e-5);
    }
    trainer.dispose();
    network.dispose();
  });

  test("a permutation of what would be drawn, its cost below the independent one's, in larger groups lower", async () => {
    const draw = { dim: 4, batchSize: 512, step: 1, seed: 9 };
    const costs: number[] = [];
    const { x, noise } = drawn({ ...draw, couplingRows: 1 });
    const sorted = (rows: ArrayLike<number>) =>
      Array.from({ length: 512 }, (_, b) => rows[b * 4]).sort((a, b) => a - b);
    const cost = (z: ArrayLike<number>) => x.reduce((sum, value, k) => sum + (value - z[k]) ** 2, 0);
    for (const couplingRows of [2, 8, 32, 128, 512]) {
      const { trainer, network } = makeTrainer({ ...draw, couplingRows });
      await trainer.computeGradients(1);
      const z = noiseOf(trainer, 512 * 4);
      sorted(z).forEach((value, b) => expect(Math.abs(value - sorted(noise)[b])).toBeLessThan(1e-5));
      costs.push(cost(z));
      trainer.dispose();
      network.dispose();
    }
    expect([cost(noise), ...costs]).toEqual([cost(noise), ...costs].toSorted((a, b) => b - a));
    expect(costs[4]).toBeLessThan(0.5 * cost(noise));
  });

  test("in one dimension it is monotone: no two rows of a group would gain by exchanging their noises", async () => {
    const draw = { dim: 1, batchSize: 500, couplingRows: 250, step: 4, seed: 10 };
    const { trainer, network } = makeTrainer(draw);
    await trainer.computeGradients(4);
    const z = noiseOf(trainer, 500);
    const { x } = drawn(draw);
    let gain = 0;
    for (let a = 0; a < 500; a++) {
      const end = a < 250 ? 250 : 500;
      for (let b = a + 1; b < end; b++) gain = Math.max(gain, -2 * (x[a] - x[b]) * (z[a] - z[b]));
    }
    // of costs below 60, f32
    expect(gain).toBeLessThan(4 * 60 * 2 ** -24);
    trainer.dispose();
    network.dispose();
  });

  test("the validation set is coupled too, and stays the same", async () => {
    const draw = { dim: 2, batchSize: 60, couplingRows: 32, step: 0, seed: 11 };
    const { trainer, network } = makeTrainer(draw, true);
    const loss = await trainer.validationLoss();
    await trainer.computeGradients(3);
    expect(await trainer.validationLoss()).toBe(loss);
    const expected = coupled(draw);
    noiseOf(trainer, 120, "validating").forEach((z, k) => expect(Math.abs(z - expected[k])).toBeLessThan(1e-5));
    trainer.dispose();
    network.dispose();
  });

  test("rows of 1e30, whose squares overflow, are paired all the same", async () => {
    const { network } = twin(engine, { dim: 2, hidden: [4] });
    const huge = data(2).map((value) => value * 1e30);
    const trainer = new Trainer(network.mlp, {
      data: huge,
      batchSize: 50,
      sigmas,
      weighting: "velocity",
      seed: 1,
      couplingRows: 50,
    });
    await trainer.computeGradients(1);
    const z = Array.from(noiseOf(trainer, 100)).sort((a, b) => a - b);
    const free = Array.from(drawNoise(2, { seed: 1, step: 1, batch: 50 })).sort((a, b) => a - b);
    z.forEach((value, k) => expect(Math.abs(value - free[k])).toBeLessThan(1e-5));
    network.dispose();
  });
});
