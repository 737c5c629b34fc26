import { afterAll, beforeAll, expect, test } from "vitest";
import { createEngine, dpmSolverPlusPlus, fromDenoiser, fromNoise, gaussian, type Engine } from "../../src/index.ts"; // prettier-ignore
import { testData } from "../reference/gradient-check.ts";

let engine: Engine;
beforeAll(async () => void (engine = await createEngine({ threads: 1 })));
afterAll(() => engine.dispose());

const [mean, variance] = [[3, -1], [2, 0.25]]; // prettier-ignore
const exact = gaussian({ mean, variance });
const denoise = (x: Float32Array, sigma: number) =>
  x.map((value, i) => value + sigma * sigma * ((mean[i % 2] - value) / (variance[i % 2] + sigma * sigma)));
const predictNoise = (x: Float32Array, sigma: number) =>
  x.map((value, i) => (sigma * (value - mean[i % 2])) / (variance[i % 2] + sigma * sigma));

test("the score of a denoiser and of a noise prediction is the exact one, at once or by promise", async () => {
  const x = Float32Array.from(testData(40, 1));
  for (const model of [
    fromDenoiser({ dim: 2, denoise }),
    fromNoise({ dim: 2, predictNoise }),
    fromDenoiser({ dim: 2, denoise: async (rows, sigma) => Promise.resolve(denoise(rows, sigma)) }),
  ])
    for (const sigma of [0.3, 2]) {
      const score = await model.score(x, sigma);
      // The denoiser's f32 is divided by σ²
      exact.score(x, sigma).forEach((s, i) => expect(Math.abs(score[i] - s)).toBeLessThan((4 * 2 ** -22) / sigma ** 2));
    }
});

test("what is known beside the score goes with it: the start, and levels by themselves", async () => {
  const sigmaRange = { sigmaMax: 20, sigmaMin: 0.01, eigenvalues: [1], shares: [2] };
  const model = fromNoise({ dim: 2, predictNoise, mean, variance, sigmaRange });
  const rows = await dpmSolverPlusPlus(model, "auto", { engine, count: 20, seed: 1 });
  const same = await dpmSolverPlusPlus({ ...exact, sigmaRange }, "auto", { engine, count: 20, seed: 1 });
  rows.forEach((value, i) => expect(Math.abs(value - same[i])).toBeLessThan(1e-4));
});

test("what is no model, and answers of another length, are refused by name", () => {
  expect(() => fromDenoiser({ dim: 2 } as never)).toThrow("fromDenoiser: expected a model with denoise(x, sigma)");
  expect(() => fromNoise(null as never)).toThrow("fromNoise: expected a model with predictNoise(x, sigma), got null");
  const short = fromDenoiser({ dim: 2, denoise: (x) => x.subarray(1) });
  expect(() => short.score(new Float32Array(4), 1)).toThrow(
    "fromDenoiser: expected denoise to return 4 numbers, got 3",
  );
});
