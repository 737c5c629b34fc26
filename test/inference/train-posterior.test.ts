import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createEngine,
  createScoreNetwork,
  gaussian,
  loadModel,
  saveModel,
  type Engine,
  type TrainProgress,
} from "../../src/index.ts";
import {
  independentPrior,
  posteriorEstimator,
  simulate,
  trainPosterior,
  type Prior,
} from "../../src/inference/index.ts";
import { learn } from "../../src/inference/candidates.ts";
import { drawSplit } from "../../src/numerics/draws.ts";
import { purposes, streamKey } from "../../src/numerics/random.ts";
import { tasks } from "../../src/toys/index.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const prior = independentPrior([{ normal: [1, 2] }, { uniform: [-1, 1] }]);
const small = { hidden: [32, 32], steps: 400, batchSize: 128, seed: 1, networks: 1 };

/** x = (θ₁ + noise, θ₂ + noise): both posteriors are known. */
const simulator = ([a, b]: Float64Array, random: { normal: () => number }): number[] => [
  a + 2 * random.normal(),
  b + 0.3 * random.normal(),
];

test("learns a posterior that is known, in the parameters' units, and the same of its file", async () => {
  const simulations = await simulate(prior, simulator, { count: 4000, seed: 1 });
  const steps: number[] = [];
  const training = trainPosterior(engine, simulations, small);
  for await (const { step } of training) steps.push(step);
  // Less the 75 of a trial of straight lines: splines are no help here
  expect(steps).toHaveLength(325);
  const estimator = await training;

  const count = 2000;
  const { parameters } = await estimator.posterior([3, 0.2]).sample({ count, seed: 2 });
  const moments = [0, 1].map((column) => {
    const values = parameters.filter((_, i) => i % 2 === column);
    const mean = values.reduce((sum, value) => sum + value / count, 0);
    return { mean, std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2 / count, 0)) };
  });
  // N(2, 2), and N(0.2, 0.3²) of which the ends cut off little: what so short a training comes to
  expect(Math.abs(moments[0].mean - 2)).toBeLessThan(0.25);
  expect(Math.abs(moments[0].std / Math.SQRT2 - 1)).toBeLessThan(0.12);
  expect(Math.abs(moments[1].mean - 0.2)).toBeLessThan(0.05);
  expect(Math.abs(moments[1].std / 0.3 - 1)).toBeLessThan(0.15);

  const again = posteriorEstimator(loadModel(engine, saveModel(estimator.networks[0], { for: "sampling" })), prior);
  const { parameters: same } = await again.posterior([3, 0.2]).sample({ count: 50, seed: 2 });
  expect([...same]).toEqual([...parameters.slice(0, 100)]);
  estimator.dispose();
  expect(() => estimator.posterior([3, 0.2])).toThrow(expect.objectContaining({ code: "disposed" }));
});

test("a prior that is an exact model, several observations; one without a score takes no more than one", async () => {
  const own = gaussian({ mean: [1], std: 2 });
  const simulations = await simulate(own, ([a], random) => [a + 2 * random.normal()], { count: 8000, seed: 1 });
  const estimator = await trainPosterior(engine, simulations, { ...small, steps: 1500, batchSize: 256 });
  const { parameters } = await estimator.posterior([[3], [0], [4], [2.5]]).sample({ count: 1000, seed: 1 });
  const mean = parameters.reduce((sum, value) => sum + value / 1000, 0);
  const variance = parameters.reduce((sum, value) => sum + (value - mean) ** 2 / 1000, 0);
  // N(2.1, 0.8)
  expect(Math.abs(mean - 2.1)).toBeLessThan(0.2);
  expect(Math.abs(variance / 0.8 - 1)).toBeLessThan(0.2);
  const scoreless: Prior = { dim: 1, sample: own.sample };
  const other = posteriorEstimator(estimator.networks[0], scoreless);
  expect((await other.posterior([3]).sample({ count: 10 })).parameters).toHaveLength(10);
  expect(() => other.posterior([[3], [0]])).toThrow(/one observation, or a prior with a score/);
  estimator.dispose();
});

test("a network that trainPosterior has not trained is none of an estimator", () => {
  const network = createScoreNetwork(engine, { dim: 2, hidden: [4], conditions: 2 });
  expect(() => posteriorEstimator(network, prior)).toThrow(/a network that trainPosterior has trained/);
  network.notes = { "inference.baseline": '{"center":[1]}' };
  expect(() => posteriorEstimator(network, prior)).toThrow(/a network that trainPosterior has trained/);
  network.dispose();
});

test("splines stay where they help: the narrow posteriors of a mixture", async () => {
  const { prior: box, simulate: simulator } = tasks["gaussian mixture"];
  const simulations = await simulate(box, simulator, { count: 6000, seed: 1 });
  const {
    networks: [network],
  } = await trainPosterior(engine, simulations, { ...small, steps: 300 });
  const { splines } = JSON.parse(network.notes["inference.baseline"]) as { splines: { degree: number } };
  expect(splines.degree).toBe(3);
  network.dispose();
});

test("straight lines stay where splines would have learned the simulations by heart", async () => {
  const { prior: normal, simulate: simulator } = tasks["gaussian linear"];
  const simulations = await simulate(normal, simulator, { count: 8000, seed: 1 });
  const {
    networks: [network],
  } = await trainPosterior(engine, simulations, { ...small, steps: 400 });
  const { splines } = JSON.parse(network.notes["inference.baseline"]) as { splines: { degree: number } };
  expect(splines.degree).toBe(1);
  network.dispose();
});

test("what is held out is held out of the fits of parameters as well", async () => {
  const simulations = await simulate(prior, simulator, { count: 300, seed: 1 });
  const { holdout } = drawSplit(300, 30, streamKey(small.seed, purposes.trainingHoldout));
  const changed = Float64Array.from(simulations.parameters);
  for (const row of holdout) changed[2 * row] += 5;
  const fits: string[] = [];
  for (const parameters of [simulations.parameters, changed]) {
    const {
      networks: [network],
    } = await trainPosterior(engine, { ...simulations, parameters }, { ...small, steps: 5 });
    fits.push(network.notes["inference.baseline"]);
    network.dispose();
  }
  expect(fits[1]).toBe(fits[0]);
});

test("the network whose rows have the least loss in their own units goes on, and the other is released", async () => {
  const rows = Float64Array.from(prior.sample(400, { seed: 1 }));
  const observations = rows.map((value) => value + 1);
  const held = rows.slice(0, 80);
  const candidates = [0.2, 0].map((logScale) => ({
    ...{ network: createScoreNetwork(engine, { dim: 2, hidden: [8], conditions: 2 }), rows, held, logScale },
  }));
  const steps: number[] = [];
  const work = learn(candidates, {
    sigmas: [10, 0.01],
    conditions: observations,
    validationConditions: observations.slice(0, 80),
    stopEarly: true,
    steps: 200,
    seed: 1,
  });
  for (;;) {
    const { value, done } = await work.next();
    if (done) {
      expect(value).toBe(candidates[1].network);
      break;
    }
    steps.push((value as TrainProgress).step);
  }
  expect(steps).toEqual(Array.from({ length: 200 }, (_, k) => k + 1));
  expect(candidates.map(({ network }) => network.disposed)).toEqual([true, false]);
  candidates[1].network.dispose();
});

test("what follows one that is no help is not tried", async () => {
  const rows = Float64Array.from(prior.sample(400, { seed: 1 }));
  const held = rows.slice(0, 80);
  const candidates = [0, 1, -5].map((logScale) => ({
    ...{ network: createScoreNetwork(engine, { dim: 2, hidden: [8], conditions: 2 }), rows, held, logScale },
  }));
  const options = { sigmas: [10, 0.01], conditions: rows, validationConditions: held, stopEarly: true, seed: 1 };
  const work = learn(candidates, { ...options, steps: 400 });
  let turn = await work.next();
  while (!turn.done) turn = await work.next();
  expect(turn.value).toBe(candidates[0].network);
  expect(candidates.map(({ network }) => network.disposed)).toEqual([false, true, true]);
  candidates[0].network.dispose();
});

test("of few simulations several networks learn, each with others held out; files of all make the same estimator", async () => {
  const simulations = await simulate(prior, simulator, { count: 2500, seed: 1 });
  const few = { hidden: [8], steps: 20, batchSize: 32, seed: 1 };
  const training = trainPosterior(engine, simulations, few);
  const steps: number[] = [];
  for await (const { step, steps: all } of training) steps.push(step / all);
  expect(steps).toEqual(Array.from({ length: 80 }, (_, k) => (k + 1) / 80));
  const estimator = await training;
  expect(estimator.networks).toHaveLength(4);
  const fits = estimator.networks.map(({ notes }) => notes["inference.baseline"]);
  expect(new Set(fits).size).toBe(4);
  const { networks } = await trainPosterior(engine, simulations, { ...few, seed: 3, networks: 1 });
  expect(saveModel(networks[0])).toEqual(saveModel(estimator.networks[2]));

  const again = posteriorEstimator(
    estimator.networks.map((network) => loadModel(engine, saveModel(network))),
    prior,
  );
  const [first, same] = await Promise.all(
    [estimator, again].map((one) => one.posterior([3, 0.2]).sample({ count: 9 })),
  );
  expect([...same.parameters]).toEqual([...first.parameters]);
  expect(() => posteriorEstimator([], prior)).toThrow(/one network or more/);
  const other = createScoreNetwork(engine, { dim: 2, hidden: [4], conditions: 1 });
  expect(() => posteriorEstimator([networks[0], other], prior)).toThrow(
    /networks with 2 conditions, as the first has, got 1/,
  );
  estimator.dispose();
  expect(estimator.networks.every(({ disposed }) => disposed)).toBe(true);
});

test("a training that is left in its second network releases the first", async () => {
  const simulations = await simulate(prior, simulator, { count: 200, seed: 1 });
  const small = await createEngine({ threads: 1 });
  const before = small.memory.used;
  const run = trainPosterior(small, simulations, { hidden: [8], steps: 20, networks: 2 });
  for await (const { step } of run) if (step === 25) break;
  await expect(run).rejects.toMatchObject({ code: "stopped" });
  expect(small.memory.used).toBe(before);
  small.dispose();
});

const parameters = prior.sample(20, { seed: 1 });
test.each([
  ["no simulations", 3, /simulations with prior, parameters and observations/],
  [
    "as many",
    { prior, parameters, observations: [[1], [2]] },
    /an observation for each of 20 rows of parameters, got 2/,
  ],
  ["a length", { prior, parameters, observations: new Float64Array(30) }, /an observation for each of 20 rows/],
  [
    "bounds",
    { prior, parameters: [[0, 1.5]], observations: [[1]] },
    /parameters within the prior, got 1.5 in row 0, column 1/,
  ],
  ["numbers", { prior, parameters: [[0, NaN]], observations: [[1]] }, /parameters of finite numbers/],
])("what does not fit is refused: %s", (_what, simulations, message) => {
  expect(() => trainPosterior(engine, simulations as never, small)).toThrow(message);
});

test("a training that is left releases its network; one that is aborted says why", async () => {
  const simulations = await simulate(prior, simulator, { count: 100, seed: 1 });
  const run = trainPosterior(engine, simulations, small);
  for await (const { step } of run) if (step === 3) break;
  await expect(run).rejects.toMatchObject({ code: "stopped" });
  const aborted = trainPosterior(engine, simulations, { ...small, signal: AbortSignal.abort(new Error("no")) });
  await expect(aborted).rejects.toThrow("no");
});
