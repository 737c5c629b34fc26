import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  annealedLangevin,
  contrast,
  createEngine,
  dormandPrinceOde,
  gaussian,
  gaussianMixture,
  geometricSigmas,
  independentObservations,
  ncsnLangevin,
  power,
  product,
  withLabels,
  type Engine,
  type ExactModel,
  type ScoreModel,
} from "../../../src/index.ts";
import { twin } from "../../kit/network-twin.ts";
import { columnMean, fourErrors, rms } from "../../kit/statistics.ts";

const COLUMNS = 8;

/** N(mean, variance) in each of 8 columns. */
const normal = (mean: number, variance: number): ScoreModel => ({
  dim: COLUMNS,
  mean: new Array<number>(COLUMNS).fill(mean),
  variance: new Array<number>(COLUMNS).fill(variance),
  score: (x, sigma) => x.map((value) => (mean - value) / (variance + sigma * sigma)),
});

const ladder = (count: number, sigmaMax = 10): Float64Array => geometricSigmas({ sigmaMax, sigmaMin: 0.01, count });

/** Mean and deviation of all numbers within 4 standard errors of what they should be. */
function expectNormal(x: Float64Array, mean: number, std: number): void {
  expect(Math.abs(columnMean(x, 1, 0) - mean)).toBeLessThan((4 * std) / Math.sqrt(x.length));
  expect(Math.abs(rms(x.map((value) => value - mean)) - std)).toBeLessThan(fourErrors(std, x.length));
}

describe("normal laws, by 100 scores and fewer", () => {
  const common = { count: 2000, stepsPerSigma: 1, seed: 1 };

  test("product: precisions add, means are weighted with them", async () => {
    expectNormal(await annealedLangevin(product([normal(0, 1), normal(0, 1)]), ladder(30), common), 0, Math.sqrt(0.5));
    const weights = [2, 0.5];
    const x = await annealedLangevin(product([normal(1, 1), normal(-3, 0.25)], { weights }), ladder(99), common);
    expectNormal(x, (2 * 1 + 0.5 * 4 * -3) / 4, Math.sqrt(1 / 4));
  });

  test("of the same score as a model of one's own, the ODE makes ½/(1 + σ_max²) from the score's own law at σ_max", async () => {
    const model = product([normal(0, 1), normal(0, 1)]);
    const own: ScoreModel = { dim: COLUMNS, score: (x, sigma) => model.score(x, sigma) };
    const x = await dormandPrinceOde(own, ladder(2), { count: 500, seed: 1 });
    expectNormal(x, 0, Math.sqrt(0.5 / (1 + 10 ** 2)));
  });

  test.each([0.25, 4])("power %d: the variance is divided by it", async (beta) => {
    expectNormal(await annealedLangevin(power(normal(2, 0.5), beta), ladder(60), common), 2, Math.sqrt(0.5 / beta));
  });

  test("contrast: precision (1 + w)/v_a − w/v_b", async () => {
    const x = await annealedLangevin(contrast(normal(0, 1), normal(-2, 4), 1), ladder(99), common);
    expectNormal(x, 2 / 7, Math.sqrt(4 / 7));
  });

  test.each([2, 10, 100])("independentObservations: the posterior of %i is N(Σx/(1 + n), 1/(1 + n))", async (n) => {
    const observed = Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1.3 : -0.4));
    const given = new Map([1.3, -0.4].map((x) => [x, normal(x / 2, 0.5)]));
    const model = independentObservations(
      normal(0, 1),
      observed.map((x) => given.get(x)!),
    );
    const x = await annealedLangevin(model, ladder(99, 20), common);
    expectNormal(x, observed.reduce((sum, value) => sum + value, 0) / (1 + n), Math.sqrt(1 / (1 + n)));
  });

  test("product of normals with correlated columns: the precision matrices add", async () => {
    // Precisions [2 1; 1 2] and [2 -1; -1 4]: the sum is [4 0; 0 6]
    const a = gaussian({ mean: [1, 0], covariance: [[2 / 3, -1 / 3], [-1 / 3, 2 / 3]] }); // prettier-ignore
    const b = gaussian({ mean: [0, 1], covariance: [[4 / 7, 1 / 7], [1 / 7, 2 / 7]] }); // prettier-ignore
    const count = 5000;
    const x = await annealedLangevin(product([a, b]), ladder(79), { ...common, count });
    const [u, v] = [0, 1].map((column) => x.filter((_, k) => k % 2 === column));
    expectNormal(u, (2 - 1) / 4, Math.sqrt(1 / 4));
    expectNormal(v, (1 + 4) / 6, Math.sqrt(1 / 6));
    const mixed = u.reduce((sum, value, k) => sum + (value - 1 / 4) * (v[k] - 5 / 6), 0) / count;
    expect(Math.abs(mixed)).toBeLessThan(4 * Math.sqrt(1 / 24 / count));
  });

  test("independent noise instead spreads them as α = 1/k does: by a third", async () => {
    const x = await annealedLangevin(power(normal(0, 0.5), 2), ladder(60), { ...common, noise: "independent" });
    // Euler–Maruyama: 1/(k(1 − αk/4))
    expectNormal(x, 0, Math.sqrt(0.25 / (1 - 1 / 4)));
  });

  test("a step size that is given is taken; NCSN's own is divided by the sum of weights", async () => {
    const model = power(normal(0, 1), 4);
    const sigmas = [1, 0.5];
    const few = { count: 500, stepsPerSigma: 100, seed: 1 };
    const given = await annealedLangevin(model, sigmas, {
      ...few,
      stepSize: 0.05,
      denoise: false,
    });
    expectNormal(given, 0, Math.sqrt(1.25 / 4));
    const literal = await ncsnLangevin(model, sigmas, {
      ...few,
      stepSize: 0.05,
      denoise: false,
    });
    expectNormal(literal, 0, Math.sqrt(1.25 / 4 / (1 - (0.05 * (4 / 1.25)) / 4)));
    const usual = await ncsnLangevin(power(normal(0, 1), 100), sigmas, few);
    expect(rms(usual)).toBeLessThan(0.2);
  });
});

describe("mixtures", () => {
  /** The share above 0 of the density exp(logDensity), by the midpoint rule. */
  function shareAbove(logDensity: (x: number) => number): number {
    let [above, total] = [0, 0];
    for (let k = 0; k < 4000; k++) {
      const x = -10 + (k + 0.5) / 200;
      const p = Math.exp(logDensity(x));
      total += p;
      if (x > 0) above += p;
    }
    return above / total;
  }
  const at = (model: ExactModel, x: number): number => model.logDensity([x])[0];
  const a = gaussianMixture({ weights: [0.5, 0.5], means: [[-1.3], [1.3]], variance: [0.5, 0.3] });
  const b = gaussianMixture({ weights: [0.3, 0.7], means: [[-1.6], [1]], variance: [0.3, 1] });

  test.each([
    ["product", product([a, b]), (x: number) => at(a, x) + at(b, x)],
    ["power", power(a, 1.5), (x: number) => 1.5 * at(a, x)],
    ["contrast", contrast(a, b, 0.5), (x: number) => 1.5 * at(a, x) - 0.5 * at(b, x)],
  ] as const)(
    "%s: the shares of modes that overlap are those of the density, by 300 scores",
    async (_, model, logDensity) => {
      const count = 4000;
      const x = await annealedLangevin(model, ladder(299), { count, stepsPerSigma: 1, seed: 2 });
      const share = shareAbove(logDensity);
      const found = x.filter((value) => value > 0).length / count;
      expect(Math.abs(found - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / count));
    },
  );
});

describe("a run", () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
  afterAll(() => engine.dispose());

  test("in parts is the same run", async () => {
    const model = product([normal(0, 1), normal(1, 2)]);
    const whole = await annealedLangevin(model, ladder(12), { count: 70, seed: 3 });
    const part = await annealedLangevin(model, ladder(12), { count: 30, offset: 40, seed: 3, engine });
    expect(part).toEqual(whole.subarray(40 * COLUMNS));
  });

  test("labels of each row: every row is its own composition's", async () => {
    const { network } = twin(engine, { dim: 2, hidden: [8], classes: 2, seed: 4 }, true);
    const labels = Int32Array.from({ length: 50 }, (_, i) => i % 2);
    const model = product([withLabels(network, labels), gaussian({ mean: [0, 0], variance: 1 })]);
    expect(await annealedLangevin(model, ladder(10), { count: 50 })).toHaveLength(100);
    expect(() => annealedLangevin(model, ladder(10), { count: 49 })).toThrow(/count 50/);
  });

  test('"auto" goes from the highest σ of the parts to the lowest, by one update a level', async () => {
    const [wide, fine] = [[5, 0.1], [2, 0.02]].map(([sigmaMax, sigmaMin]) => ({ ...normal(0, 1), sigmaRange: { sigmaMax, sigmaMin, eigenvalues: [1], shares: [COLUMNS] } })); // prettier-ignore
    const sigmas: number[] = [];
    const run = annealedLangevin(product([wide, fine]), "auto", { count: 3000, evaluations: 50 });
    for await (const { sigma, levels } of run) {
      expect(levels).toBe(49);
      if (sigma !== sigmas.at(-1)) sigmas.push(sigma);
    }
    expect(sigmas.every((sigma) => sigma <= 5 && sigma > 0.0199)).toBe(true);
    expectNormal(await run, 0, Math.sqrt(0.5));
  });

  test("of what is no density ends with a sentence", async () => {
    const run = annealedLangevin(contrast(normal(0, 1), normal(0, 0.1), 1), ladder(50), { count: 10 });
    await expect(run).rejects.toMatchObject({
      code: "diverged",
      message: expect.stringMatching(
        /^annealedLangevin: expected a composition that is a density, got one whose rows run away/,
      ),
    });
  });
});
