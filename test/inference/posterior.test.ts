import { expect, test } from "vitest";
import { gaussian, logDensity } from "../../src/index.ts";
import { makePosterior } from "../../src/inference/posterior.ts";
import { independentPrior } from "../../src/inference/prior.ts";

// θ ~ N(1, 2²), x ~ N(θ, 2²): in normal scores z ~ N(0, 1), and given one observation z ~ N((x − 1)/4, ½)
const prior = independentPrior([{ normal: [1, 2] }]);
const given = (x: number) => gaussian({ mean: [(x - 1) / 4], variance: 0.5 });
const standard = gaussian({ mean: [0], variance: 1 });
const lnNormal = (x: number, mean: number, variance: number): number =>
  -((x - mean) ** 2) / (2 * variance) - Math.log(2 * Math.PI * variance) / 2;

test("one observation: draws and log-densities in the parameters' own units", async () => {
  const posterior = makePosterior(prior, [given(3)]);
  const count = 4000;
  const { parameters, outside } = await posterior.sample({ count, seed: 1 });
  expect(outside).toBe(0);
  const mean = parameters.reduce((sum, value) => sum + value / count, 0);
  const variance = parameters.reduce((sum, value) => sum + (value - mean) ** 2 / count, 0);
  // N(2, 2): 4.5 standard errors, and 1 % that the sampler's steps leave
  expect(Math.abs(mean - 2)).toBeLessThan(4.5 * Math.sqrt(2 / count) + 0.01);
  expect(Math.abs(variance / 2 - 1)).toBeLessThan(4.5 * Math.sqrt(2 / count) + 0.02);
  const { logDensity: logs, error } = await posterior.logDensity([[0], [2.5]]);
  [0, 2.5].forEach((theta, k) => {
    expect(Math.abs(logs[k] - lnNormal(theta, 2, 2))).toBeLessThan(1e-3);
    expect(error[k]).toBeLessThan(1e-2);
  });
});

test("several observations: N of precision n/4 + 1/4, by composition; densities up to one constant", async () => {
  const x = [3, 0, 4, 2.5];
  const posterior = makePosterior(prior, x.map(given));
  const [mean, variance] = [x.reduce((sum, value) => sum + value, 1) / 5, 4 / 5];
  const count = 1000;
  const { parameters } = await posterior.sample({ count, seed: 1 });
  const found = parameters.reduce((sum, value) => sum + value / count, 0);
  const spread = parameters.reduce((sum, value) => sum + (value - found) ** 2 / count, 0);
  expect(Math.abs(found - mean)).toBeLessThan(4.5 * Math.sqrt(variance / count) + 0.01);
  expect(Math.abs(spread / variance - 1)).toBeLessThan(4.5 * Math.sqrt(2 / count) + 0.02);
  const thetas = [[1.5], [2.1], [3.3]];
  const { logDensity: logs } = await posterior.logDensity(thetas);
  const gaps = thetas.map(([theta], k) => logs[k] - lnNormal(theta, mean, variance));
  for (const gap of gaps) expect(Math.abs(gap - gaps[0])).toBeLessThan(5e-3);
});

test("bounds: densities are −∞ outside, and within they hold all of the mass", async () => {
  const bounded = independentPrior([{ uniform: [-1, 1] }]);
  const posterior = makePosterior(bounded, [gaussian({ mean: [0.9], variance: 0.3 })]);
  const steps = 400;
  const thetas = Array.from({ length: steps }, (_, k) => [-1 + (2 * (k + 0.5)) / steps]);
  const { logDensity: logs, evaluations } = await posterior.logDensity([...thetas, [-1], [1.5]]);
  const mass = [...logs.slice(0, steps)].reduce((sum, value) => sum + (Math.exp(value) * 2) / steps, 0);
  expect(Math.abs(mass - 1)).toBeLessThan(2e-3);
  expect([...logs.slice(steps)]).toEqual([-Infinity, -Infinity]);
  expect([...evaluations.slice(steps)]).toEqual([0, 0]);
  const { parameters } = await posterior.sample({ count: 500, seed: 2 });
  for (const theta of parameters) expect(Math.abs(theta)).toBeLessThanOrEqual(1);
});

test("a prior of one's own: draws outside are replaced, densities there are −∞, and its model stands for it", async () => {
  const own = { ...standard, sample: standard.sample, logDensity: (rows: ArrayLike<number>) => halfNormal(rows) };
  const posterior = makePosterior(own as never, [gaussian({ mean: [0], variance: 0.25 })]);
  const { parameters, outside } = await posterior.sample({ count: 1000, seed: 1 });
  expect(Math.min(...parameters)).toBeGreaterThan(0);
  // Half of the attempts fail: as many as succeed, with a deviation of √2 for each
  expect(Math.abs(outside - 1000)).toBeLessThan(4.5 * Math.sqrt(2000));
  const logs = (await posterior.logDensity([[-0.1], [0.2]])).logDensity;
  expect(logs[0]).toBe(-Infinity);
  const plain = await logDensity(gaussian({ mean: [0], variance: 0.25 }), [[0.2]]);
  expect(logs[1]).toBe(plain.logDensity[0]);
});

function halfNormal(rows: ArrayLike<number>): Float64Array {
  return Float64Array.from(rows as number[], (x) => (x > 0 ? lnNormal(x, 0, 1) + Math.LN2 : -Infinity));
}

test("row k depends on the seed and its number alone", async () => {
  const posterior = makePosterior(prior, [given(3)]);
  const whole = (await posterior.sample({ count: 30, seed: 5 })).parameters;
  const part = (await posterior.sample({ count: 10, seed: 5, offset: 20 })).parameters;
  expect([...part]).toEqual([...whole.slice(20)]);
});
