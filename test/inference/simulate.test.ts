import { expect, test } from "vitest";
import { independentPrior } from "../../src/inference/prior.ts";
import { simulate } from "../../src/inference/simulate.ts";

const prior = independentPrior([{ uniform: [0, 1] }, { normal: [0, 1] }]);

test("parameters are the prior's rows, and simulation k has random numbers of its own, by seed and place", async () => {
  const simulator = ([a, b]: Float64Array, random: { normal: () => number }): number[] => [a + random.normal(), b, a];
  const { parameters, observations, leftOut } = await simulate(prior, simulator, { count: 50, seed: 3 });
  expect([...parameters]).toEqual([...prior.sample(50, { seed: 3 })]);
  expect(leftOut).toBe(0);
  expect(observations).toHaveLength(150);
  const noises = new Set(Array.from({ length: 50 }, (_, k) => observations[3 * k] - observations[3 * k + 2]));
  expect(noises.size).toBe(50);
  const fewer = await simulate(prior, simulator, { count: 20, seed: 3 });
  expect([...fewer.observations]).toEqual([...observations.slice(0, 60)]);
  const promised = await simulate(prior, async (theta, random) => simulator(theta, random), { count: 20, seed: 3 });
  expect([...promised.observations]).toEqual([...fewer.observations]);
});

test("simulations that fail are left out with their parameters, and counted", async () => {
  const run = simulate(prior, ([a, b]) => [a > 0.5 ? NaN : a, b], { count: 100, seed: 1 });
  let last = 0;
  for await (const { done, count } of run) {
    expect([done, count]).toEqual([last + 1, 100]);
    last = done;
  }
  const { parameters, observations, leftOut } = await run;
  expect(last).toBe(100);
  expect(leftOut).toBe(prior.sample(100, { seed: 1 }).filter((value, i) => i % 2 === 0 && value > 0.5).length);
  expect([...parameters]).toEqual([...observations]);
  expect(parameters).toHaveLength(2 * (100 - leftOut));
});

test("what a simulator may write into its parameters does not reach the training rows", async () => {
  const { parameters } = await simulate(prior, (theta) => theta.fill(7), { count: 5, seed: 1 });
  expect([...parameters]).toEqual([...prior.sample(5, { seed: 1 })]);
});

test.each([
  ["no function", () => simulate(prior, 3 as never, { count: 1 }), /simulator a function/],
  ["no prior", () => simulate({ dim: 2 } as never, () => [1], { count: 1 }), /prior with dim and sample/],
  ["no number of simulations", () => simulate(prior, () => [1], {} as never), /count/],
  ["nothing observed", () => simulate(prior, () => [], { count: 1 }), /simulation 0 an array of numbers/],
  ["a text", () => simulate(prior, () => "x" as never, { count: 1 }), /simulation 0 an array of numbers/],
  [
    "other lengths",
    () => simulate(prior, ([a]) => (a > 0.5 ? [1] : [1, 2]), { count: 50 }),
    /observations of \d numbers/,
  ],
  ["no success", () => simulate(prior, () => [Infinity], { count: 5 }), /got none in 5/],
  ["a simulator's own", () => simulate(prior, () => raise(), { count: 5 }), /^mine$/],
  [
    "too few rows",
    () => simulate({ dim: 2, sample: () => new Float64Array(2) }, () => [1], { count: 5 }),
    /draws 5 rows/,
  ],
])("errors: %s", async (_what, call, message) => {
  await expect((async () => call())()).rejects.toThrow(message);
});

function raise(): never {
  throw new Error("mine");
}

test("a signal ends it with its reason", async () => {
  const controller = new AbortController();
  const run = simulate(prior, () => [1], { count: 1e4, signal: controller.signal });
  const watch = async (): Promise<void> => {
    for await (const { done } of run) if (done === 3) controller.abort(new Error("enough"));
  };
  await expect(watch()).rejects.toThrow("enough");
});
