import { describe, expect, test } from "vitest";
import type { Rows } from "../../../src/data/rows.ts";
import { categoricalMixture } from "../../../src/models/exact/categorical-mixture.ts";
import { gaussianMixture } from "../../../src/models/exact/gaussian-mixture.ts";
import { gaussian } from "../../../src/models/exact/gaussian.ts";
import { idealDenoiser } from "../../../src/models/exact/ideal-denoiser.ts";
import type { ExactModel } from "../../../src/models/score-model.ts";
import { annealedLangevin } from "../../../src/sampling/samplers/annealed-langevin.ts";
import { checkerboard, densities } from "../../../src/toys/index.ts";

const models: [string, ExactModel][] = [
  ["gaussian", gaussian({ mean: [0, 1], covariance: [[1, 0.5], [0.5, 1]] })], // prettier-ignore
  ["gaussianMixture", gaussianMixture({ weights: [0.5, 0.5], means: [[0, 1], [5, 5]], variance: 1 })], // prettier-ignore
  ["idealDenoiser", idealDenoiser([[0, 1], [2, 3], [7, 5]])], // prettier-ignore
  ["categoricalMixture", categoricalMixture({ weights: [0.5, 0.5], tables: [[[1, 0], [0.2, 0.8]]], means: [[0], [5]] })], // prettier-ignore
];
const refused = { name: "LangevinError" };

describe.each(models)("%s", (name, model) => {
  const methods: [string, (x: unknown, sigma?: unknown) => ArrayLike<number>][] = [
    ["score", (x, sigma = 1) => model.score(x as Rows, sigma as number)],
    ["divergence", (x, sigma = 1) => model.divergence(x as Rows, sigma as number)],
    ["logDensity", (x, sigma = 1) => model.logDensity(x as Rows, sigma as number)],
  ];

  test.each(methods)("%s takes nested rows, flat ones and none", (_, method) => {
    expect(method([[1, 2], [3, 4]])).toEqual(method(Float32Array.of(1, 2, 3, 4))); // prettier-ignore
    expect(method([])).toHaveLength(0);
  });

  test.each(methods)("%s looks at what is in x, and at sigma", (method, call) => {
    for (const x of [
      "ab",
      [NaN, 1],
      [1, Infinity],
      [1n, 2n],
      [[1, "2"]],
      [1],
      null,
      undefined,
      { length: 2e9 },
      () => 0,
    ])
      expect(() => call(x), String(x)).toThrow(expect.objectContaining(refused));
    expect(() => call([1, "2"])).toThrow(
      `${name}.${method}: expected x of finite numbers, got "2" (a string) in row 0, column 1`,
    );
    for (const sigma of [-1, NaN, Infinity, 1n, "1", null])
      expect(() => call([1, 2], sigma)).toThrow(`${name}.${method}: expected sigma a finite number`);
  });

  test.each(methods)("%s gives finite numbers or an error, however far away and at any sigma", (_, method) => {
    for (const size of [5e-324, 1e-200, 1, 1e30, 1e39, 1e154, 1e200, 1e308])
      for (const sigma of [5e-324, 1e-200, 1e-30, 1, 1e30, 1e154, 1e200, 1e308]) {
        let results: ArrayLike<number> = [];
        try {
          results = method([[size, -size]], sigma);
        } catch (error) {
          expect(error).toMatchObject({ ...refused, code: "invalid-data" });
        }
        expect(Array.from(results).every(Number.isFinite), `${size} at ${sigma}`).toBe(true);
      }
  });
});

const sampled: [string, Pick<ExactModel, "sample">, number][] = [
  ...models.map(([name, model]): [string, ExactModel, number] => [name, model, 2]),
  ...Object.values(densities).map((toy): [string, typeof toy, number] => [toy.name, toy, 2]),
];

describe.each(sampled)("%s.sample", (name, model, dim) => {
  test("across row 2³²: what a higher seed's rows are, in any split, up to the last row of all", () => {
    const offset = 3 * 2 ** 32 - 4;
    const whole = model.sample(7, { seed: 6, offset });
    const before = model.sample(4, { seed: 2 ** 33 + 6, offset: 2 ** 32 - 4 });
    expect([...whole]).toEqual([...before, ...model.sample(3, { seed: 3 * 2 ** 32 + 6 })]);
    expect(model.sample(4, { seed: 6, offset: offset + 2 })).toEqual(whole.slice(2 * dim, 6 * dim));
    const last = model.sample(2, { seed: 6, offset: 2 ** 53 - 2 });
    expect(model.sample(1, { seed: 6, offset: 2 ** 53 - 1 })).toEqual(last.slice(dim));
    expect(model.sample(12, { offset: 2 ** 32 - 12 })).not.toEqual(model.sample(12, { offset: 2 ** 33 - 12 }));
  });

  test("is in f64", () => {
    const rows = model.sample(50, { seed: 3 });
    expect(rows).toBeInstanceOf(Float64Array);
    if (name !== checkerboard.name && name !== "idealDenoiser")
      expect(new Float64Array(new Float32Array(rows))).not.toEqual(rows);
  });

  test.each([
    [
      2 ** 31,
      {},
      `expected count × dim of at most 67108864 numbers (offset draws the rows after them), got ${dim * 2 ** 31}`,
    ],
    [4e9, {}, "expected count × dim of at most 67108864 numbers"],
    [2 ** 53, {}, "expected count an integer from 0 to 4294967295"],
    [undefined, {}, "expected count an integer"],
    [5n, {}, "expected count an integer"],
    [3, null, "expected an options object, got null"],
    [3, { sed: 1 }, 'expected option "seed", got "sed"'],
    [3, { seed: 1n }, "expected seed an integer"],
    [3, { offset: 2 ** 53 - 2 }, "expected offset an integer from 0 to 9007199254740989"],
  ])("%s, %o: %s", (count, options, message) => {
    expect(() => model.sample(count as number, options as object)).toThrow(`${name}.sample: ${message}`);
  });
});

test("values beyond f32 are drawn in f64", () => {
  const far = gaussianMixture({ weights: [1], means: [[1e39]], variance: 1e70 });
  const rows = far.sample(20_000, { seed: 1 });
  expect(rows.every((x) => Math.abs(x / 1e39 - 1) < 0.001)).toBe(true);
  const mean = rows.reduce((sum, x) => sum + x / 20_000, 0);
  expect(Math.abs(mean - 1e39)).toBeLessThan((4 * 1e35) / Math.sqrt(20_000));
  expect(gaussian({ mean: [1700000000001], std: 0.25 }).sample(100).some((x) => x % 1 !== 0)).toBe(true); // prettier-ignore
});

test("laws whose moments are beyond f64, or whose matrices take minutes, are refused", () => {
  const weights = [0.5, 0.5];
  expect(() => gaussianMixture({ weights, means: [[1e200], [0]], variance: 1 })).toThrow(
    "gaussianMixture: expected means whose variance is within f64 in column 0, got Infinity",
  );
  for (const std of [1e200, 1e-200])
    expect(() => gaussian({ mean: [0], std })).toThrow(`gaussian: expected std whose square is within f64, got ${std}`);
  const mean = new Float64Array(4000);
  expect(() => gaussian({ mean, covariance: [] })).toThrow("gaussian: expected at most 3.4e+10 operations");
});

test("a score of more rows than a minute's work is refused, with what to do", () => {
  const many = idealDenoiser(new Float64Array(200_000), { dim: 1 });
  expect(() => many.score(new Float64Array(100_000), 1)).toThrow("take a part of x at a time");
});

test("options that are missing, misspelt or no numbers", () => {
  for (const [name, make] of Object.entries({ gaussian, gaussianMixture, categoricalMixture })) {
    for (const nothing of [undefined, null, 5n, []])
      expect(() => make(nothing as never)).toThrow(`${name}: expected an options object`);
    expect(() => make({ variances: 1 } as never)).toThrow(`${name}: expected option "variance", got "variances"`);
    for (const wrong of [1n, "1", null, Object.create(null), [1n], ["1"], [, 1]])
      for (const option of ["mean", "covariance", "variance", "std", "weights", "means", "covariances", "tables"])
        expect(() => make({ mean: [0], weights: [1], means: [[0]], [option]: wrong } as never)).toThrow(expect.objectContaining(refused)); // prettier-ignore
  }
});

test("a sampler whose steps are too large for an exact model says that it diverged", async () => {
  const run = annealedLangevin(models[0][1], [2, 1], { count: 10, stepsPerSigma: 400, stepSize: 1e3 });
  await expect(run).rejects.toMatchObject({ code: "diverged" });
});
