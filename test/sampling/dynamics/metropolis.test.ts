import { describe, expect, test } from "vitest";
import { gaussian, langevinDynamics, type ScoreModel } from "../../../src/index.ts";
import { chainMeans, meanOf, near } from "./near.ts";

const normals = (dim: number): ScoreModel => ({ dim, score: (x) => x.map((value) => -value) });

/** U = x⁴/4. */
const quartic: ScoreModel = { dim: 1, score: (x) => x.map((value) => -(value ** 3)) };
const withDensity: ScoreModel = { ...quartic, logDensity: (x) => Array.from(x, (value) => -(value ** 4) / 4) };

test.each([
  ["from the score alone", quartic, 2],
  ["by its density", withDensity, 1],
])("quartic, %s: E x² = 2Γ(¾)/Γ(¼) = .675978 and E x⁴ = 1 at α = 1", async (_, model, scores) => {
  const run = await langevinDynamics(model, {
    ...{ metropolis: true, stepSize: 1, start: [0.5], chains: 400, steps: 2500, burnIn: 100, seed: 1 },
  });
  const square = meanOf(chainMeans(run, (x) => x * x));
  expect(square.error).toBeLessThan(0.0014); // the trapezoidal rule gives .49
  near(chainMeans(run, (x) => x * x), 0.675978); // prettier-ignore
  near(chainMeans(run, (x) => x ** 4), 1); // prettier-ignore
  near(run.acceptance!, 0.80361); // by quadrature
  expect(run.evaluations / 2600).toBeCloseTo(scores, 1);
});

// min(1, a) of 8 million proposals drawn by chi-squares in another program; 2Φ(−ℓ³/8), their limit, is .9005, .5744, .3173
describe.each([
  [1, 0.90063],
  [1.65, 0.57443],
  [2, 0.31755],
])("N(0, I) in 1,000 dimensions, α = ℓ²·D^(−1/3), ℓ = %s", (l, acceptance) => {
  test.each([
    ["the score alone", normals(1000)],
    ["the density", gaussian({ mean: new Float64Array(1000), std: 1 })],
  ])("by %s it accepts %s, within 4.5 standard errors", async (_, model) => {
    const run = await langevinDynamics(model, {
      ...{ metropolis: true, stepSize: (l * l) / 10, chains: 100, steps: 30, burnIn: 0, keep: false, seed: 2 },
    });
    near(run.acceptance!, acceptance);
  });
});

test("where Simpson's rule is exact, the score alone decides as the density does, but for rounding", async () => {
  const options = { metropolis: true, stepSize: 0.5, start: [0.5], chains: 20, steps: 200, seed: 3 };
  const [alone, dense] = await Promise.all([quartic, withDensity].map((model) => langevinDynamics(model, options)));
  expect(alone.states).toEqual(dense.states);
});

test("no step across the end of a density: x ≥ 0 with mean and variance 1 under e^−x", async () => {
  const exponential: ScoreModel = {
    dim: 1,
    score: (x) => x.map(() => -1),
    logDensity: (x) => Array.from(x, (value) => (value < 0 ? -Infinity : -value)),
  };
  const run = await langevinDynamics(exponential, {
    ...{ metropolis: true, stepSize: 2, start: [1], chains: 300, steps: 1000, burnIn: 200, seed: 4 },
  });
  expect(run.states.every((x) => x >= 0)).toBe(true);
  near(chainMeans(run, (x) => x), 1); // prettier-ignore
  near(chainMeans(run, (x) => x * x), 2); // prettier-ignore
});

test("temperature T samples p^(1/T)", async () => {
  const run = await langevinDynamics(quartic, {
    ...{
      metropolis: true,
      temperature: 4,
      stepSize: 0.5,
      start: [0.5],
      chains: 300,
      steps: 2000,
      burnIn: 200,
      seed: 5,
    },
  });
  near(
    chainMeans(run, (x) => x * x),
    2 * 0.675978,
  ); // x/√2 has density e^(−x⁴/4)
});

test("a chain that never accepts is a sentence with the bound", async () => {
  const run = langevinDynamics(quartic, { metropolis: true, stepSize: 0.5, start: [[0.5], [30]], chains: 2 });
  await expect(run).rejects.toMatchObject({
    code: "diverged",
    message: expect.stringMatching(
      /got chain 1, whose 500 proposals were all rejected, with stepSize 0\.5; proposals overshoot above 0\.00148 = 4\/k, k = 27\d\d the/,
    ),
  });
});

test.each([
  [[1, 2], "model.logDensity to return 4 numbers, got 2"],
  [undefined, "model.logDensity to return 4 numbers, got undefined"],
  [["1", 1, 1, 1], 'model.logDensity to return numbers only, at index 0, got "1"'],
  [[1, 1, -Infinity, 1], "a start whose log density is finite, for chain 2, got -Infinity"],
])("a density that returns %j is refused", async (values, message) => {
  const run = langevinDynamics({ ...quartic, logDensity: () => values as number[] }, { metropolis: true, steps: 10 });
  await expect(run).rejects.toThrow(`langevinDynamics: expected ${message}`);
});
