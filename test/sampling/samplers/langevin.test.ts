import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, type Engine } from "../../../src/engine/engine.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import type { ScoreModel } from "../../../src/models/score-model.ts";
import { langevin } from "../../../src/sampling/samplers/langevin.ts";
import { twin } from "../../kit/network-twin.ts";
import { textbookLangevin } from "../../reference/langevin.ts";
import { fourErrors, rms } from "../../kit/statistics.ts";
import { standard } from "../../kit/standard.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const sigmas = [5, 2, 1, 0.3, 0.05];

test.each([1, 2, 3, 9])(
  "every particle is the f64 reference's textbook form on a ladder to 1e-5, dim %i",
  async (dim) => {
    const score = (x: ArrayLike<number>, sigma: number) =>
      Float32Array.from(x, (value, k) => ((k % dim) - value) / (0.5 + sigma * sigma));
    const run = { count: 41, stepsPerSigma: 13, stepSize: 0.02, seed: 77, offset: 5 };
    const exact = textbookLangevin(score, sigmas, { dim, ...run });
    const samples = await langevin({ dim, score }, sigmas, { engine, ...run });
    // 65 steps of two roundings of values below 4
    exact.forEach((value, k) => expect(Math.abs(samples[k] - value)).toBeLessThan(65 * 2 * 4 * 2 ** -24));
  },
);

test("a network's chain is the reference MLP's, to 1e-4", async () => {
  const { network, reference } = twin(engine, { dim: 2, hidden: [9, 9] }, true);
  const score = (x: Float64Array, sigma: number) =>
    reference.forward(x, new Float64Array(x.length / 2).fill(sigma)).predictedNoise.map((z) => -z / sigma);
  const run = { count: 35, stepsPerSigma: 6, stepSize: 1e-3, seed: 3 };
  const exact = textbookLangevin(score, sigmas, { dim: 2, ...run });
  const samples = await langevin(network, sigmas, run);
  exact.forEach((value, k) => expect(Math.abs(samples[k] - value)).toBeLessThan(1e-4));
});

test("on Gaussian data the deviation follows v ← (1 − (s*/2)/(s₀² + σ²))²·v + s* from v = 1, within 4 standard errors", async () => {
  const [s0, alpha, steps, n] = [2, 0.1, 10, 40000];
  let v = 1;
  for (const sigma of sigmas)
    for (let t = 0; t < steps; t++) v = (1 - alpha / 2 / (s0 ** 2 + sigma ** 2)) ** 2 * v + alpha;
  const model = gaussian({ mean: [0, 0, 0, 0], std: s0 });
  const run = { engine, count: n / 4, stepsPerSigma: steps, stepSize: alpha, seed: 1 };
  const std = rms(await langevin(model, sigmas, run));
  expect(Math.abs(std - Math.sqrt(v))).toBeLessThan(fourErrors(Math.sqrt(v), n));
  // which is far from the data's own deviation: the start is forgotten too slowly
  expect(Math.abs(std - s0)).toBeGreaterThan(0.1);
});

test("starts at N(0, I) whatever the model or σ_max, and does not denoise", async () => {
  const n = 40000;
  const still: ScoreModel = { dim: 2, score: (x) => x.map(() => 0), mean: [9, 9], variance: [4, 4] };
  const samples = await langevin(still, [100, 50], {
    engine,
    count: n / 2,
    stepSize: 1e-12,
    stepsPerSigma: 1,
  });
  expect(Math.abs(rms(samples) - 1)).toBeLessThan(fourErrors(1, n));
  const calls: number[] = [];
  const counting: ScoreModel = { ...standard(1), score: (x, sigma) => (calls.push(sigma), x.map(() => 0)) };
  await langevin(counting, sigmas, { engine, count: 3, stepSize: 0.1, stepsPerSigma: 4 });
  expect(calls).toEqual(sigmas.flatMap((sigma) => Array(4).fill(sigma)));
});

test("a steep score of one's own that states no moments: rows start where it has them, at σ 0.1 and at 3", async () => {
  const model: ScoreModel = { dim: 1, score: (x) => x.map((v) => -((v - 50) ** 3)) };
  const stated: ScoreModel = { ...standard(1), score: (x, sigma) => model.score(x, sigma) };
  const [n, how] = [2000, { engine, count: 2000, stepSize: 0.02, stepsPerSigma: 300, seed: 1 }];
  for (const sigma of [0.1, 3]) {
    const rows = await langevin(model, sigma, how);
    // E x² of e^(−x⁴/4) is 2Γ(¾)/Γ(¼) = .676, its variance .543
    const square = rows.reduce((sum, x) => sum + (x - 50) ** 2, 0) / n;
    expect(Math.abs(square - 0.676)).toBeLessThan(4 * Math.sqrt(0.543 / n));
    await expect(langevin(stated, sigma, how)).rejects.toThrow(/try smaller steps$/);
  }
  const steps = langevin(model, 3, { ...how, stepSize: 5 });
  await expect(steps).rejects.toThrow("try smaller steps, rows to start from (start) that are near the data, or a model with its mean and variance"); // prettier-ignore
});
