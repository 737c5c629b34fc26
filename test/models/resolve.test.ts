import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect } from "node:util";
import {
  ancestral,
  createEngine,
  createScoreNetwork,
  decode,
  dpmSolverPlusPlus,
  encode,
  eulerOde,
  guided,
  heunOde,
  impute,
  langevin,
  logDensity,
  reverseSde,
  trainFlow,
  train,
  withLabels,
  type Engine,
  type ScoreModel,
} from "../../src/index.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

/** N(0, I). */
const smooth = (x: Float32Array, sigma: number) => x.map((value) => -value / (1 + sigma * sigma));
const own: ScoreModel = { dim: 2, score: smooth };
const sigmaRange = { sigmaMax: 10, sigmaMin: 0.1, eigenvalues: [1], shares: [2] };
const refused = (call: () => unknown, message: string) =>
  expect(call).toThrow(
    expect.objectContaining({ code: "invalid-argument", message: expect.stringContaining(message) }),
  );

describe("parts of a model of one's own", () => {
  const encoding = { kind: "x", columns: 2, width: 3, parameters: {}, encode: () => [], decode: () => [], logScale: () => [] }; // prettier-ignore
  test.each([
    [{ score: undefined }, "a model with score(x, sigma)"],
    [{ dim: 2.5 }, "model.dim an integer from 1 to 4096, got 2.5"],
    [{ mean: [1] }, "model.mean an array of 2 numbers, got 1"],
    [{ mean: [1, NaN] }, "model.mean[1] a finite number, got NaN"],
    [{ variance: [] }, "model.variance"],
    [{ variance: [1, -1] }, "model.variance[1] a number not below 0, got -1"],
    [{ variance: [1n, 1n] }, "model.variance[0] a finite number, got 1n"],
    [{ divergence: 3 }, "model.divergence a function, got 3"],
    [{ encoding: { mean: [0], std: [1] } }, "model.encoding with encode(rows)"],
    [{ encoding }, "model.encoding of width 2, got 3"],
    [{ sigmaRange: { sigmaMax: 1, sigmaMin: 0.1, eigenvalues: [1] } }, "sigmaRange."],
    [{ sigmaRange: { ...sigmaRange, eigenvalues: [1e308] } }, "sigmaRange.eigenvalues[0]"],
    [{ sigmaRange: { ...sigmaRange, sigmaMax: 1e200 } }, "sigmaRange.sigmaMax"],
  ])("%o is refused by name, wherever the model is used", (part, message) => {
    const model = { ...own, ...part } as never;
    for (const use of [
      () => ancestral(model, "auto", { count: 1 }),
      () => impute(model, [[1, NaN]]),
      () => logDensity(model, [[1, 2]]),
      () => encode(model, [[1, 2]]),
      () => guided(model, (rows) => rows),
    ])
      refused(use, message);
  });

  test.each([
    ["strings", (x: Float32Array) => Array.from(x, String), 'numbers only, at index 0, got "'],
    ["bigints", (x: Float32Array) => Array.from(x, () => 1n), "numbers only, at index 0, got 1n"],
    ["nothing", () => undefined, "to return 4 numbers, got undefined"],
  ])("a score of %s is refused, naming the value", async (_, score, message) => {
    const model = { dim: 2, score } as never;
    const run = eulerOde(model, [1, 0.5], { count: 2, engine });
    await expect(run).rejects.toMatchObject({ code: "invalid-argument", message: expect.stringContaining(message) });
  });

  test("a score may be a promise, in samplers, guidance, gaps and densities: the same bits", async () => {
    const later: ScoreModel = { ...own, score: async (x, sigma) => Promise.resolve(smooth(x, sigma)) };
    const term = (rows: Float32Array) => rows.map((value) => 1 - value);
    const how = { count: 40, engine, seed: 3 };
    const ends = { sigmaMax: 5, sigmaMin: 0.1, tolerance: 1e-3 };
    for (const use of [
      (model: ScoreModel) => heunOde(model, [3, 1, 0.3], how),
      (model: ScoreModel) => langevin(model, 1, { ...how, stepsPerSigma: 3 }),
      (model: ScoreModel) => ancestral(guided(model, term), [3, 1, 0.3], how),
      (model: ScoreModel) => ancestral(guided(model, term, { at: "denoised" }), [3, 1, 0.3], how),
      (model: ScoreModel) => impute(model, [[1, NaN]], { sigmas: [3, 1], resamples: 2, engine }),
      (model: ScoreModel) => logDensity(model, [[1, 2]], ends).then(({ logDensity: values }) => values),
    ])
      expect(await use(later)).toEqual(await use(own));
    const fails: ScoreModel = { dim: 2, score: () => Promise.reject(new Error("no luck")) };
    await expect(eulerOde(fails, [1, 0.5], how)).rejects.toThrow("no luck");
  });
});

test("a network that was never trained is refused wherever it is sampled, with what to do", async () => {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [8], classes: 2 });
  for (const use of [
    () => dpmSolverPlusPlus(network, "auto", { count: 1 }),
    () => eulerOde(withLabels(network, 1), [1, 0.5], { count: 1 }),
    () => guided(network, (rows) => rows),
    () => impute(network, [[1, NaN]]),
    () => logDensity(network, [[1, 2]], { sigmaMax: 5, sigmaMin: 0.1 }),
    () => encode(network, [[1, 2]], { sigmaMax: 5, sigmaMin: 0.1 }),
    () => decode(network, [[1, 2]], { sigmaMax: 5, sigmaMin: 0.1 }),
  ])
    refused(use, 'expected a trained network, got one with its initial weights; await train(network, data, { sigmas: "auto" }) first'); // prettier-ignore
  expect(inspect(network)).toMatch(/^ScoreNetwork\(2 columns, 8 silu, edm, 2 classes, \d+ parameters, untrained\)$/);
  await train(network, [[1, 2], [3, 4]], { sigmas: [2, 1], steps: 3, batchSize: 8 }); // prettier-ignore
  expect(inspect(network)).toMatch(/step 3 of 3\)$/);
  expect(await eulerOde(network, [1, 0.5], { count: 1 })).toHaveLength(2);
  network.dispose();
  expect(inspect(network)).toMatch(/disposed\)$/);
});

test("a velocity of optimal transport stays one under guidance: samplers that draw noise refuse it", async () => {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [8] });
  await trainFlow(network, [[1, 2], [3, 4], [0, 1]], { steps: 3, batchSize: 8, coupling: "optimal-transport", couplingRows: 4 }); // prettier-ignore
  const model = guided(network, (rows) => rows.map(() => 0));
  for (const use of [
    () => ancestral(model, [3, 1], { count: 1 }),
    () => reverseSde(model, "auto", { count: 1, steps: 3 }),
    () => impute(model, [[1, NaN]], { sigmas: [3, 1] }),
    () => heunOde(model, [3, 1], { count: 1, churn: 1 }),
  ])
    refused(use, "expected a network with a score");
  expect(await eulerOde(model, [3, 1], { count: 1 })).toHaveLength(2);
});

test("a known value beyond f32 is no gap: it is refused by row and column", () => {
  expect(() => impute(own, [[1, NaN], [1e39, NaN]], { engine })).toThrow("impute: expected rows within what f32 holds of it, got 1e+39 in row 1, column 0"); // prettier-ignore
  expect(() => logDensity(own, [[1e39, 0]], { sigmaMax: 5, sigmaMin: 0.1 })).toThrow("got 1e+39 in row 0, column 0");
});

describe("sizes", () => {
  test("more levels than any method gains from are refused at the call", () => {
    const model: ScoreModel = { ...own, sigmaRange };
    refused(() => eulerOde(model, "auto", { count: 1, evaluations: 1e6 }), "evaluations an integer from 1 to 100000");
    refused(() => reverseSde(model, "auto", { count: 1, steps: 1e6 }), "steps an integer from 1 to 100000");
    refused(() => logDensity(own, [[1, 2]], { sigmaMax: 5, sigmaMin: 5e-324 }), "sigmaMin a number from 1e-30");
  });

  test.each([
    [
      "eulerOde",
      (model: ScoreModel, signal: AbortSignal) =>
        eulerOde(model, "auto", { count: 1, evaluations: 100_000, signal, engine }),
    ],
    [
      "reverseSde",
      (model: ScoreModel, signal: AbortSignal) =>
        reverseSde(model, "auto", { count: 1, steps: 100_000, signal, engine }),
    ],
    [
      "langevin",
      (model: ScoreModel, signal: AbortSignal) => langevin(model, 1, { count: 1, stepsPerSigma: 1e9, signal, engine }),
    ],
    [
      "impute",
      (model: ScoreModel, signal: AbortSignal) => impute(model, [[1, NaN]], { resamples: 1e6, signal, engine }),
    ],
    [
      "impute, copies",
      (model: ScoreModel, signal: AbortSignal) => impute(model, [[1, NaN]], { copies: 1e5, signal, engine }),
    ],
  ])("%s of the most levels answers an abort, and holds no levels in memory", async (_, use) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const run = use({ ...own, sigmaRange }, controller.signal);
    setTimeout(() => controller.abort(reason), 20);
    const heap = process.memoryUsage().heapUsed;
    await expect(run).rejects.toBe(reason);
    expect(process.memoryUsage().heapUsed - heap).toBeLessThan(200e6);
  });
});
