import { afterAll, beforeAll, expect, it } from "vitest";
import { standardEncoding } from "../../../src/data/encodings/standard.ts";
import { ComposedModel } from "../../../src/models/composition/composed-model.ts";
import {
  annealedLangevin,
  contrast,
  createEngine,
  gaussian,
  independentObservations,
  type Engine,
  type ScoreModel,
} from "../../../src/index.ts";
import { fourErrors } from "../../kit/statistics.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

/** N(mean, variance) as a network has it that has learned (z − mean)/std. */
function inUnits(mean: number[], variance: number[], std: number[]): ScoreModel {
  const own = gaussian({ mean: mean.map(() => 0), variance: variance.map((v, j) => v / std[j] ** 2) });
  const encoding = standardEncoding({ mean: Float64Array.from(mean), std: Float64Array.from(std) });
  return { dim: own.dim, score: own.score, mean: own.mean, variance: own.variance, encoding };
}

const count = 4000;

/** Rows by 299 levels: mean and deviation of each column within 4 standard errors and 2 % of a deviation. */
async function expectNormal(model: ScoreModel, { mean, std }: { mean: number[]; std: number[] }, sigmaMax: number) {
  const sigmas = Array.from({ length: 299 }, (_, i) => sigmaMax * (0.003 / sigmaMax) ** (i / 298));
  const rows = await annealedLangevin(model, sigmas, { engine, count, stepsPerSigma: 1, seed: 1 });
  mean.forEach((exact, j) => {
    const column = rows.filter((_, k) => k % mean.length === j);
    const found = column.reduce((sum, value) => sum + value / count, 0);
    const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - found) ** 2 / count, 0));
    expect(Math.abs(found - exact)).toBeLessThan((4 * std[j]) / Math.sqrt(count) + 0.02 * std[j]);
    expect(Math.abs(deviation - std[j])).toBeLessThan(fourErrors(std[j], count) + 0.02 * std[j]);
  });
}

it("several observations whose columns have other units than the prior's: precision Σ 1/v − (n − 1)/v₀", async () => {
  const means = [[0.5, -0.2], [0.7, 0.4], [0.6, 0.1], [0.4, -0.3]]; // prettier-ignore
  const units = [[0.1, 0.4], [0.08, 0.45], [0.12, 0.4], [0.1, 0.5]]; // prettier-ignore
  const variance = [0.01, 0.16];
  const parts = means.map((mean, i) => inUnits(mean, variance, units[i]));
  const precision = variance.map((v) => 4 / v - 3);
  await expectNormal(
    independentObservations(gaussian({ mean: [0, 0], variance: 1 }), parts),
    {
      mean: precision.map((p, j) => means.reduce((sum, mean) => sum + mean[j] / variance[j] / p, 0)),
      std: precision.map((p) => 1 / Math.sqrt(p)),
    },
    10,
  );
});

it("a contrast with a model of other units", async () => {
  // 2/v_a − 1/v_b
  const [a, b] = [inUnits([0, 0], [1, 1], [1, 1]), inUnits([0, 0], [4, 4], [1, 4])];
  const std = 1 / Math.sqrt(2 - 1 / 4);
  await expectNormal(contrast(a, b, 1), { mean: [0, 0], std: [std, std] }, 10);
});

it("σ of a negative part is as much larger as its least share needs; of equal units the same", () => {
  const sigmas = (model: ScoreModel): number[] =>
    (model as ComposedModel).terms.map(({ units }) => units.sigmaOfPart(1));
  const [plain, other] = [inUnits([0, 0], [1, 1], [1, 1]), inUnits([0, 0], [1, 1], [1, 4])];
  // Columns of `other` are smoothed by ½ and 2, those of `plain` by 1
  expect(sigmas(contrast(other, plain, 1))).toEqual([1, 2 * 2].map((value) => expect.closeTo(value, 12) as number));
  expect(sigmas(contrast(plain, plain, 1))).toEqual([1]);
  const shifted = inUnits([3, 5], [1, 1], [2, 2]);
  expect(sigmas(contrast(plain, shifted, 1))).toEqual([1, expect.closeTo(0.5, 12)]);
});
