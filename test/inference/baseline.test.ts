import { expect, test } from "vitest";
import { drawRows } from "../../src/numerics/draws.ts";
import { baselineAt, fitBaseline } from "../../src/inference/baseline.ts";
import type { IndependentPrior } from "../../src/inference/prior.ts";
import { chooseSplines, constantOnly, featureCount, splineFeatures } from "../../src/inference/splines.ts";
import { tasks } from "../../src/toys/index.ts";

const normals = (count: number, dim: number, seed: number): Float64Array =>
  drawRows(
    "test",
    count,
    { seed },
    {
      dim,
      draw: (random, out, at) => {
        for (let i = 0; i < dim; i++) out[at + i] = random.normal();
      },
    },
  );

test("as many pieces as rows allow; constant columns have none, and too few rows no splines at all", () => {
  const pieces = (count: number): number => chooseSplines(normals(count, 2, 1), 2).ends[0].length - 1;
  expect([8000, 2500, 1400, 900, 700].map(pieces)).toEqual([14, 8, 4, 2, 1]);
  expect(chooseSplines(normals(400, 2, 1), 2)).toMatchObject({ degree: 1 });
  expect(chooseSplines(normals(200, 2, 1), 2)).toEqual(constantOnly(2));
  const half = normals(8000, 2, 1).map((value, i) => (i % 2 === 0 ? value : 3));
  const splines = chooseSplines(half, 2);
  expect(splines.ends[1]).toEqual([]);
  expect(featureCount(splines)).toBe(1 + 16);
});

test("splines are 1 in sum with the one that is left out, and hold every cubic", () => {
  const x = normals(3000, 1, 2);
  const splines = chooseSplines(x, 1);
  expect(featureCount(splines)).toBe(splineFeatures(splines, [0.3]).length);
  const ends = splines.ends[0];
  const own = splineFeatures(splines, [ends[0]]);
  expect([...own]).toEqual([1, ...new Array<number>(own.length - 1).fill(0)]);
  // Beyond the last end as at it, where the last spline alone is 1
  const beyond = splineFeatures(splines, [ends.at(-1)! + 5]);
  expect([...beyond]).toEqual([1, ...new Array<number>(own.length - 2).fill(0), 1]);
  const cubic = (t: number): number => 0.5 - t + 0.25 * t * t - 0.1 * t * t * t;
  const baseline = fitBaseline(x.map(cubic), x, { dim: 1, conditions: 1, splines });
  for (const t of [-2, -0.4, 0, 1.3])
    expect(Math.abs(baselineAt(baseline, [t]).mean[0] - cubic(t))).toBeLessThan(0.005);
});

test("the mean and the deviation of normal rows given x are found", () => {
  const count = 20_000;
  const x = normals(count, 1, 3);
  const noise = normals(count, 1, 4);
  const [mean, std] = [(t: number) => Math.sin(2 * t), (t: number) => 0.1 + 0.1 * t * t];
  const baseline = fitBaseline(
    noise.map((value, k) => mean(x[k]) + std(x[k]) * value),
    x,
    {
      ...{ dim: 1, conditions: 1, splines: chooseSplines(x, 1) },
    },
  );
  for (const t of [-1.5, -0.5, 0, 1, 1.5]) {
    const found = baselineAt(baseline, [t]);
    // Without weights the mean errs by what rows beside a piece, of larger deviation, leave
    expect(Math.abs(found.mean[0] - mean(t)) / std(t)).toBeLessThan(0.3);
    expect(Math.abs(Math.log(found.std[0] / std(t)))).toBeLessThan(0.15);
  }
});

test("the narrow part of a mixture is found where an observation is near the prior's end", () => {
  const task = tasks["gaussian mixture"];
  const prior = task.prior as IndependentPrior;
  const rows = drawRows(
    "test",
    30_000,
    { seed: 5 },
    {
      dim: 4,
      draw(random, out, at) {
        const theta = [random.uniform(), random.uniform()].map((u) => 20 * u - 10);
        out.set([...theta, ...task.simulate(theta, random)], at);
      },
    },
  );
  const column = (first: number) => rows.filter((_, i) => i % 4 === first || i % 4 === first + 1);
  const observations = column(2);
  const own = { dim: 2, conditions: 2, splines: chooseSplines(observations, 2) };
  const baseline = fitBaseline(prior.toNormal(column(0)), observations, own);
  // Its deviation is .1, a hundredth of the prior's half width; errors here have one of about .01
  for (const x of [-9.5, -9, -8.5, 0, 4, 8.5, 9, 9.5]) {
    const [found] = prior.fromNormal(baselineAt(baseline, [x, 1]).mean);
    expect(Math.abs(found - x), `at ${x}`).toBeLessThan(0.03);
  }
});
