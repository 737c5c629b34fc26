import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { logDensity } from "../../src/density/log-density.ts";
import { lossInNats } from "../../src/density/loss-in-nats.ts";
import { createEngine, type Engine } from "../../src/engine/engine.ts";
import { gaussian } from "../../src/models/exact/gaussian.ts";
import { gaussianMixture } from "../../src/models/exact/gaussian-mixture.ts";
import { idealDenoiser } from "../../src/models/exact/ideal-denoiser.ts";
import { createScoreNetwork } from "../../src/models/network.ts";
import { trainFlow } from "../../src/training/train-flow.ts";
import { train } from "../../src/training/train.ts";
import { moons } from "../../src/toys/index.ts";
import { hashOf } from "../kit/hash-of.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

/** Mean, and its standard error. */
function summary(values: ArrayLike<number>): { mean: number; error: number } {
  const all = Array.from(values);
  const mean = all.reduce((sum, v) => sum + v, 0) / all.length;
  const squares = all.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / (all.length - 1) / all.length) };
}

describe("exact laws", () => {
  test("a Gaussian with its moments: −ln p of each row smoothed by σ_min, without any chance", async () => {
    const [mean, std, sigmaMin] = [[3, -1], [2, 0.5], 0.1];
    const model = gaussian({ mean, std });
    const rows = model.sample(50, { seed: 1 });
    const { rows: nats, levels } = await lossInNats(model, rows, { sigmaMin, sigmaMax: 50, draws: 4 });
    nats.forEach((value, k) => {
      let exact = 0;
      for (const d of [0, 1]) {
        const v = std[d] ** 2 + sigmaMin ** 2;
        exact += 0.5 * (Math.log(2 * Math.PI * v) + ((rows[2 * k + d] - mean[d]) ** 2 + sigmaMin ** 2) / v);
      }
      expect(Math.abs(value - exact)).toBeLessThan(2e-5);
    });
    // Beyond N(mean, variance) there is nothing to know
    for (const { loss } of levels) expect(Math.abs(loss - 1)).toBeLessThan(1e-4);
  });

  test.each([0.3, 1.6])("N(0, %f²) measured from N(0, 1): the exact L(σ), and exactly the entropy", async (s) => {
    const [sigmaMin, sigmaMax] = [0.05, 60];
    const own = gaussian({ mean: [0], std: [s] });
    const model = { dim: 1, mean: [0], variance: [1], score: own.score.bind(own) };
    const rows = own.sample(1500, { seed: 2 });
    const { nats, error, levels } = await lossInNats(model, rows, { sigmaMin, sigmaMax });
    const entropy = 0.5 * Math.log(2 * Math.PI * Math.E * (s * s + sigmaMin ** 2));
    expect(Math.abs(nats - entropy)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.03);
    const place = (sigma: number): number => -0.5 * Math.log(1 + sigma ** -2);
    const width = (place(sigmaMax) - place(sigmaMin)) / 16;
    levels.forEach(({ loss }, i) => {
      const part = Array.from({ length: 20 }, (_, j) => {
        const v = 1 / (Math.exp(-2 * (place(sigmaMin) + (i + (j + 0.5) / 20) * width)) - 1);
        // Of (1 + σ²)·(b·x̃² − 2a·x̃z), what the errors of ẑ_N and ẑ are apart
        const a = Math.sqrt(v) * (1 / (1 + v) - 1 / (s * s + v));
        const b = v * (1 / (1 + v) ** 2 - 1 / (s * s + v) ** 2);
        const t = s * s + v;
        const variance = 2 * b * b * t * t + 4 * a * a * (t + v) - 8 * a * b * t * Math.sqrt(v);
        // L(σ), measured from that of N(0, 1), which is 1 for rows of deviation 1
        const loss = 1 + (s * s * (1 + v)) / t - (1 + s * s * v) / (1 + v);
        return { loss, variance: variance * (1 + v) ** 2 };
      });
      // 3,000 errors in each part, two of a row
      const variance = summary(part.map((one) => one.variance)).mean / 1500;
      expect(Math.abs(loss - summary(part.map((one) => one.loss)).mean)).toBeLessThan(4 * Math.sqrt(variance) + 1e-4);
    });
  });

  test("8 Gaussians at σ_min .05, as published: the entropy of the smoothed law, and the ODE's NLL row by row", async () => {
    const std = Math.sqrt(8.25);
    const angles = Array.from({ length: 8 }, (_, k) => (k * Math.PI) / 4);
    const model = gaussianMixture({
      weights: new Array<number>(8).fill(1 / 8),
      means: angles.map((a) => [(4 * Math.cos(a)) / std, (4 * Math.sin(a)) / std]),
      variance: 0.25 / 8.25,
    });
    const rows = model.sample(1500, { seed: 3 });
    const ends = { sigmaMin: 0.05, sigmaMax: 80 };
    const { rows: nats, nats: mean, error } = await lossInNats(model, rows, ends);
    expect(Math.abs(mean - 1.484)).toBeLessThan(4 * error);
    const { logDensity: exact } = await logDensity(model, rows.subarray(0, 300), ends);
    const apart = summary(exact.map((value, k) => value + nats[k]));
    // Rows are noised by σ_min here, which takes D/2·σ²/v nats more
    expect(Math.abs(apart.mean - 0.04)).toBeLessThan(4 * apart.error + 0.03);
  });

  test("an ideal denoiser: the entropy of its rows smoothed by σ_min", async () => {
    const rows = [[-1.2, 0.3], [0.4, 1.1], [0.8, -1.4]]; // prettier-ignore
    const sigmaMin = 0.2;
    const model = idealDenoiser(rows);
    const many = Array.from({ length: 900 }, (_, k) => rows[k % 3]);
    const { nats, error } = await lossInNats(model, many, { sigmaMin, sigmaMax: 60 });
    // Three peaks far apart: ln 3 and the entropy of one
    expect(Math.abs(nats - (Math.log(3) + Math.log(2 * Math.PI * Math.E * sigmaMin ** 2)))).toBeLessThan(4 * error);
  });
});

test("a wrong model: above the entropy, by the integral of its excess loss, with few draws as with many", async () => {
  const [s, wrong, sigmaMin, sigmaMax] = [1, 0.5, 0.1, 40];
  const own = gaussian({ mean: [0], std: [s] });
  const score = gaussian({ mean: [0], std: [wrong] });
  const model = { dim: 1, mean: [0], variance: [1], score: score.score.bind(score) };
  // Excess of E(ẑ − z)²: (ẑ − ẑ*)², ẑ = σx̃/(w² + σ²)
  let excess = 0;
  const steps = 4000;
  const width = Math.log(sigmaMax / sigmaMin) / steps;
  for (let i = 0; i < steps; i++) {
    const v = (sigmaMin * Math.exp((i + 0.5) * width)) ** 2;
    excess += width * v * (s * s + v) * (1 / (wrong ** 2 + v) - 1 / (s * s + v)) ** 2;
  }
  const exact = 0.5 * Math.log(2 * Math.PI * Math.E * (s * s + sigmaMin ** 2)) + excess;
  for (const [count, draws] of [
    [12000, 1],
    [1500, 16],
  ]) {
    // prettier-ignore
    const { nats, error } = await lossInNats(model, own.sample(count, { seed: 4 }), { sigmaMin, sigmaMax, draws });
    expect(Math.abs(nats - exact)).toBeLessThan(4 * error);
    expect(excess).toBeGreaterThan(8 * error);
  }
});

describe("networks", () => {
  const rows = moons.sample(600, { seed: 1 });
  const trained = async (on: Engine) => {
    const network = createScoreNetwork(on, { dim: 2, hidden: [32, 32], seed: 1 });
    await train(network, rows, { sigmas: "auto", steps: 150, batchSize: 128, seed: 1 });
    return network;
  };

  test("in the user's units, the same bits on any number of threads, above the ODE's NLL", async () => {
    const two = await createEngine({ threads: 2 });
    const [a, b] = [await trained(engine), await trained(two)];
    const fresh = moons.sample(400, { seed: 2 });
    const [first, second] = [await lossInNats(a, fresh), await lossInNats(b, fresh)];
    expect(hashOf(second.rows)).toBe(hashOf(first.rows));
    expect(second.levels).toEqual(first.levels);
    const { logDensity: ode } = await logDensity(a, fresh);
    const apart = summary(first.rows.map((value, k) => value + ode[k]));
    expect(apart.mean).toBeGreaterThan(-4 * apart.error);
    expect(Math.abs(apart.mean)).toBeLessThan(0.3);
    two.dispose();
  });

  test("a row's noises are its own, however many rows there are and however many are noised at a time", async () => {
    const network = await trained(engine);
    const options = { draws: 700, seed: 5 };
    const all = await lossInNats(network, rows.subarray(0, 200), options);
    const some = await lossInNats(network, rows.subarray(0, 20), options);
    expect(hashOf(all.rows.subarray(0, 10))).toBe(hashOf(some.rows));
  });

  test("what has no loss in nats is refused", async () => {
    const network = await trained(engine);
    expect(() => lossInNats(network, rows, { sigmaMin: 3, sigmaMax: 2 })).toThrow(
      "expected sigmaMax above sigmaMin = 3",
    );
    const coupled = createScoreNetwork(engine, { dim: 2, hidden: [8] });
    await trainFlow(coupled, rows, { steps: 3, batchSize: 32, coupling: "optimal-transport" });
    expect(() => lossInNats(coupled, rows)).toThrow("lossInNats: expected a model with a score");
  });
});
