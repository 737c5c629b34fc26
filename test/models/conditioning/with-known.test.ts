import { afterAll, beforeAll, expect, test } from "vitest";
import { simplexCode } from "../../../src/data/codes/simplex-code.ts";
import { logDensity } from "../../../src/density/log-density.ts";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { loadModel } from "../../../src/files/load-model.ts";
import { saveModel } from "../../../src/files/save-model.ts";
import { product } from "../../../src/models/composition/product.ts";
import { guided } from "../../../src/models/conditioning/guided.ts";
import { withKnown } from "../../../src/models/conditioning/with-known.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../../src/models/network.ts";
import { purposes, streamKey, uniformAt } from "../../../src/numerics/random.ts";
import { impute } from "../../../src/sampling/impute.ts";
import { sample } from "../../../src/sampling/sample.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { train } from "../../../src/training/train.ts";
import { testData } from "../../reference/gradient-check.ts";

const block = simplexCode([0.5, 0.5]);
const chance = (x: number): number => 1 / (1 + Math.exp(-6 * x));
const ROWS = 3000;

/** Rows (x, y, level) with x ~ N(0, 1), P(level 1 | x) = 1/(1 + e^−6x), which x all but decides, and y = 0.8x ± 1 + 0.3z. */
function mixedRows(): Float64Array {
  const [x, z] = [1, 2].map((seed) => testData(ROWS, seed));
  const rows = new Float64Array(3 * ROWS);
  for (let r = 0; r < ROWS; r++) {
    const level = Number(uniformAt(streamKey(1, purposes.metrics), r, 0) < chance(x[r]));
    rows.set([x[r], 0.8 * x[r] + (level ? 1 : -1) + 0.3 * z[r], block.codes[level]], 3 * r);
  }
  return rows;
}

let engine: Engine;
let network: ScoreNetwork;
const data = mixedRows();
beforeAll(async () => {
  engine = await createEngine();
  network = createScoreNetwork(engine, { dim: 3, categories: [block], hidden: [128, 128], masks: true, seed: 1 });
  const settings = {
    sigmas: [20, 0.02],
    noiseDistribution: { kind: "log-normal", logMean: -0.5, logStd: 1.3 },
  } as const;
  await train(network, data, {
    ...settings,
    steps: 2500,
    batchSize: 256,
    learningRate: 0.004,
    encoding: "identity",
    seed: 1,
  });
}, 60_000);
afterAll(() => engine.dispose());

const COPIES = 2000;

/** Share of level 1, and mean and deviation of y. */
function summary(rows: Float64Array): { share: number; mean: number; std: number } {
  const n = rows.length / 3;
  let [share, sum, squares] = [0, 0, 0];
  for (let r = 0; r < n; r++) {
    share += Number(rows[3 * r + 2] * block.codes[1] > 0);
    sum += rows[3 * r + 1];
    squares += rows[3 * r + 1] ** 2;
  }
  const mean = sum / n;
  return { share: share / n, mean, std: Math.sqrt(squares / n - mean ** 2) };
}

test.each([-0.5, 0.2, 0.5])("a level and a number given x = %d have their exact shares and moments", async (x) => {
  const p = chance(x);
  const { share, mean, std } = summary(await impute(network, [x, NaN, NaN], { copies: COPIES, seed: 1 }));
  // 0.04 for what a training on 3,000 rows leaves, beside 4.5 standard errors of the draws
  const error = 4.5 * Math.sqrt((p * (1 - p)) / COPIES);
  expect(Math.abs(share - p)).toBeLessThan(0.04 + error);
  expect(Math.abs(mean - (0.8 * x + 2 * p - 1))).toBeLessThan(0.12 + 2 * error);
  expect(Math.abs(std - Math.sqrt(0.09 + 4 * p * (1 - p)))).toBeLessThan(0.1);
});

test("x given a level and y: the number that fits both", async () => {
  const rows = await impute(network, [NaN, 1.8, block.codes[1]], { copies: COPIES, seed: 2 });
  // Posterior of x ~ N(0, 1) given y = 0.8x + 1 + 0.3z and level 1, by quadrature
  let [mass, mean] = [0, 0];
  for (let x = -5; x < 5; x += 0.001) {
    const weight = Math.exp(-(x ** 2) / 2 - (1.8 - 0.8 * x - 1) ** 2 / 0.18) * chance(x);
    mass += weight;
    mean += weight * x;
  }
  const drawn = rows.filter((_, i) => i % 3 === 0);
  expect(Math.abs(drawn.reduce((sum, x) => sum + x, 0) / COPIES - mean / mass)).toBeLessThan(0.08);
});

test("RePaint by name draws levels nearer to their share among all rows", async () => {
  const options = { copies: 300, seed: 1, method: "repaint" } as const;
  const { share } = summary(await impute(network, [0.5, NaN, NaN], options));
  expect(share).toBeLessThan(chance(0.5) - 0.08);
});

test("nothing known is the network itself; all is known: rows come back as they were", async () => {
  const x = Float32Array.from(testData(30, 5));
  expect(withKnown(network, new Float64Array(30).fill(NaN)).score(x, 0.7)).toEqual(network.score(x, 0.7));
  const rows = data.subarray(0, 30);
  expect(await sample(withKnown(network, rows), { count: 10, seed: 1 })).toEqual(Float64Array.from(rows, Math.fround));
  expect(await impute(network, rows, { copies: 1 })).toEqual(Float64Array.from(rows));
});

test("known values come back, in any split, on any number of threads, by any sampler", async () => {
  const rows = Float64Array.from(data.subarray(0, 3 * 70), (value, i) => (i % 7 < 3 && i % 3 !== 2 ? NaN : value));
  const whole = await impute(network, rows, { copies: 2, seed: 3 });
  rows.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    const [r, c] = [Math.floor(i / 3), i % 3];
    expect([whole[6 * r + c], whole[6 * r + 3 + c]]).toEqual([value, value]);
  });
  const parts = [rows.subarray(0, 3 * 40), rows.subarray(3 * 40)];
  const split = await Promise.all(
    parts.map((part, k) => impute(network, part, { copies: 2, seed: 3, offset: 40 * k })),
  );
  expect([...split[0], ...split[1]]).toEqual([...whole]);
  const two = await createEngine({ threads: 2 });
  const copy = await loadModel(two, saveModel(network));
  expect(await impute(copy, rows, { copies: 2, seed: 3 })).toEqual(whole);
  two.dispose();
  const given = [0.5, NaN, NaN, -0.5, NaN, block.codes[0]];
  const drawn = await annealedLangevin(withKnown(network, given), "auto", { count: 2, seed: 1 });
  expect([drawn[0], drawn[3], drawn[5]]).toEqual([given[0], given[3], given[5]].map(Math.fround));
});

test("a training with masks that was interrupted goes on bit for bit", async () => {
  const make = (): ScoreNetwork =>
    createScoreNetwork(engine, { dim: 3, categories: [block], hidden: [8], masks: true });
  const options = { sigmas: [5, 0.1], steps: 12, batchSize: 32, encoding: "identity", seed: 4 } as const;
  const [once, twice] = [make(), make()];
  await train(once, data, options);
  for await (const { step } of train(twice, data, options)) if (step === 5) break;
  const loaded = await loadModel(engine, saveModel(twice));
  await train(loaded, data, { resume: true });
  expect(saveModel(loaded)).toEqual(saveModel(once));
});

test("what cannot be, is refused", async () => {
  const plain = createScoreNetwork(engine, { dim: 3 });
  expect(() => withKnown(plain, [1, NaN, NaN])).toThrow("a network with masks");
  expect(() => train(plain, data, { sigmas: [2, 1], maskShare: 0.5 })).toThrow("maskShare 0");
  expect(() => train(network, data, { sigmas: [2, 1], coupling: "optimal-transport" })).toThrow("beside categories");
  const three = createScoreNetwork(engine, { dim: 3, categories: [simplexCode([0.2, 0.3, 0.5])], masks: true });
  expect(() => withKnown(three, [1, 0.5, NaN])).toThrow("known as a whole or not at all");
  const known = withKnown(network, [1, NaN, NaN]);
  for (const use of [
    () => logDensity(known, [1, 1, 1]),
    () => impute(known, [1, NaN, NaN]),
    () => product([known]),
    () => guided(known, (x) => x),
  ])
    expect(use).toThrow("samplers alone take withKnown");
  expect(() => sample(known, { count: 2 })).toThrow("count 1");
  expect(() => impute(network, [1, NaN, NaN], { resamples: 5 })).toThrow('no resamples with method "masks"');
  expect(() => impute(plain, [1, NaN, NaN], { method: "masks" })).toThrow();
});
