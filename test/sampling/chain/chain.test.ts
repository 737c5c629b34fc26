import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import type { ScoreNetwork } from "../../../src/models/network.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { langevin } from "../../../src/sampling/samplers/langevin.ts";
import { train } from "../../../src/training/train.ts";
import { twin } from "../../kit/network-twin.ts";
import { testData } from "../../reference/gradient-check.ts";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";
import { standard } from "../../kit/standard.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const sigmas = [4, 1.5, 0.5, 0.1];
const run = { stepsPerSigma: 7, seed: 2 ** 40 + 1 };
const mixture = gaussianMixture({ weights: [0.3, 0.7], means: [[1, 0, -2], [0, 3, 1]], variance: 0.3 }); // prettier-ignore

/** A network with random weights that has seen data in odd units. */
async function trained(dim: number): Promise<ScoreNetwork> {
  const { network } = twin(engine, { dim, hidden: [13, 13] }, true);
  const data = testData(200 * dim, dim).map((z, k) => 50 * (k % dim) - 7 * z);
  for await (const { step } of train(network, data, { sigmas, steps: 30, batchSize: 32 })) if (step === 5) break;
  return network;
}

/** The same scores, but not from inside WebAssembly. */
const wrap = (network: ScoreNetwork): ScoreModel => ({
  dim: network.dim,
  score: (x, sigma) => network.score(x, sigma),
  mean: new Float64Array(network.dim),
  variance: new Float64Array(network.dim).fill(1),
});

describe("row k depends on (model, seed, k) alone, bit for bit", () => {
  // 1025 and more also cross the blocks that scores and denoising are handed over in
  const splits = [[1], [7, 1, 32], [33, 32, 100], [1023, 2, 7], [1, 1024, 1025]];

  test.each([1, 2, 5, 9])("any split by offset, network and exact model, dim %i", async (dim) => {
    const network = await trained(dim);
    const exact: ScoreModel = { dim, score: (x, sigma) => x.map((v) => -v / (1 + sigma * sigma)) };
    for (const model of [network, exact])
      for (const sizes of splits) {
        const count = sizes.reduce((a, b) => a + b);
        const how = { ...run, engine, offset: 12345 };
        const whole = await annealedLangevin(model, sigmas, { ...how, count });
        let at = 0;
        for (const size of sizes) {
          const part = await annealedLangevin(model, sigmas, { ...how, count: size, offset: how.offset + at });
          expect(part).toEqual(whole.slice(at * dim, (at + size) * dim));
          at += size;
        }
      }
  });

  test("a split of the textbook form, and of given starts", async () => {
    const network = await trained(2);
    const start = testData(2 * 50, 3);
    const part = { ...run, count: 20, offset: 30 };
    for (const model of [network, wrap(network)]) {
      const fixed = { ...run, engine, stepSize: 0.01 };
      const whole = await langevin(model, sigmas, { ...fixed, count: 50 });
      expect(await langevin(model, sigmas, { ...fixed, ...part })).toEqual(whole.slice(60));
      const started = await annealedLangevin(model, sigmas, { ...run, engine, count: 50, start });
      const rest = await annealedLangevin(model, sigmas, { ...part, engine, start: start.subarray(60) });
      expect(rest).toEqual(started.slice(60));
    }
  });

  test("the same seed twice is the same, another seed or engine's neighbors are not what rows depend on", async () => {
    const samples = await annealedLangevin(mixture, sigmas, { ...run, count: 40 });
    expect(await annealedLangevin(mixture, sigmas, { ...run, count: 40, engine })).toEqual(samples);
    const other = await annealedLangevin(mixture, sigmas, { ...run, count: 40, seed: run.seed + 1 });
    for (let k = 0; k < samples.length; k++) expect(other[k]).not.toBe(samples[k]);
    expect(await annealedLangevin(mixture, sigmas, { ...run, count: 40, seed: 0 })).toEqual(
      await annealedLangevin(mixture, sigmas, { stepsPerSigma: 7, count: 40 }),
    );
  });

  test("the clock and the consumer do not matter: watched slowly, two runs at once, or at a stretch", async () => {
    const network = await trained(2);
    const how = { ...run, stepsPerSigma: 300, count: 1500 };
    const expected = await annealedLangevin(network, sigmas, how);
    const watched = annealedLangevin(network, sigmas, how);
    for await (const { fraction } of watched) network.score([fraction, 1], 3);
    expect(await watched).toEqual(expected);
    const both = [network, wrap(network)].map((model) =>
      annealedLangevin(model, sigmas, { ...how, count: 100, engine }),
    );
    const [a, b] = await Promise.all(both);
    expect(a).toEqual(expected.slice(0, 200));
    expect(network.encoding.decode(b)).toEqual(a);
  });
});

test.each([1, 2, 3, 9, 17])("inside WebAssembly or through score(): the same bits, dim %i", async (dim) => {
  const network = await trained(dim);
  for (const count of [1, 31, 33, 1100]) {
    const inside = await annealedLangevin(network, sigmas, { ...run, count });
    const outside = await annealedLangevin(wrap(network), sigmas, { ...run, count, engine });
    expect(inside).toEqual(network.encoding.decode(outside));
    const fixed = { ...run, count, stepSize: 0.03 };
    const fixedInside = await langevin(network, sigmas, fixed);
    const fixedOutside = await langevin(wrap(network), sigmas, { ...fixed, engine });
    expect(fixedInside).toEqual(network.encoding.decode(fixedOutside));
  }
});

test("a level so long that it is done in several pieces: the same bits through score()", async () => {
  const { network } = twin(engine, { dim: 2, hidden: [128, 128] }, true);
  const how = { stepsPerSigma: 130, count: 33, seed: 3 };
  expect(await annealedLangevin(network, [2, 1], how)).toEqual(
    await annealedLangevin(wrap(network), [2, 1], { ...how, engine }),
  );
});

test("a start in the user's units is standardized: with no force and hardly a step it comes back", async () => {
  const encoding = standardEncoding({ mean: Float64Array.of(-70, 1000), std: Float64Array.of(3, 20) });
  const still: ScoreModel = { dim: 2, encoding, score: (x) => x.map(() => 0) };
  const start = Array.from({ length: 33 }, (_, k) => [-70 + k / 10, 900 + 7 * k]);
  const how = { engine, count: 33, start, stepSize: 1e-30, stepsPerSigma: 1 };
  const samples = await annealedLangevin(still, sigmas, how);
  // Two roundings of standardized values up to 5
  start.flat().forEach((value, k) => expect(Math.abs(samples[k] - value)).toBeLessThan([3, 20][k % 2] * 5 * 2 ** -22));
});

describe("a user's own function", () => {
  test("may return any array of numbers, is given blocks of at most 1024 whole rows, and may keep them", async () => {
    const blocks: { x: Float32Array; copy: Float32Array; sigma: number }[] = [];
    const model = {
      dim: 3,
      score(x: Float32Array, sigma: number) {
        blocks.push({ x, copy: x.slice(), sigma });
        return Array.from(x, (value) => -value) as unknown as Float32Array;
      },
    };
    const samples = await annealedLangevin(model, sigmas, { engine, count: 1030, stepsPerSigma: 2, stepSize: 1e-4 });
    expect(samples.every(Number.isFinite)).toBe(true);
    for (const { x, copy } of blocks) {
      expect(x.length % 3 === 0 && x.length <= 3072).toBe(true);
      expect(x).toEqual(copy);
    }
  });

  test("that throws, or returns too few numbers, rejects the run and gives the memory back", async () => {
    const { used } = engine.memory;
    const boom = new Error("boom");
    let calls = 0;
    const throwing: ScoreModel = {
      ...standard(2),
      score(x) {
        if (++calls === 5) throw boom;
        return x;
      },
    };
    await expect(annealedLangevin(throwing, sigmas, { engine, count: 9 })).rejects.toBe(boom);
    const short: ScoreModel = { dim: 2, score: (x) => x.subarray(1) };
    await expect(annealedLangevin(short, sigmas, { engine, count: 9 })).rejects.toEqual(
      expect.objectContaining({
        code: "invalid-argument",
        message: "annealedLangevin: expected model.score to return 18 numbers, got 17",
      }),
    );
    expect(engine.memory.used).toBe(used);
  });
});

test("a chain that diverges names level and row, also when it does in the denoising", async () => {
  const { used } = engine.memory;
  const at = (row: number, level: number): ScoreModel => ({
    ...standard(2),
    score: (x, sigma) => x.map((_, k) => (k === 2 * row + 1 && sigma === sigmas[level] ? NaN : 0)),
  });
  const diverged = (message: string) =>
    expect.objectContaining({ code: "diverged", message: expect.stringContaining(message) });
  const how = { engine, count: 40, stepsPerSigma: 3 };
  await expect(annealedLangevin(at(17, 2), sigmas, how)).rejects.toEqual(
    diverged("annealedLangevin: expected finite particles, got row 17 not finite after level 2 (sigma 0.5)"),
  );
  const unstable: ScoreModel = { ...standard(1), score: (x) => x.map((v) => -1e6 * v) };
  await expect(langevin(unstable, sigmas, { ...how, stepSize: 1 })).rejects.toEqual(
    diverged("langevin: expected finite particles, got row 0 not finite after level 2"),
  );
  let calls = 0;
  const late: ScoreModel = {
    ...standard(1),
    score: (x) => x.map((_, k) => (++calls > 40 * 11 && k === 5 ? Infinity : 0)),
  };
  await expect(annealedLangevin(late, sigmas, how)).rejects.toEqual(
    diverged("row 5 not finite after the final denoising"),
  );
  expect(engine.memory.used).toBe(used);
});
