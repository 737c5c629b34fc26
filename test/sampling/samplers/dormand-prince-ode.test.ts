import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { withLabels } from "../../../src/models/conditioning/with-labels.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { heunOde } from "../../../src/sampling/samplers/heun-ode.ts";
import { dormandPrinceOde, type DormandPrinceOptions } from "../../../src/sampling/samplers/dormand-prince-ode.ts";
import { karrasSigmas } from "../../../src/noise/ladders.ts";
import { twin } from "../../kit/network-twin.ts";
import { columnMean } from "../../kit/statistics.ts";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";
import { standard } from "../../kit/standard.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const toy = gaussianMixture({ weights: [0.8, 0.2], means: [[5, 5], [-5, -5]], variance: 1 }); // prettier-ignore

test("rows of Gaussian data follow the exact flow map about the mean, then the exact denoising", async () => {
  const model = gaussian({ mean: [-300, 7], std: [2, 30] });
  const start = Array.from({ length: 20 }, (_, k) => [-300 + 100 * Math.sin(k), 7 + 90 * Math.cos(k)]);
  for (const denoise of [false, true]) {
    const how = { engine, count: 20, start, denoise, tolerance: 1e-6 };
    const samples = await dormandPrinceOde(model, [80, 0.5], how);
    samples.forEach((x, k) => {
      const [mean, s] = [model.mean[k % 2], [2, 30][k % 2]];
      const factor = Math.sqrt((s * s + 0.25) / (s * s + 6400)) * (denoise ? (s * s) / (s * s + 0.25) : 1);
      expect(Math.abs(x - mean - (start[Math.floor(k / 2)][k % 2] - mean) * factor)).toBeLessThan(1e-4 * s);
    });
  }
});

test("starts where Heun's method starts, and ends where 500 steps of it end", async () => {
  const how = { engine, count: 50, seed: 3, offset: 20 };
  const fine = await heunOde(toy, karrasSigmas({ sigmaMax: 40, sigmaMin: 0.05, count: 500 }), how);
  const samples = await dormandPrinceOde(toy, [40, 3, 0.05], { ...how, tolerance: 1e-6 });
  samples.forEach((x, k) => expect(Math.abs(x - fine[k])).toBeLessThan(2e-3));
});

test("weights .8 at (5, 5) and .2 at (−5, −5), unit variance, within 4 standard errors", async () => {
  const n = 1000;
  const samples = await dormandPrinceOde(toy, [40, 0.3], { engine, count: n, seed: 1 });
  const upper = samples.reduce((sum, _, k) => sum + (k % 2 === 0 && samples[k] + samples[k + 1] > 0 ? 1 : 0), 0) / n;
  expect(Math.abs(upper - 0.8)).toBeLessThan(4 * Math.sqrt(0.16 / n));
  for (const sign of [1, -1]) {
    const mode = samples.filter((_, k) => Math.sign(samples[k & ~1] + samples[k | 1]) === sign);
    for (const c of [0, 1])
      expect(Math.abs(columnMean(mode, 2, c) - 5 * sign)).toBeLessThan(4 / Math.sqrt(mode.length / 2));
  }
});

describe("a network", () => {
  const options = { dim: 3, hidden: [32, 32], coordinateFrequencies: 0, classes: 3 };

  test("inside WebAssembly or through score(): the same to the tolerance, in the user's units", async () => {
    const { network } = twin(engine, options, true);
    network.encoding = standardEncoding({ mean: Float64Array.of(50, 0, -7), std: Float64Array.of(3, 1, 100) });
    const { encoding } = network;
    const outside: ScoreModel = { ...standard(3), encoding, score: (x, sigma) => network.score(x, sigma) };
    const how = { engine, count: 40, seed: 2, tolerance: 1e-5 };
    const [inside, through] = [
      await dormandPrinceOde(network, [10, 0.1], how),
      await dormandPrinceOde(outside, [10, 0.1], how),
    ];
    inside.forEach((x, k) => expect(Math.abs(x - through[k]) / encoding.parameters.std[k % 3]).toBeLessThan(1e-3));
    network.dispose();
  });

  test("any split by offset, 1 thread or 3: the same bits", async () => {
    const three = await createEngine({ threads: 3 });
    const [one, many] = [engine, three].map((home) => twin(home, { ...options, hidden: [96, 96] }, true).network);
    const how = { seed: 5, offset: 1000, tolerance: 1e-3 };
    const whole = await dormandPrinceOde(one, [6, 0.1], { ...how, count: 400 });
    expect(await dormandPrinceOde(many, [6, 0.1], { ...how, count: 400 })).toEqual(whole);
    for (const [at, count] of [
      [0, 1],
      [33, 300],
      [399, 1],
    ])
      expect(await dormandPrinceOde(one, [6, 0.1], { ...how, count, offset: 1000 + at })).toEqual(whole.slice(3 * at, 3 * (at + count))); // prettier-ignore
    three.dispose();
    one.dispose();
  });

  test("labels of each row's own", async () => {
    const { network } = twin(engine, options, true);
    const how = { count: 60, seed: 5 };
    const labels = Array.from({ length: 60 }, (_, k) => k % 3);
    const mixed = await dormandPrinceOde(withLabels(network, labels), [6, 0.1], how);
    for (const label of [0, 1, 2]) {
      const alone = await dormandPrinceOde(withLabels(network, label), [6, 0.1], how);
      for (let k = 0; k < 60; k++) expect(alone[3 * k] === mixed[3 * k]).toBe(label === k % 3);
    }
    network.dispose();
  });
});

test("progress, current() and AbortSignal; nothing of the engine's memory is kept", async () => {
  const slow: ScoreModel = {
    dim: 1,
    score(x, sigma) {
      for (const until = performance.now() + 0.4; performance.now() < until;);
      return x.map((v) => -v / (1 + sigma * sigma));
    },
  };
  const { used } = engine.memory;
  const run = dormandPrinceOde(slow, [10, 0.1], { engine, count: 8, tolerance: 1e-3 });
  const seen: number[] = [];
  let first: Float64Array | undefined;
  for await (const { fraction, level, levels, sigma, current } of run) {
    first ??= current();
    seen.push(fraction);
    expect([level, levels, sigma <= 10.001 && sigma >= 0.0999]).toEqual([0, 1, true]);
  }
  expect(seen.length).toBeGreaterThan(3);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(first).toHaveLength(8);
  expect(await run).not.toEqual(first);
  const reason = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 10);
  const aborted = dormandPrinceOde(slow, [10, 0.1], { engine, count: 200, signal: controller.signal });
  await expect(aborted).rejects.toBe(reason);
  expect(engine.memory.used).toBe(used);
  const nan: ScoreModel = { dim: 2, score: (x, sigma) => x.map((_, k) => (sigma < 0.5 && k === 1 ? NaN : 0)) };
  await expect(dormandPrinceOde(nan, [1, 0.1], { engine, count: 3 })).rejects.toMatchObject({ code: "diverged" });
});

test("sigmas auto, and what cannot be", async () => {
  const { network } = twin(engine, { dim: 2, hidden: [8], coordinateFrequencies: 0 }, true);
  const sigmaRange = { sigmaMax: 9, sigmaMin: 0.2, eigenvalues: [1], shares: [1] };
  const model: ScoreModel = { dim: 2, sigmaRange, score: (x, sigma) => network.score(x, sigma) };
  const how = { engine, count: 5 };
  expect(await dormandPrinceOde(model, "auto", how)).toEqual(await dormandPrinceOde(model, [9, 0.2], how));
  expect(() => dormandPrinceOde({ dim: 2, score: toy.score }, "auto", how)).toThrow(
    "expected numbers for noise levels",
  );
  for (const [sigmas, options, message] of [
    [[1, 1], {}, "sigmas strictly decreasing"],
    [[1], {}, "at least 2 sigmas"],
    [[2, 1], { tolerance: 0 }, "tolerance a number from 1e-8 to 0.1, got 0"],
    [[2, 1], { denoise: 1 }, "denoise true or false, got 1"],
    [[2, 1], { count: 0 }, "count an integer"],
    [[2, 1], { start: [1, 2] }, "start of count 5 rows"],
  ] as const)
    expect(() => dormandPrinceOde(toy, sigmas, { ...how, ...options } as DormandPrinceOptions)).toThrow(
      expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining(`dormandPrinceOde: expected ${message}`) }), // prettier-ignore
    );
  network.dispose();
});
