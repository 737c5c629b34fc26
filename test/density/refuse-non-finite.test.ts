import { expect, test } from "vitest";
import { encode } from "../../src/density/latent.ts";
import { logDensity } from "../../src/density/log-density.ts";
import { refuseNonFinite } from "../../src/density/refuse-non-finite.ts";
import type { ScoreModel } from "../../src/models/score-model.ts";

const score = (x: Float32Array, sigma: number): Float32Array => x.map((value) => -value / (1 + sigma * sigma));
const far: ScoreModel = { dim: 1, score, mean: [-1e308], variance: [1e-20] };

test("names the row of the first number that is not finite", () => {
  const flow = { sigmaMax: 5, rowAt: (k: number) => 2 ** 33 + k };
  refuseNonFinite("here", "codes", Float64Array.of(1, 2, 3), 1, flow);
  expect(() => refuseNonFinite("here", "codes", Float64Array.of(1, 2, 3, -Infinity), 2, flow)).toThrow(
    "here: expected codes within f64, got -Infinity in row 8589934593 from the model's mean, variance and score at sigma 5",
  );
});

test("a mean whose distance squared is beyond f64 has no ln p: diverged", async () => {
  await expect(logDensity(far, [1], { sigmaMax: 3, sigmaMin: 0.3 })).rejects.toMatchObject({
    code: "diverged",
    message: expect.stringContaining("logDensity: expected ln p within f64, got -Infinity in row 0") as string,
  });
});

test("a score that is not finite where the prior has its rows: no estimate of the error, diverged", async () => {
  const beside = { ...far, mean: [0], variance: [1] };
  const model: ScoreModel = { ...beside, score: (x, sigma) => score(x, sigma).map((s, i) => (x[i] < -4 ? NaN : s)) };
  await expect(logDensity(model, [1], { sigmaMax: 3, sigmaMin: 0.3 })).rejects.toMatchObject({
    code: "diverged",
    message: expect.stringContaining("logDensity: expected an error of ln p within f64, got NaN in row 0") as string,
  });
});

test("codes beyond f64: diverged", async () => {
  await expect(encode(far, [1], { sigmaMax: 1e-5, sigmaMin: 1e-6 })).rejects.toMatchObject({
    code: "diverged",
    message: expect.stringContaining("encode: expected codes within f64, got Infinity in row 0") as string,
  });
});
