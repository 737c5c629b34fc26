import { describe, expect, test } from "vitest";
import { contrast, gaussian, gaussianMixture, geometricSigmas, independentObservations, power, product, type ScoreModel } from "../../../src/index.ts"; // prettier-ignore
import { resolve } from "../../../src/models/resolve.ts";
import { measuredSteps } from "../../../src/sampling/chain/measured-steps.ts";

const steps = (model: ScoreModel, sigmas: ArrayLike<number>, stepsPerSigma = 1): Promise<Float64Array> =>
  measuredSteps("test", resolve("test", model), { sigmas, stepsPerSigma }, undefined);

describe("α is 1 over the steepest direction's curvature", () => {
  test("of a product of normals in one column, on each level", async () => {
    const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 40 });
    const alphas = await steps(
      product([gaussian({ mean: [0], variance: 1 }), gaussian({ mean: [3], variance: 0.1 })]),
      sigmas,
    );
    sigmas.forEach((sigma, i) => {
      const curvature = 1 / (1 + sigma ** 2) + 1 / (0.1 + sigma ** 2);
      expect(Math.abs(alphas[i] * curvature - 1)).toBeLessThan(2e-3);
    });
  });

  test("of columns that differ, once the power method has found it", async () => {
    const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 60 });
    const model = power(gaussian({ mean: [0, 0, 0, 0], variance: [1, 0.01, 2, 0.3] }), 2);
    const alphas = await steps(model, sigmas);
    for (let i = 40; i < 60; i++) expect(Math.abs((alphas[i] * 2) / (0.01 + sigmas[i] ** 2) - 1)).toBeLessThan(0.01);
    alphas.forEach((alpha, i) => expect((alpha * 2) / (0.01 + sigmas[i] ** 2)).toBeLessThan(4));
  });

  test("of the narrowest of several modes", async () => {
    const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.02, count: 50 });
    const model = power(gaussianMixture({ weights: [0.5, 0.5], means: [[-3], [3]], variance: [1, 0.04] }), 2);
    const alphas = await steps(model, sigmas);
    expect(Math.abs((alphas[49] * 2) / 0.0404 - 1)).toBeLessThan(0.01);
  });
});

test("a composition that is no density is refused where its rows run away", async () => {
  const [wide, narrow] = [1, 0.2].map((variance) => gaussian({ mean: [0, 0], variance: [variance, 1] }));
  const sigmas = geometricSigmas({ sigmaMax: 5, sigmaMin: 0.01, count: 300 });
  await expect(steps(contrast(wide, narrow, 1), sigmas)).rejects.toMatchObject({
    code: "diverged",
    message: expect.stringMatching(
      /^test: expected a composition that is a density, got one whose rows run away at sigma [\d.]+: where a model of negative/,
    ),
  });
  expect(await steps(contrast(narrow, wide, 1), sigmas)).toHaveLength(300);
});

/** Variance 1/(1 + n) is right: prior N(0, 1), observations N(θ, 1). */
test.each([2, 10, 100].flatMap((n) => [300, 1000].map((scores) => [n, scores])))(
  "posterior of %i observations by %i scores: the chain's variance is right to 0.1 %%",
  async (n, scores) => {
    const posterior = gaussian({ mean: [0.4], variance: 0.5 });
    const model = independentObservations(
      gaussian({ mean: [0], variance: 1 }),
      new Array<ScoreModel>(n).fill(posterior),
    );
    const sigmas = geometricSigmas({ sigmaMax: 20, sigmaMin: 0.01, count: scores - 1 });
    const alphas = await steps(model, sigmas);
    // y ← y + (α/2)·score(y + ½√α·z) + √α·z with score −k·x, and last y + ½√α·z, denoised by σ²/n
    const curvature = (sigma: number): number => (1 - n) / (1 + sigma ** 2) + n / (0.5 + sigma ** 2);
    let variance = 1 + 20 ** 2;
    sigmas.forEach((sigma, i) => {
      const [alpha, k] = [alphas[i], curvature(sigma)];
      variance = (1 - (alpha * k) / 2) ** 2 * variance + alpha * (1 - (alpha * k) / 4) ** 2;
    });
    const last = 1 - (0.01 ** 2 * curvature(0.01)) / n;
    variance = (variance + alphas[scores - 2] / 4) * last ** 2;
    expect(Math.abs(variance * (1 + n) - 1)).toBeLessThan(1e-3);
  },
);
