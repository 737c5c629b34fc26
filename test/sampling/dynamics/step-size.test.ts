import { describe, expect, test } from "vitest";
import { gaussian, langevinDynamics, type IntegratorName, type ScoreModel } from "../../../src/index.ts";
import { chainMeans, meanOf, near } from "./near.ts";

const tall = gaussian({ mean: [0, 5], std: [1, 0.1] });

describe("without a stepSize it is found in the burn-in, from the largest curvature k = 100", () => {
  test.each([
    ["baoab", 0.05],
    ["obabo", 0.05],
    ["aboba", 0.05],
    ["gjf", 0.05],
    ["leimkuhler-matthews", 0.01],
    ["euler-maruyama", 0.002],
  ] as [IntegratorName, number][])("%s: %s, within 2 %", async (integrator, known) => {
    const { stepSize } = await langevinDynamics(tall, { integrator, steps: 20, burnIn: 20, seed: 1 });
    expect(Math.abs(stepSize / known - 1)).toBeLessThan(0.02);
  });

  test("and without a burn-in from that at the start", async () => {
    const { stepSize } = await langevinDynamics(tall, { steps: 5, burnIn: 0 });
    expect(Math.abs(stepSize / 0.05 - 1)).toBeLessThan(0.02);
  });
});

test("MALA's is that of acceptance 0.574: α = 1.65²·D^(−1/3) or so in 100 dimensions", async () => {
  const model = gaussian({ mean: new Float64Array(100), std: 2 });
  const { stepSize, acceptance } = await langevinDynamics(model, { metropolis: true, steps: 500, chains: 20, seed: 1 });
  expect(Math.abs(meanOf(acceptance!).mean - 0.574)).toBeLessThan(0.03);
  expect(Math.abs(stepSize / (4 * 1.65 ** 2 * 100 ** (-1 / 3)) - 1)).toBeLessThan(0.1);
});

test("in one dimension no longer than tails allow: E x² of e^(−x⁴/4) by defaults", async () => {
  const quartic: ScoreModel = { dim: 1, score: (x) => x.map((value) => -(value ** 3)) };
  const run = await langevinDynamics(quartic, { metropolis: true, steps: 2000, chains: 300, seed: 2 });
  expect(run.stepSize).toBeLessThan(1);
  near(chainMeans(run, (x) => x * x), 0.675978); // prettier-ignore
});

test("the largest curvature, where the score's derivative is larger in the other direction", async () => {
  // x is on top of a hill of curvature −400, y in a valley of 100
  const saddle: ScoreModel = { dim: 2, score: (x) => x.map((value, i) => (i % 2 === 0 ? 400 * (value - value ** 3) : -100 * value)) }; // prettier-ignore
  const run = (stepSize: number) => langevinDynamics(saddle, { stepSize, start: [0, 0], steps: 1, burnIn: 0 });
  await expect(run(0.201)).rejects.toMatchObject({
    code: "invalid-argument",
    message: expect.stringMatching(
      /^langevinDynamics: expected stepSize below 0\.2 = 2\/√k, k = 1?[09][09.]+ the curvature of −ln p where chain \d began, got 0\.201; take/,
    ),
  });
  expect((await run(0.15)).stepSize).toBe(0.15);
});

test.each(["euler-maruyama", "leimkuhler-matthews"] as const)("%s: the bound is 4/k", async (integrator) => {
  await expect(langevinDynamics(tall, { integrator, stepSize: 0.0401 })).rejects.toThrow(
    /expected stepSize below 0\.04 = 4\/k, k = (100|99\.\d+) the curvature/,
  );
});

test("a start far off is the same sentence: the score is steeper there", async () => {
  const quartic: ScoreModel = { dim: 1, score: (x) => x.map((value) => -(value ** 3)) };
  const run = langevinDynamics(quartic, { integrator: "euler-maruyama", stepSize: 0.1, start: [[1], [1], [30], [1]] });
  await expect(run).rejects.toThrow(
    /below 0\.00148 = 4\/k, k = 27\d\d the curvature of −ln p where chain 2 began, got 0\.1; take/,
  );
});

test("steps that a steeper place than the start makes unstable: chain, step and bound", async () => {
  // −ln p has curvature 1 up to |x| = 1, and 10,000 beyond
  const score = (x: number): number => (Math.abs(x) < 1 ? -x : -Math.sign(x) * (1 + 10_000 * (Math.abs(x) - 1)));
  const walls: ScoreModel = { dim: 1, score: (x) => x.map(score) };
  const options = { integrator: "euler-maruyama", stepSize: 0.5, start: [0.1], chains: 3, seed: 1 } as const;
  await expect(langevinDynamics(walls, options)).rejects.toMatchObject({
    code: "diverged",
    message: expect.stringMatching(
      /expected finite states, got chain \d not finite after step \d+ with stepSize 0\.5; steps are stable below 4 = 4\/k, k = 1 /,
    ),
  });
});

test("so do models that refuse what is too far out, with their error as the cause", async () => {
  const steep = gaussian({ mean: [0], std: 0.1 });
  const model: ScoreModel = {
    dim: 1,
    score: (x, sigma) => (Math.abs(x[0]) < 1 ? x.map((v) => -v) : steep.score(x, sigma)),
  };
  const options = { integrator: "euler-maruyama", stepSize: 0.9, start: [0.1], chains: 1, seed: 2 } as const;
  const error = (await langevinDynamics(model, options).catch((cause: unknown) => cause)) as Error;
  expect(error).toMatchObject({ code: "diverged", cause: { name: "LangevinError" } });
  expect(error.message).toMatch(/got chain 0 not finite after step \d+/);
});

test("where −ln p has no curvature, a stepSize is asked for", async () => {
  const line: ScoreModel = { dim: 1, score: (x) => x.map((value) => -Math.sign(value)) };
  await expect(langevinDynamics(line)).rejects.toThrow(
    "expected stepSize, as −ln p has no curvature where the chains are, got 0",
  );
});

test("metropolis from the mode of many columns: what helps is another start, not the bound of stable steps", async () => {
  const dim = 1000;
  const model = gaussian({ mean: new Float64Array(dim), variance: 1 });
  const run = langevinDynamics(model, {
    ...{ integrator: "euler-maruyama", metropolis: true, stepSize: 0.5, steps: 200, burnIn: 0, chains: 1 },
    start: new Float64Array(dim),
  });
  await expect(run).rejects.toThrow(
    /proposals were all rejected, with stepSize 0\.5; in many columns a mode itself is left/,
  );
});
