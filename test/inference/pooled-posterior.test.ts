import { expect, test } from "vitest";
import { gaussian, type LogDensityResult } from "../../src/index.ts";
import { poolPosteriors } from "../../src/inference/pooled-posterior.ts";
import { makePosterior } from "../../src/inference/posterior.ts";
import { independentPrior } from "../../src/inference/prior.ts";

const prior = independentPrior([{ normal: [0, 1] }]);
const means = [-2, 0.5, 3];
const parts = means.map((mean) => makePosterior(prior, [gaussian({ mean: [mean], variance: 0.25 })]));
const pooled = poolPosteriors(parts);

test("each has the rows of its turn, in any split; one alone is itself", async () => {
  expect(poolPosteriors([parts[1]])).toBe(parts[1]);
  expect(pooled.models).toEqual(parts.flatMap(({ models }) => models));
  const { parameters } = await pooled.sample({ count: 900, seed: 1 });
  means.forEach((mean, k) => {
    const own = parameters.filter((_, row) => row % 3 === k);
    const found = own.reduce((sum, value) => sum + value / 300, 0);
    const variance = own.reduce((sum, value) => sum + (value - found) ** 2 / 300, 0);
    expect(Math.abs(found - mean)).toBeLessThan(4.5 * Math.sqrt(0.25 / 300) + 0.01);
    expect(Math.abs(variance / 0.25 - 1)).toBeLessThan(4.5 * Math.sqrt(2 / 300) + 0.02);
  });
  for (const [offset, count] of [
    [0, 1],
    [1, 2],
    [4, 7],
    [898, 2],
  ]) {
    const { parameters: some } = await pooled.sample({ count, seed: 1, offset });
    expect([...some]).toEqual([...parameters.slice(offset, offset + count)]);
  }
});

test("rows of two networks have noises of their own", async () => {
  const twice = poolPosteriors([parts[0], parts[0]]);
  const { parameters } = await twice.sample({ count: 400, seed: 3 });
  const correlation = Array.from({ length: 200 }, (_, k) => (parameters[2 * k] + 2) * (parameters[2 * k + 1] + 2));
  const mean = correlation.reduce((sum, value) => sum + value / 200, 0) / 0.25;
  expect(Math.abs(mean)).toBeLessThan(4.5 / Math.sqrt(200));
});

test("the density is the mean of theirs, −∞ where all are 0; attempts outside are summed", async () => {
  const rows = [[-2.2], [0], [1.7], [9]];
  const { logDensity, error, evaluations } = await pooled.logDensity(rows);
  const each: LogDensityResult[] = [];
  for (const part of parts) each.push(await part.logDensity(rows));
  rows.forEach(([theta], row) => {
    const densities = means.map((mean) => Math.exp(-((theta - mean) ** 2) / 0.5) / Math.sqrt(0.5 * Math.PI));
    const exact = Math.log(densities.reduce((sum, value) => sum + value, 0) / 3);
    // The last σ widens a part by .1 %, which tells most far from it
    if (theta < 5) expect(Math.abs(logDensity[row] - exact)).toBeLessThan(1e-2);
    const plain = Math.log(each.reduce((sum, one) => sum + Math.exp(one.logDensity[row]), 0) / 3);
    expect(Math.abs(logDensity[row] - plain)).toBeLessThan(1e-12);
    expect(error[row]).toBeLessThanOrEqual(Math.max(...each.map((one) => one.error[row])));
    expect(evaluations[row]).toBe(each.reduce((sum, one) => sum + one.evaluations[row], 0));
  });
  const box = independentPrior([{ uniform: [-1, 1] }]);
  const bounded = poolPosteriors([0, 1].map((mean) => makePosterior(box, [gaussian({ mean: [mean], variance: 1 })])));
  expect([...(await bounded.logDensity([[1.5], [-1]])).logDensity]).toEqual([-Infinity, -Infinity]);
  const half = { dim: 1, sample: prior.sample, logDensity: (values: ArrayLike<number>) => Float64Array.from(values, (v) => (v > 0 ? 0 : -Infinity)) }; // prettier-ignore
  const cut = [0, 0].map((mean) => makePosterior(half as never, [gaussian({ mean: [mean], variance: 1 })]));
  const draws = await poolPosteriors(cut).sample({ count: 600, seed: 1 });
  expect(Math.min(...draws.parameters)).toBeGreaterThan(0);
  // Half of the attempts fail
  expect(Math.abs(draws.outside - 600)).toBeLessThan(4.5 * Math.sqrt(1200));
});
