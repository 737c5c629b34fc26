import { describe, expect, test } from "vitest";
import { combine, defineSampler, decode, encode, gaussian, guided, impute, langevin, langevinDynamics, langevinSteps, logDensity, power, product, samplers, score, veSde, type Sampler } from "../../../src/index.ts"; // prettier-ignore

const a = gaussian({ mean: [0, 0], variance: 1 });
const compositions = {
  product: product([a, gaussian({ mean: [1, 1], variance: 2 })]),
  nested: power(product([a, power(a, 2)]), 0.5),
  guided: guided(power(a, 2), (rows) => rows.map(() => 0)),
};
const refusal = (name: string) => ({
  code: "invalid-argument",
  message:
    `${name}: expected a model whose score is right at every sigma, got a composition, whose sum of scores is right as ` +
    "sigma → 0 only; use annealedLangevin, which needs no more",
});
const thrown = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return error;
  }
};

describe.each(Object.entries(compositions))("%s", (_, model) => {
  test.each(Object.entries(samplers))("%s", async (name, sampler) => {
    const { levels, compositions: takes, family } = sampler.description;
    const given =
      levels === "SDE" ? veSde({ sigmaMax: 3, sigmaMin: 0.1 }) : levels === "level or ladder" ? 0.1 : [3, 1, 0.1];
    const run = () => (sampler as Sampler<never, never>)(model, given as never, { count: 3 } as never);
    expect(takes).toBe(family === "Langevin" && name !== "consistentAnnealed");
    if (takes) expect(await run()).toHaveLength(6);
    else expect(thrown(run)).toMatchObject(refusal(name));
  });

  test("impute, densities and codes", () => {
    const range = { sigmaMax: 5, sigmaMin: 0.1 };
    expect(thrown(() => impute(model, [1, NaN]))).toMatchObject(refusal("impute"));
    expect(thrown(() => logDensity(model, [1, 2], range))).toMatchObject(refusal("logDensity"));
    expect(thrown(() => encode(model, [1, 2], range))).toMatchObject(refusal("encode"));
    expect(thrown(() => decode(model, [1, 2], range))).toMatchObject(refusal("decode"));
    expect(thrown(() => guided(model, (x) => x, { at: "denoised" }))).toMatchObject(refusal("guided"));
  });
});

test("samplers of one's own take compositions where their family is Langevin", async () => {
  const about = { name: "mine", summary: "", evaluations: 10, options: {} };
  const dynamics = defineSampler({
    ...about,
    family: "Langevin",
    step: ({ sigma }) => [langevinSteps(sigma, 0.01, 2)],
  });
  expect(await dynamics(compositions.product, [1, 0.1], { count: 2 })).toHaveLength(4);
  const ode = defineSampler({ ...about, family: "ODE", step: ({ sigma }) => [score(sigma), combine("x", { x: 1 })] });
  expect(thrown(() => ode(compositions.product, [1, 0.1], { count: 2 }))).toMatchObject(refusal("mine"));
});

test("langevin at one level samples the product of the smoothed densities, its step divided by the weights", async () => {
  // N(0, 1)·N(1, 2) at σ = 0.5: precision 1/1.25 + 1/2.25; α = σ²/2, so that the variance is 1/(k(1 − αk/4))
  const count = 5000;
  const rows = await langevin(
    product([gaussian({ mean: [0], variance: 1 }), gaussian({ mean: [1], variance: 2 })]),
    0.5,
    {
      count,
      stepsPerSigma: 60,
    },
  );
  const k = 1 / 1.25 + 1 / 2.25;
  const expected = 1 / (k * (1 - (0.125 * k) / 4));
  const mean = rows.reduce((sum, value) => sum + value, 0) / count;
  const variance = rows.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  expect(Math.abs(mean - 1 / 2.25 / k)).toBeLessThan(4 * Math.sqrt(expected / count));
  expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
});

test("langevinDynamics takes compositions: the product of normals, by Leimkuhler and Matthews' rule", async () => {
  const model = product([gaussian({ mean: [0], variance: 1 }), gaussian({ mean: [1], variance: 2 })]);
  const options = { integrator: "leimkuhler-matthews", sigma: 0.5, chains: 100, steps: 200, burnIn: 40 } as const;
  const { states } = await langevinDynamics(model, options);
  const k = 1 / 1.25 + 1 / 2.25;
  const mean = states.reduce((sum, value) => sum + value, 0) / states.length;
  const variance = states.reduce((sum, value) => sum + (value - mean) ** 2, 0) / states.length;
  // A step forgets half, so that a chain of 200 states is worth 200/3
  const worth = states.length / 3;
  expect(Math.abs(mean - 1 / 2.25 / k)).toBeLessThan(4 / Math.sqrt(k * worth));
  expect(Math.abs(variance * k - 1)).toBeLessThan(4 * Math.sqrt(2 / worth));
});
