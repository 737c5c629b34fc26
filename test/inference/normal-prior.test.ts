import { afterAll, beforeAll, expect, it } from "vitest";
import { standardEncoding } from "../../src/data/encodings/standard.ts";
import { independentPrior } from "../../src/inference/index.ts";
import { normalPrior } from "../../src/inference/normal-prior.ts";
import { makePosterior } from "../../src/inference/posterior.ts";
import { createEngine, gaussian, type Engine, type ScoreModel } from "../../src/index.ts";
import { fourErrors } from "../kit/statistics.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

/** N(mean, variance) as a network has it that has learned (z − mean)/std. */
function learned(mean: number[], variance: number[], std: number[]): ScoreModel {
  const own = gaussian({ mean: [0, 0], variance: variance.map((v, j) => v / std[j] ** 2) });
  const encoding = standardEncoding({ mean: Float64Array.from(mean), std: Float64Array.from(std) });
  const { dim, score } = own;
  const sigmaRange = { sigmaMax: 10, sigmaMin: 0.002, eigenvalues: [1], shares: [1] };
  return { dim, score, mean: own.mean, variance: own.variance, sigmaRange, encoding };
}

it("several observations whose columns have other units are sampled: precision Σ 1/v − (n − 1)", async () => {
  const prior = independentPrior([{ normal: [0, 1] }, { normal: [0, 1] }]);
  const variance = [0.01, 0.16];
  const means = [[0.5, -0.2], [0.7, 0.4], [0.6, 0.1], [0.4, -0.3]]; // prettier-ignore
  const units = [[0.1, 0.4], [0.08, 0.45], [0.12, 0.4], [0.1, 0.5]]; // prettier-ignore
  const parts = means.map((mean, i) => learned(mean, variance, units[i]));
  const count = 4000;
  const { parameters } = await makePosterior(prior, parts).sample({ count, seed: 1 });
  variance.forEach((v, j) => {
    const precision = 4 / v - 3;
    const exact = means.reduce((sum, mean) => sum + mean[j] / v, 0) / precision;
    const column = parameters.filter((_, k) => k % 2 === j);
    const mean = column.reduce((sum, value) => sum + value / count, 0);
    const std = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2 / count, 0));
    const deviation = Math.sqrt(1 / precision);
    expect(Math.abs(mean - exact)).toBeLessThan((4 * deviation) / Math.sqrt(count) + 0.02 * deviation);
    expect(Math.abs(std - deviation)).toBeLessThan(fourErrors(deviation, count) + 0.02 * deviation);
  });
});

it("is N(0, I) in units whose geometric mean is 1", async () => {
  const model = normalPrior(2, [learned([1, 2], [1, 1], [0.5, 2]), learned([0, 0], [1, 1], [1, 1])]);
  const { std } = model.encoding!.parameters as { std: Float64Array };
  expect(std[0]).toBeCloseTo(1 / Math.sqrt(2), 12);
  expect(std[0] * std[1]).toBeCloseTo(1, 12);
  const [x, y] = Array.from(await model.score(Float32Array.of(1, 1), 0));
  expect(x).toBeCloseTo(-(std[0] ** 2), 6);
  expect(y).toBeCloseTo(-(std[1] ** 2), 6);
});
