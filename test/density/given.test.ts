import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simplexCode } from "../../src/data/codes/simplex-code.ts";
import { logDensity } from "../../src/density/log-density.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { withKnown } from "../../src/models/conditioning/with-known.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import type { NetworkOptions } from "../../src/models/network-options.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";
import { train } from "../../src/training/train.ts";
import { standardEncoding } from "../../src/data/encodings/standard.ts";
import { hashOf } from "../kit/hash-of.ts";
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const ends = { sigmaMax: 8, sigmaMin: 0.3 };
/** Weights drawn at random are rough where coordinates have frequencies. */
const smooth = { masks: true, coordinateFrequencies: 0 };
/** A network with random weights in every layer. */
function random(own: Engine, options: NetworkOptions): ScoreNetwork {
  const shape = createScoreNetwork(own, options);
  const parameters = shape.parameters().map(({ weight, bias }, l) => ({
    weight: Float32Array.from(testData(weight.length, 2 * l), (z) => z * Math.sqrt(bias.length / weight.length)),
    bias: Float32Array.from(testData(bias.length, 2 * l + 1), (z) => z / 3),
  }));
  shape.dispose();
  return createScoreNetwork(own, { ...options, parameters });
}

const block = simplexCode([0.2, 0.3, 0.5]);

/** The free columns of one row as a model of one's own, through `withKnown(network, …).score` alone. */
function oneRow(network: ScoreNetwork, row: readonly number[], given: readonly number[]): ScoreModel {
  const free = row.flatMap((_, d) => (given.includes(d) ? [] : [d]));
  const known = row.map((value, d) => (given.includes(d) ? value : NaN));
  return {
    dim: free.length,
    score(x, sigma) {
      const count = x.length / free.length;
      const whole = new Float64Array(count * row.length);
      x.forEach((value, k) => (whole[Math.floor(k / free.length) * row.length + free[k % free.length]] = value));
      const rows = Array.from({ length: count }, () => known);
      const score = withKnown(network, rows).score(whole, sigma);
      return x.map((_, k) => score[Math.floor(k / free.length) * row.length + free[k % free.length]]);
    },
  };
}

describe("the flow of the free columns: that of a model of one's own with the same score, by differences", () => {
  const numbers: Partial<NetworkOptions> = { hidden: [32, 32], ...smooth };
  test.each([
    ["numbers", { dim: 4, ...numbers }, [0, 2]],
    ["a number given a category and another", { dim: 4, categories: [block], ...numbers }, [1, 2, 3]],
    ["a category given numbers", { dim: 4, categories: [block], ...numbers }, [0, 1]],
  ])("%s", async (_, options, given) => {
    const network = random(engine, options as NetworkOptions);
    const level = options.dim === 4 && "categories" in options;
    const rows = Array.from({ length: 5 }, (_, r) => {
      const row = Array.from(testData(4, r), Math.fround);
      return level ? [row[0], row[1], block.codes[2 * (r % 3)], block.codes[2 * (r % 3) + 1]] : row;
    });
    const found = await logDensity(network, rows, { ...ends, given });
    for (const [r, row] of rows.entries()) {
      const free = row.filter((_, d) => !given.includes(d));
      const own = await logDensity(oneRow(network, row, given), [free], ends);
      expect(Math.abs(found.logDensity[r] - own.logDensity[0]), `row ${r}`).toBeLessThan(2e-3);
      expect(Math.abs(found.error[r] - own.error[0]), `error of row ${r}`).toBeLessThan(2e-3);
    }
  });
});

test("probes of the free columns: their mean over all signs is the exact trace", async () => {
  const network = random(engine, { dim: 3, hidden: [32], ...smooth });
  const rows = testData(3 * 4, 1);
  const exact = await logDensity(network, rows, { ...ends, given: [1] });
  const probed = await logDensity(network, rows, { ...ends, given: [1], trace: "hutchinson", probes: 400, seed: 1 });
  exact.logDensity.forEach((value, r) => expect(Math.abs(value - probed.logDensity[r])).toBeLessThan(0.1));
});

test("rows alone, and on two threads, have the same bits; columns in any order and twice are the same", async () => {
  const two = await createEngine({ threads: 2 });
  const hashes = new Set<string>();
  for (const own of [engine, two]) {
    const network = random(own, { dim: 3, hidden: [64, 64], ...smooth });
    const rows = testData(3 * 300, 1);
    const whole = await logDensity(network, rows, { ...ends, given: [2, 0] });
    hashes.add(hashOf(whole.logDensity));
    const part = await logDensity(network, rows.subarray(30, 60), { ...ends, given: Int32Array.of(0, 2, 2) });
    expect(hashOf(part.logDensity)).toBe(hashOf(whole.logDensity.slice(10, 20)));
  }
  expect(hashes.size).toBe(1);
  two.dispose();
});

test("in the user's units: ln of the free columns' deviations is taken off", async () => {
  const network = random(engine, { dim: 2, hidden: [32], ...smooth });
  const plain = await logDensity(network, [[0.5, 1]], { ...ends, given: [0] });
  network.encoding = standardEncoding({ mean: Float64Array.of(10, -5), std: Float64Array.of(4, 0.5) });
  const scaled = await logDensity(network, [[12, -4.5]], { ...ends, given: [0] });
  expect(scaled.logDensity[0]).toBeCloseTo(plain.logDensity[0] - Math.log(0.5), 4);
});

describe("a network trained on N(0, Σ), Σ_ij = .8^|i − j|", () => {
  const covariance = Array.from({ length: 3 }, (_, i) => Array.from({ length: 3 }, (_, j) => 0.8 ** Math.abs(i - j)));
  const law = gaussian({ mean: [0, 0, 0], covariance });
  let network: ScoreNetwork;
  beforeAll(async () => {
    network = createScoreNetwork(engine, { dim: 3, hidden: [64, 64], masks: true, seed: 1 });
    const settings = { sigmas: [10, 3, 1, 0.3, 0.1], steps: 1500, batchSize: 256, learningRate: 4e-3, seed: 1 };
    await train(network, law.sample(5000, { seed: 1 }), settings);
  }, 60_000);

  test.each([[[0]], [[1]], [[0, 2]]])(
    "given %j: ln of the smoothed conditional, to .1 nats in the mean",
    async (given) => {
      const rows = law.sample(300, { seed: 2 });
      const { logDensity: found } = await logDensity(network, rows, { given });
      const exact = conditional(rows, given);
      const mean = found.reduce((sum, value, r) => sum + value - exact[r], 0) / exact.length;
      expect(Math.abs(mean)).toBeLessThan(0.1);
    },
  );

  /** ln of the law of noised free columns given clean others: ln p(noised free, clean given) − ln p(given). */
  function conditional(rows: Float64Array, given: readonly number[]): number[] {
    const noise = network.encoding.parameters.std.map((std, d) => (given.includes(d) ? 0 : (0.1 * std) ** 2));
    const joint = gaussian({
      mean: [0, 0, 0],
      covariance: covariance.map((row, i) => row.map((value, j) => value + (i === j ? noise[i] : 0))),
    });
    const marginal = gaussian({
      mean: given.map(() => 0),
      covariance: given.map((i) => given.map((j) => covariance[i][j])),
    });
    const parts = Float64Array.from({ length: (rows.length / 3) * given.length }, (_, k) => rows[3 * Math.floor(k / given.length) + given[k % given.length]]); // prettier-ignore
    const [whole, part] = [joint.logDensity(rows), marginal.logDensity(parts)];
    return Array.from(whole, (value, r) => value - part[r]);
  }
});

describe("errors name what is wrong", () => {
  test.each([
    [[], "given some of 3 columns and not all, got 0"],
    [[0, 1, 2], "given some of 3 columns and not all, got 3"],
    [[3], "given[0]"],
    [[0.5], "given[0]"],
    ["0", "given an array of columns"],
  ])("%j", (given, message) => {
    const network = random(engine, { dim: 3, hidden: [8], masks: true });
    expect(() => logDensity(network, [0, 0, 0], { ...ends, given: given as number[] })).toThrow(message);
  });

  test("a network without masks, another model, a part of a category", () => {
    const expected = "logDensity: expected a network with masks for given";
    const network = random(engine, { dim: 3, hidden: [8] });
    expect(() => logDensity(network, [0, 0, 0], { ...ends, given: [0] })).toThrow(expected);
    expect(() => logDensity(gaussian({ mean: [0, 0], std: 1 }), [0, 0], { ...ends, given: [0] })).toThrow(expected);
    const mixed = random(engine, { dim: 3, categories: [block], hidden: [8], masks: true });
    const row = [0, block.codes[0], block.codes[1]];
    expect(() => logDensity(mixed, row, { ...ends, given: [1] })).toThrow("known as a whole or not at all");
  });
});
