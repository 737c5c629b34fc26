import { describe, expect, test } from "vitest";
import { maxErrorOfScale } from "./bounds.ts";
import { dsmLoss, perturb, type Weighting } from "./dsm.ts";
import { expectGradient, testData } from "./gradient-check.ts";
import pytorch from "./mlp-pytorch.json" with { type: "json" };
import { ReferenceMlp, type MlpConfig } from "./mlp.ts";
import { PARAMETERIZATIONS } from "./parameterization.ts";
import { uniform } from "./normal.ts";
import { stepKey, threefry2x32 } from "./threefry.ts";

interface MlpFixture extends MlpConfig {
  weighting: Weighting;
  w: number[][];
  bias: number[][];
  x: number[];
  sigma: number[];
  noise: number[];
  predictedNoise: number[];
  loss: number;
  dW: number[][];
  dBias: number[][];
  dNoised: number[];
}

describe("mlp", () => {
  const shapes = [
    { dim: 1, hidden: [5], sigmaFrequencies: 0, coordinateFrequencies: 0 },
    { dim: 3, hidden: [7, 7], sigmaFrequencies: 4, coordinateFrequencies: 0 },
    { dim: 2, hidden: [6, 3, 3], sigmaFrequencies: 0, coordinateFrequencies: 3 },
    { dim: 5, hidden: [9, 9, 9], sigmaFrequencies: 4, coordinateFrequencies: 1 },
  ];
  const configs: MlpConfig[] = shapes.flatMap((shape) =>
    (["silu", "tanh", "softplus"] as const).flatMap((activation) =>
      [false, true].flatMap((residual) =>
        (["edm", "noise"] as const).map((parameterization) => ({ ...shape, activation, residual, parameterization })),
      ),
    ),
  );

  test.each(configs)("backward against central differences to 1e-7: %o", (config) => {
    const rows = 3;
    const mlp = new ReferenceMlp(config);
    mlp.layers.forEach(({ w, bias }, l) => {
      w.set(testData(w.length, 10 + l).map((z) => z / Math.sqrt(mlp.widths[l])));
      bias.set(testData(bias.length, 20 + l));
    });
    const noised = testData(rows * config.dim, 30);
    const noise = testData(rows * config.dim, 31);
    const sigma = Float64Array.of(0.05, 0.8, 6);
    const options = { weighting: "edm", parameterization: config.parameterization } as const;
    const loss = () => dsmLoss(mlp.forward(noised, sigma).predictedNoise, noise, sigma, options);

    const cache = mlp.forward(noised, sigma);
    const { dPredictedNoise, dOutput } = loss();
    const gradients = mlp.backward(cache, dPredictedNoise);
    expect(gradients.dOutput).toEqual(dOutput);
    mlp.layers.forEach(({ w, bias }, l) => {
      expectGradient(gradients.layers[l].w, w, () => loss().loss);
      expectGradient(gradients.layers[l].bias, bias, () => loss().loss);
    });
    expectGradient(gradients.dNoised, noised, () => loss().loss);
  });

  const fixtures: MlpFixture[] = pytorch as MlpFixture[];
  test.each(fixtures)("loss and gradients equal PyTorch's to 1e-10: $activation $parameterization", (expected) => {
    const { x, sigma, noise, weighting, parameterization } = expected;
    const mlp = new ReferenceMlp({ ...expected, maxCoordinateFrequency: 24 });
    mlp.layers.forEach((layer, l) => {
      layer.w.set(expected.w[l]);
      layer.bias.set(expected.bias[l]);
    });
    const cache = mlp.forward(perturb(x, sigma, noise), sigma);
    const { loss, dPredictedNoise } = dsmLoss(cache.predictedNoise, noise, sigma, { weighting, parameterization });
    const gradients = mlp.backward(cache, dPredictedNoise);
    expect(maxErrorOfScale(cache.predictedNoise, expected.predictedNoise)).toBeLessThan(1e-10);
    expect(Math.abs(loss / expected.loss - 1)).toBeLessThan(1e-10);
    gradients.layers.forEach((layer, l) => {
      expect(maxErrorOfScale(layer.w, expected.dW[l]), `dW ${l}`).toBeLessThan(1e-10);
      expect(maxErrorOfScale(layer.bias, expected.dBias[l]), `dBias ${l}`).toBeLessThan(1e-10);
    });
    expect(maxErrorOfScale(gradients.dNoised, expected.dNoised)).toBeLessThan(1e-10);
  });

  test("initialize: variance 1/fanIn within 4 standard errors, bounded, output layer zero", () => {
    const mlp = new ReferenceMlp({ ...configs[0], dim: 3, hidden: [200, 100] });
    mlp.initialize(12);
    for (const l of [0, 1]) {
      const { w, bias } = mlp.layers[l];
      const fanIn = mlp.widths[l];
      const squares = w.map((value) => value * value * fanIn); // mean 1, variance 4/5
      const mean = squares.reduce((sum, value) => sum + value, 0) / w.length;
      expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(0.8 / w.length));
      expect(Math.max(...squares)).toBeLessThanOrEqual(3);
      expect(bias.every((value) => value === 0)).toBe(true);
    }
    const words = threefry2x32(stepKey(12, 1, 1, 0), [2, 1]); // W[2,3] of layer 1
    expect(mlp.layers[1].w[2 * 100 + 3]).toBeCloseTo((2 * uniform(words[1]) - 1) * Math.sqrt(3 / 200), 14);
    expect(mlp.layers[2].w.every((value) => value === 0)).toBe(true);
  });

  test("edm with F = 0 is the exact score −x̃/(σ² + 1) of standard normal data", () => {
    for (const sigma of [0.01, 1, 30]) {
      const score = (-PARAMETERIZATIONS.edm(sigma).cNoisy * 1.7) / sigma;
      expect(score * (sigma * sigma + 1)).toBeCloseTo(-1.7, 13);
    }
  });
});
