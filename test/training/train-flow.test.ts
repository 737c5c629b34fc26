import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  ancestral,
  annealedLangevin,
  consistentAnnealed,
  createEngine,
  createScoreNetwork,
  ddim,
  dpmSolverPlusPlus,
  eulerOde,
  flowSigmas,
  gaussian,
  heunOde,
  loadModel,
  predictorCorrector,
  reverseSde,
  saveModel,
  train,
  trainFlow,
  langevin,
  veSde,
  type Engine,
  type ScoreNetwork,
} from "../../src/index.ts";
import { slicedWasserstein } from "../../src/metrics/index.ts";
import { moons } from "../../src/toys/index.ts";
import { flatten } from "../kit/network-twin.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const coupling = "optimal-transport";
const rows = moons.sample(4000, { seed: 1 });
const settings = { steps: 30, batchSize: 75, couplingRows: 32, coupling, seed: 3 } as const;
const small = (on = engine): ScoreNetwork => createScoreNetwork(on, { dim: 2, hidden: [24, 24], seed: 2 });
const state = (network: ScoreNetwork) => [flatten(network.parameters("current")), flatten(network.parameters())];

async function finish(run: AsyncIterable<{ step: number; loss: number }>, until = Infinity): Promise<number[]> {
  const losses: number[] = [];
  for await (const { step, loss } of run) {
    losses.push(loss);
    if (step === until) break;
  }
  return losses;
}

describe("flow matching's ODE is the probability flow in σ", () => {
  const [mean, std] = [0.7, 0.4];
  const model = gaussian({ mean: [mean], std: [std] });
  /** v(x, t) = E[z − x | x_t = x] of N(mean, std²), by the regression of z − x on (1 − t)x + tz. */
  const velocity = (x: number, t: number): number =>
    -mean + ((t - (1 - t) * std * std) / ((1 - t) ** 2 * std * std + t * t)) * (x - (1 - t) * mean);
  const start = Float64Array.from({ length: 41 }, (_, k) => 50 * (k - 20));

  test.each([1, 2, 5, 40])("%i steps of Euler in t are those of eulerOde on flowSigmas, to f32", async (steps) => {
    const [sigmaMax, tMax] = [19, 0.95];
    const rows = await eulerOde(model, flowSigmas({ count: steps, sigmaMax }), { count: start.length, start });
    start.forEach((y, k) => {
      let x = y * (1 - tMax);
      for (let i = 0; i < steps; i++) {
        const [t, next] = [tMax * (1 - i / steps), tMax * (1 - (i + 1) / steps)];
        x += (next - t) * velocity(x, t);
      }
      expect(Math.abs(rows[k] - x)).toBeLessThan(1e-6 * 1000);
    });
  });

  test("the exact flow map x₀ = mean + std·(y − mean)/√(std² + σ²): eulerOde to first order, heunOde to f32", async () => {
    const sigmaMax = 19;
    const exact = start.map((y) => mean + (std * (y - mean)) / Math.sqrt(std * std + sigmaMax * sigmaMax));
    const error = async (sampler: typeof eulerOde, steps: number): Promise<number> => {
      const rows = await sampler(model, flowSigmas({ count: steps, sigmaMax }), { count: start.length, start });
      return Math.max(...exact.map((x, k) => Math.abs(rows[k] - x)));
    };
    const [coarse, middle, fine] = [await error(eulerOde, 80), await error(eulerOde, 160), await error(eulerOde, 320)];
    for (const ratio of [coarse / middle, middle / fine]) expect(Math.abs(ratio - 2)).toBeLessThan(0.2);
    expect(await error(heunOde, 80)).toBeLessThan(1e-3);
  });
});

describe("trainFlow", () => {
  test("is train with flow's σ, weighting and the coupling asked for", async () => {
    const [flow, plain] = [small(), small()];
    const losses = await finish(trainFlow(flow, rows, settings));
    const sigmas = [999, 1 / 999];
    const same = { ...settings, sigmas, noiseDistribution: "flow", weighting: "velocity" } as const;
    expect(await finish(train(plain, rows, same))).toEqual(losses);
    expect(state(flow)).toEqual(state(plain));
    const independent = small();
    expect(await finish(trainFlow(independent, rows, { ...settings, coupling: "independent" }))).not.toEqual(losses);
    expect(independent.training!.settings).not.toHaveProperty("coupling");
  });

  test("what flow matching decides itself is no option of it; errors name it", () => {
    const begin = (more: object) => () => trainFlow(small(), rows, { ...settings, ...more });
    expect(begin({ weighting: "edm" })).toThrow("trainFlow: expected option one of steps");
    expect(begin({ noiseDistribution: "flow" })).toThrow("trainFlow: expected option one of steps");
    expect(begin({ sigmas: "auto" })).toThrow("trainFlow: expected sigmas a non-empty array of numbers");
    expect(begin({ couplingrows: 3 })).toThrow('trainFlow: expected option "couplingRows"');
    expect(() => trainFlow(small(), rows, null as never)).toThrow("trainFlow: expected an options object, got null");
  });

  test.each([1, 17])("left after step %i, saved, loaded and resumed: bit for bit as if never left", async (until) => {
    const [whole, part] = [small(), small()];
    const noiseDistribution = { kind: "log-normal", logMean: -0.3, logStd: 1.1 } as const;
    const how = {
      ...settings,
      sigmas: [20, 0.1],
      noiseDistribution,
      validation: rows.subarray(0, 60),
      validateEvery: 4,
    };
    const losses = await finish(train(whole, rows, how));
    const first = await finish(train(part, rows, how), until);
    const loaded = loadModel(engine, saveModel(part));
    expect(loaded.training!.settings).toEqual(part.training!.settings);
    expect([...first, ...(await finish(trainFlow(loaded, rows, { resume: true })))]).toEqual(losses);
    expect(state(loaded)).toEqual(state(whole));
  });

  test("one and two threads give the same bits", async () => {
    // Four groups of 100 rows and a rest: work that is handed to workers
    const how = { ...settings, steps: 6, batchSize: 431, couplingRows: 100 };
    const wide = (on: Engine): ScoreNetwork => createScoreNetwork(on, { dim: 2, hidden: [64, 64], seed: 2 });
    const [one, two] = [engine, await createEngine({ threads: 2 })];
    for await (const { step } of trainFlow(wide(two), rows, { ...how, steps: 1000 })) {
      if (two.threadsUp === 2 || step === 999) break;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(two.threadsUp).toBe(2);
    const networks = [wide(one), wide(two)];
    const losses = await Promise.all(networks.map((network) => finish(trainFlow(network, rows, how))));
    expect(losses[1]).toEqual(losses[0]);
    expect(state(networks[1])).toEqual(state(networks[0]));
    two.dispose();
  });
});

test("samplers that draw noise on the way refuse a network without a score, the ODE's do not", async () => {
  const network = small();
  await finish(trainFlow(network, rows, { ...settings, steps: 2 }));
  const [sigmas, options] = [[5, 1, 0.1], { count: 4 }];
  const noisy = [
    () => annealedLangevin(network, sigmas, options),
    () => langevin(network, 1, options),
    () => langevin(network, sigmas, { ...options, stepSize: 0.1 }),
    () => predictorCorrector(network, sigmas, options),
    () => consistentAnnealed(network, sigmas, options),
    () => reverseSde(network, veSde({ sigmaMax: 5, sigmaMin: 0.1 }), options),
    () => ancestral(network, sigmas, options),
    () => ddim(network, sigmas, { ...options, eta: 0.5 }),
    () => heunOde(network, sigmas, { ...options, churn: 2 }),
    () => dpmSolverPlusPlus(network, sigmas, { ...options, eta: 1 }),
  ];
  for (const sample of noisy)
    expect(sample).toThrow(/: expected a network with a score, got one trained with coupling "optimal-transport"/);
  for (const sampler of [eulerOde, heunOde, dpmSolverPlusPlus])
    expect(await sampler(network, sigmas, options)).toHaveLength(8);
  await finish(trainFlow(network, rows, { steps: 1 }));
  expect(await annealedLangevin(network, sigmas, { ...options, stepsPerSigma: 1 })).toHaveLength(8);
});

test("moons: both couplings sample them; optimal transport needs fewer steps (Tong et al. 2023)", async () => {
  const unseen = moons.sample(3000, { seed: 2 });
  const distances = async (coupling: "independent" | "optimal-transport") => {
    const network = createScoreNetwork(engine, { dim: 2, hidden: [48, 48, 48], coordinateFrequencies: 0, seed: 1 });
    await finish(trainFlow(network, rows, { steps: 900, batchSize: 256, seed: 1, coupling, emaDecay: 0.99 }));
    const found: number[] = [];
    for (const steps of [2, 4, 40]) {
      const samples = await eulerOde(network, flowSigmas({ count: steps }), { count: 3000, seed: 5 });
      found.push(slicedWasserstein(samples, unseen, { dim: 2, projections: 32 }));
    }
    return found;
  };
  const independent = await distances("independent");
  const transported = await distances("optimal-transport");
  // measured in 2, 4, 40 steps: .60, .32, .13 and .39, .21, .12; two samples of the density are .04 from each other
  expect(transported[0]).toBeLessThan(0.75 * independent[0]);
  expect(transported[1]).toBeLessThan(0.75 * independent[1]);
  for (const [, , distance] of [independent, transported]) expect(distance).toBeLessThan(0.2);
});
