import { describe, expect, test } from "vitest";
import { rowsOf } from "../../../src/index.ts";
import { calibrationRanks, uniformityTest } from "../../../src/metrics/index.ts";
import { RowRandom } from "../../../src/numerics/random.ts";
import { tasks, type InferenceTask } from "../../../src/toys/index.ts";

const named = Object.entries(tasks) as [string, InferenceTask][];

/** Observations of parameters of the prior. */
function simulateRows(task: InferenceTask, count: number, seed: number) {
  const parameters = rowsOf(task.prior.sample(count, { seed }), task.dim);
  const observations = parameters.map((theta, k) => task.simulate(theta, new RowRandom([seed, 1], k)));
  return { parameters, observations };
}

test("the record's keys are the tasks' names", () => {
  for (const [name, task] of named) expect(task.name).toBe(name);
});

describe.each(named)("%s", (_name, task) => {
  const { parameters, observations } = simulateRows(task, 400, 1);

  test("has as many parameters and numbers as it says, within the prior", () => {
    for (const x of observations) expect(x).toHaveLength(task.conditions);
    expect(task.prior.dim).toBe(task.dim);
    for (const value of task.prior.logDensity(parameters)) expect(value).toBeGreaterThan(-Infinity);
  });

  // Where parameters of the prior give the observation, they are one more draw of its posterior
  test("ranks of the true parameters, and of their likelihood, among draws of the posterior are uniform", () => {
    const each = 20;
    const draws = observations.map((x, k) => task.posterior(x).sample(each, { seed: 2, offset: 100 * k }));
    const columns = calibrationRanks(
      draws.flatMap((rows) => Array.from(rows)),
      parameters.flat(),
      { dim: task.dim },
    );
    const likelihoods = calibrationRanks(
      observations.flatMap((x, k) => Array.from(task.logLikelihood(draws[k], x))),
      observations.flatMap((x, k) => Array.from(task.logLikelihood([parameters[k]], x))),
      { dim: 1 },
    );
    for (const { pValue } of [...columns, ...likelihoods]) expect(pValue).toBeGreaterThan(1e-3);
  });

  test("the posterior's log-density is likelihood and prior but for a constant", () => {
    for (const x of observations.slice(0, 5)) {
      const posterior = task.posterior(x);
      if (!posterior.logDensity) continue;
      const rows = posterior.sample(50, { seed: 3 });
      const prior = task.prior.logDensity(rows);
      const logs = task.logLikelihood(rows, x).map((value, k) => value + prior[k]);
      const gaps = posterior.logDensity(rows).map((value, k) => value - logs[k]);
      for (const gap of gaps) expect(Math.abs(gap - gaps[0])).toBeLessThan(1e-9 * Math.max(1, Math.abs(gaps[0])));
    }
  });

  test("row k of a posterior's sample depends on the seed and k alone", () => {
    const posterior = task.posterior(observations[0]);
    const whole = posterior.sample(20, { seed: 4 });
    const split = [posterior.sample(7, { seed: 4 }), posterior.sample(13, { seed: 4, offset: 7 })];
    expect([...split[0], ...split[1]]).toEqual([...whole]);
  });

  test("what is no observation is refused", () => {
    expect(() => task.posterior([1])).toThrow(/expected (an )?observation/);
    expect(() => task.posterior(new Array<number>(task.conditions).fill(NaN))).toThrow(/finite numbers/);
  });
});

/** ∫ exp(logDensity) over a square, by midpoints. */
function mass(logDensity: (rows: number[]) => Float64Array, [low, high]: [number, number], n: number): number {
  const step = (high - low) / n;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const row = Array.from({ length: n }, (_, j) => [low + (i + 0.5) * step, low + (j + 0.5) * step]).flat();
    for (const value of logDensity(row)) sum += Math.exp(value) * step * step;
  }
  return sum;
}

test.each([
  ["in the middle", [0.1, -0.2]],
  ["cut by the prior's edge", [-0.6, 0.5]],
  ["cut at the fold", [0.28, 0.1]],
])("two moons, an observation %s: the posterior integrates to 1", (_where, x) => {
  expect(Math.abs(mass(tasks["two moons"].posterior(x).logDensity!, [-1, 1], 900) - 1)).toBeLessThan(0.01);
});

test.each([
  ["in the middle", [1, -2]],
  ["near the prior's corner", [9.95, -10.4]],
])("gaussian mixture, an observation %s: the posterior integrates to 1", (_where, x) => {
  expect(Math.abs(mass(tasks["gaussian mixture"].posterior(x).logDensity!, [-10, 10], 1200) - 1)).toBeLessThan(1e-3);
});

test("gaussian linear: the posterior is N(x/2, 0.05 I)", () => {
  const x = Array.from({ length: 10 }, (_, i) => i / 10 - 0.3);
  const theta = x.map((value, i) => value / 2 + (i % 2 ? 0.1 : -0.2));
  const squares = theta.reduce((sum, value, i) => sum + (value - x[i] / 2) ** 2, 0);
  const expected = -squares / 0.1 - 5 * Math.log(2 * Math.PI * 0.05);
  expect(tasks["gaussian linear"].posterior(x).logDensity!([theta])[0]).toBeCloseTo(expected, 12);
});

test("gaussian linear uniform: each column is a normal cut to ±1, with its constant", () => {
  const x = Array.from({ length: 10 }, (_, i) => (i - 4.5) / 3);
  const steps = 20_000;
  let constant = 0;
  for (const mean of x) {
    let sum = 0;
    for (let k = 0; k < steps; k++) sum += Math.exp(-((-1 + (2 * (k + 0.5)) / steps - mean) ** 2) / 0.2) * (2 / steps);
    constant += Math.log(sum);
  }
  const theta = x.map((_, i) => Math.sin(i));
  const squares = theta.reduce((sum, value, i) => sum + (value - x[i]) ** 2, 0);
  const { logDensity } = tasks["gaussian linear uniform"].posterior(x);
  expect(logDensity!([theta])[0]).toBeCloseTo(-squares / 0.2 - constant, 7);
  expect(logDensity!([theta.map((value, i) => (i === 3 ? 1.01 : value))])[0]).toBe(-Infinity);
});

test.each([
  ["within", 0.3],
  ["at the edge", 1.2],
  ["far outside", 4],
])("gaussian linear uniform, an observation %s: draws have the distribution function of the cut normal", (_w, x) => {
  const count = 2000;
  const draws = tasks["gaussian linear uniform"].posterior(new Array<number>(10).fill(x)).sample(count, { seed: 5 });
  // Its distribution function by quadrature: uniform where draws are right
  const steps = 20_000;
  const sums = new Float64Array(steps + 1);
  for (let k = 0; k < steps; k++)
    sums[k + 1] = sums[k] + Math.exp((-((-1 + (2 * (k + 0.5)) / steps - x) ** 2) + Math.min(0, 1 - x) ** 2) / 0.2);
  const places = draws
    .filter((_, i) => i % 10 === 0)
    .map((theta) => {
      const at = ((theta + 1) / 2) * steps;
      const k = Math.min(steps - 1, Math.floor(at));
      return (sums[k] + (at - k) * (sums[k + 1] - sums[k])) / sums[steps];
    });
  expect(uniformityTest(places).pValue).toBeGreaterThan(1e-3);
});

test("slcp: draws have the moments of a grid of likelihoods, within 4.5 standard errors", () => {
  const x = [1.2, 0.3, -1.9, -0.8, 2.4, 1.9, 0.1, -2.6];
  const [n, m] = [20, 16];
  // θ₃ and θ₄ above 0: their signs are symmetric
  const axis = (count: number, low: number): number[] =>
    Array.from({ length: count }, (_, i) => low + ((3 - low) * (i + 0.5)) / count);
  const statistics = (t: ArrayLike<number>): number[] => [
    ...[t[0], t[1], Math.abs(t[2]), Math.abs(t[3]), t[4]],
    ...[t[0] * t[0], t[0] * t[1], t[2] * t[2], t[3] * t[3], t[4] * t[4], t[2] * t[2] * t[4], t[0] * t[4]],
  ];
  let whole = 0;
  let sums: number[] = [];
  for (const t3 of axis(m, 0))
    for (const t4 of axis(m, 0))
      for (const t5 of axis(m, -3)) {
        const rho = Math.tanh(t5);
        const [s1, s2] = [t3 * t3, t4 * t4];
        const scale = (s1 * s2) ** -4 * (1 - rho * rho) ** -2;
        for (const t1 of axis(n, -3))
          for (const t2 of axis(n, -3)) {
            let squares = 0;
            for (let k = 0; k < 8; k += 2) {
              const [a, b] = [(x[k] - t1) / s1, (x[k + 1] - t2) / s2];
              squares += (a * a - 2 * rho * a * b + b * b) / (1 - rho * rho);
            }
            const weight = Math.exp(-squares / 2) * scale;
            if (weight < 1e-14) continue;
            whole += weight;
            const row = statistics([t1, t2, t3, t4, t5]);
            sums = row.map((value, i) => (sums[i] ?? 0) + weight * value);
          }
      }
  const count = 20_000;
  const draws = rowsOf(tasks.slcp.posterior(x).sample(count, { seed: 6 }), 5).map(statistics);
  sums.forEach((sum, i) => {
    const expected = sum / whole;
    const mean = draws.reduce((total, row) => total + row[i], 0) / count;
    const variance = draws.reduce((total, row) => total + (row[i] - mean) ** 2, 0) / count;
    // The grid's own error is below 0.005 deviations, by finer ones
    expect(Math.abs(mean - expected)).toBeLessThan(Math.sqrt(variance) * (4.5 / Math.sqrt(count) + 0.005));
  });
  const signs = rowsOf(tasks.slcp.posterior(x).sample(4000, { seed: 7 }), 5);
  for (const column of [2, 3])
    expect(Math.abs(signs.filter((row) => row[column] > 0).length / 4000 - 0.5)).toBeLessThan(
      4.5 * (0.5 / Math.sqrt(4000)),
    );
});

test("slcp: points in one line are refused, as no covariance is theirs", () => {
  expect(() => tasks.slcp.posterior([0, 0, 1, 1, 2, 2, 3, 3])).toThrow(/points in no line/);
});
