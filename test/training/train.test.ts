import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../src/models/network.ts";
import { annealedLangevin } from "../../src/sampling/samplers/annealed-langevin.ts";
import type { ResumeOptions, TrainOptions } from "../../src/training/options.ts";
import { train, type TrainProgress } from "../../src/training/train.ts";
import { drawRows } from "../reference/dsm.ts";
import { testData } from "../reference/gradient-check.ts";
import { data, options, refused, run, smallNetwork, state, validation } from "./small-training.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine()));
afterAll(() => engine.dispose());

const small = (): ScoreNetwork => smallNetwork(engine);

describe("the iterator", () => {
  test("counts 1…steps, falls in loss, and every number it reports is finite", async () => {
    const rows = data.map((z, k) => z / 10 + (k % 4 < 2 ? 1e6 : -1e6));
    const all = await run(small(), { ...options, steps: 400, validation, validateEvery: 150 }, Infinity, rows);
    expect(all.map(({ step }) => step)).toEqual(Array.from({ length: 400 }, (_, k) => k + 1));
    for (const { steps, loss, gradientNorm, rowsPerSecond, secondsLeft } of all) {
      expect(steps).toBe(400);
      for (const value of [loss, gradientNorm, rowsPerSecond]) expect(value > 0 && value < Infinity).toBe(true);
      expect(secondsLeft >= 0 && secondsLeft < 600).toBe(true);
    }
    expect(all.at(-1)?.secondsLeft).toBe(0);
    const validated = all.filter((progress) => progress.validationLoss !== undefined);
    expect(validated.map(({ step }) => step)).toEqual([150, 300, 400]);
    const mean = (part: TrainProgress[]) => part.reduce((sum, { loss }) => sum + loss, 0) / part.length;
    expect(mean(all.slice(-50))).toBeLessThan(0.9 * mean(all.slice(0, 50)));
  });

  test("gives the event loop turns while it works", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const began = performance.now();
    await run(createScoreNetwork(engine, { dim: 2, hidden: [48, 48] }), { ...options, steps: 200, batchSize: 512 });
    clearInterval(timer);
    // A turn at least every 8 ms and a step; a quarter of that on a busy machine
    expect(ticks).toBeGreaterThan((performance.now() - began) / 80);
  });

  test("does nothing before it is asked for the first step", async () => {
    const network = small();
    const before = state(network);
    train(network, data, options);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(state(network)).toEqual(before);
    expect(network.training).toBeUndefined();
  });
});

describe("awaited", () => {
  test("trains to the end, as iterated; the result is the mean loss of the last 100 steps, and the last validation", async () => {
    const [awaited, iterated] = [small(), small()];
    const how = { ...options, steps: 130, validation, validateEvery: 50 };
    const all = await run(iterated, how);
    const { seconds, ...result } = await train(awaited, data, how);
    expect(state(awaited)).toEqual(state(iterated));
    expect(result.steps).toBe(130);
    const loss = all.slice(-100).reduce((sum, progress) => sum + progress.loss, 0) / 100;
    expect(Math.abs(result.loss! / loss - 1)).toBeLessThan(100 * 2 ** -52);
    expect(result.validationLoss).toBe(all.at(-1)!.validationLoss);
    expect(seconds > 0 && seconds < 600).toBe(true);
  });

  test("after the loop: the same run's result; nothing left to do: no loss", async () => {
    const network = small();
    const whole = train(network, data, options);
    const losses: number[] = [];
    for await (const { loss } of whole) losses.push(loss);
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / 40;
    expect(Math.abs((await whole).loss! / mean - 1)).toBeLessThan(40 * 2 ** -52);
    const rest = await train(network, data, { resume: true });
    expect(rest).toMatchObject({ steps: 40, loss: undefined, validationLoss: undefined });
  });

  test("a run that was left has no result; resumed and awaited, the network is as if it had never been left", async () => {
    const [whole, network] = [small(), small()];
    await train(whole, data, options);
    const left = train(network, data, options);
    for await (const { step } of left) if (step === 7) break;
    await expect(left).rejects.toThrow(expect.objectContaining({ code: "stopped" }));
    await train(network, data, { resume: true });
    expect(state(network)).toEqual(state(whole));
  });

  test("a signal and an error end it, and leave the network free to go on", async () => {
    const network = small();
    const signal = AbortSignal.timeout(30);
    const aborted = train(network, data, { ...options, steps: 1e6, signal });
    await expect(aborted).rejects.toThrow(expect.objectContaining({ name: "TimeoutError" }));
    expect(network.training?.running).toBe(false);
  });
});

test("data, labels and validation are copied at the call, though nothing is trained before the await", async () => {
  const make = (): ScoreNetwork => createScoreNetwork(engine, { dim: 2, hidden: [9], classes: 2 });
  const [expected, network] = [make(), make()];
  const labels = Array.from({ length: 300 }, (_, k) => k % 2);
  const sigmas = [8, 2, 0.5];
  const rows = data.slice();
  const given = { validation: validation.slice(), labels: labels.slice(), sigmas: sigmas.slice() };
  const result = await train(expected, data, { ...options, sigmas, labels, validation });
  const started = train(network, rows, { ...options, ...given });
  for (const array of [rows, given.validation, given.labels, given.sigmas]) array.fill(1);
  const { loss, validationLoss } = await started;
  expect([loss, validationLoss]).toEqual([result.loss, result.validationLoss]);
  expect(state(network)).toEqual(state(expected));
});

describe("a loss that is not finite", () => {
  test("ends training before the weights change; the network samples, and resumes up to the same step", async () => {
    const rows = Float64Array.from(testData(2 * 400, 2));
    rows[2 * 123] = 1e30; // its square is past f32
    const how = { ...options, encoding: "identity", steps: 200, batchSize: 8 } as const;
    const network = small();
    const before: Float32Array[][] = [];
    const diverging = async (own: TrainOptions | ResumeOptions) => {
      for await (const progress of train(network, rows, own)) {
        before.push(state(network));
        expect(progress.step).toBe(before.length);
      }
    };
    await expect(diverging(how)).rejects.toEqual(refused("diverged", "Try a learningRate below 0.003"));
    const drawn = (step: number) => drawRows(400, { seed: 3, step, batch: 8 }).row;
    const at = before.length + 1;
    expect(drawn(at)).toContain(123);
    for (let step = 1; step < at; step++) expect(drawn(step)).not.toContain(123);
    expect(at).toBeGreaterThan(1);
    expect(state(network)).toEqual(before.at(-1));
    const samples = await annealedLangevin(network, options.sigmas, { count: 64, stepsPerSigma: 10 });
    expect(samples.every(Number.isFinite)).toBe(true);
    const again = refused("diverged", `at step ${at}; the weights are those of step ${at - 1}`);
    await expect(diverging({ resume: true })).rejects.toEqual(again);
    expect(state(network)).toEqual(before.at(-1));
  });

  test("a huge learning rate: whatever happens, no weight is ever NaN or infinite", async () => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [9, 9, 9, 9, 9, 9] });
    const how = { ...options, steps: 3000, learningRate: 1000, warmupSteps: 0, decay: "constant" } as const;
    await expect(run(network, { ...how, maxGradientNorm: Infinity })).rejects.toEqual(
      refused("diverged", "finite loss"),
    );
    for (const weights of state(network)) expect(weights.every(Number.isFinite)).toBe(true);
  });
});

describe("data", () => {
  test("of any size that f64 holds: 1e39, or one row 1e155 away, trains and samples finite numbers; what is beyond is named", async () => {
    for (const size of [1e39, 1e155, 1e-170, 1e300]) {
      const network = small();
      const rows = Array.from({ length: 50 }, (_, i) => [i === 20 ? size : (i % 5) * Math.min(size, 1), i % 7]);
      await train(network, rows, { sigmas: "auto", steps: 20, batchSize: 32 });
      const samples = await annealedLangevin(network, "auto", { count: 20, stepsPerSigma: 2 });
      expect(samples.every(Number.isFinite), `${size}`).toBe(true);
      network.dispose();
    }
    const attempt = (value: number, how: Partial<TrainOptions>) => () =>
      train(small(), [[0, 1], [2, value]], { ...options, ...how }); // prettier-ignore
    expect(attempt(1e301, {})).toThrow(refused("invalid-data", "values up to 1e+301 in column 1"));
    expect(attempt(1e301, { sigmas: "auto" })).toThrow(refused("invalid-data", "values up to 1e+301 in column 1"));
    expect(attempt(1e39, { encoding: "identity" })).toThrow(refused("invalid-data", "got 1e+39 in row 1, column 1"));
  });

  test("validation rows whose loss would not be finite are refused at the call", () => {
    const attempt = (validation: number[][]) => () => train(small(), data, { ...options, validation });
    expect(attempt([[0, 1], [1e30, 0]])).toThrow(refused("invalid-data", "row 1")); // prettier-ignore
    expect(attempt([[0, 1], [1e200, 0]])).toThrow(refused("invalid-data", "got 1e+200 in row 1, column 0")); // prettier-ignore
  });

  test("the encoding is kept with the network and undone by the sampler; a constant column gets 1", async () => {
    const network = createScoreNetwork(engine, { dim: 3, hidden: [8] });
    const rows = Array.from({ length: 200 }, (_, k) => [data[2 * k], data[2 * k + 1], 7]);
    for await (const progress of train(network, rows, options)) if (progress.step === 2) break;
    const { mean, std } = network.encoding.parameters;
    for (const c of [0, 1]) {
      const column = rows.map((row) => row[c]);
      const average = column.reduce((sum, value) => sum + value, 0) / 200;
      const variance = column.reduce((sum, value) => sum + (value - average) ** 2, 0) / 200;
      expect(mean[c] / average - 1).toBeCloseTo(0, 12);
      expect(std[c] / Math.sqrt(variance) - 1).toBeCloseTo(0, 9);
    }
    expect([mean[2], std[2]]).toEqual([expect.closeTo(7, 12), 1]);
    // ẑ of an almost untrained network is that of N(0, I): the sampler's rows are N(mean, std²), to the user's units
    const count = 2000;
    const samples = await annealedLangevin(network, [4, 2, 1, 0.5, 0.2, 0.05], { count, stepsPerSigma: 50 });
    let average = 0;
    for (let k = 0; k < count; k++) average += samples[3 * k + 1] / count;
    expect(Math.abs(average - mean[1])).toBeLessThan(5 * (std[1] / Math.sqrt(count)));
  });

  test("flat or rows, of any type: the same bits; the caller's are not changed", async () => {
    const flat = data.slice();
    const rows = Array.from({ length: 300 }, (_, k) => [data[2 * k], data[2 * k + 1]]);
    const states = [];
    for (const form of [flat, [...data], rows, rows.map((row) => Float64Array.from(row))]) {
      const network = small();
      for await (const { step } of train(network, form, options)) expect(step).toBeLessThan(41);
      states.push(state(network));
    }
    for (const other of states) expect(other).toEqual(states[0]);
    expect(flat).toEqual(data);
  });
});

test("predictions are the averaged weights', not the current ones'", async () => {
  const network = small();
  await run(network, options, 20);
  const x = [0.3, -1, 2, 0.1];
  const sampled = network.score(x, 0.5);
  network.mlp.copyToAverage();
  expect(network.score(x, 0.5)).not.toEqual(sampled);
});
