import { describe, expect, test } from "vitest";
import { logDensity } from "../../src/density/log-density.ts";
import { categoricalMixture, type CategoricalMixture } from "../../src/models/exact/categorical-mixture.ts";
import { allCells, latentClasses, modelOf } from "../models/exact/latent-classes.ts";

/** Σ_j (coordinates of column j)/2·ln(2πσ²): what a density of codes smoothed by σ lacks to a probability. */
function peak(model: CategoricalMixture, numbers: number, sigma: number): number {
  return ((model.dim - numbers) / 2) * Math.log(2 * Math.PI * sigma * sigma);
}

test("logDensity at the codes is ln P of every cell, to 1e-3, when the peaks' height is taken off", async () => {
  const levels = [2, 3, 4];
  const model = modelOf(latentClasses(levels, 3));
  const cells = allCells(levels);
  const exact = model.logProbability(cells);
  for (const sigmaMin of [0.05, 0.3]) {
    const options = { sigmaMax: 50, sigmaMin, tolerance: 1e-6 };
    const { logDensity: found } = await logDensity(model, model.toRows(cells), options);
    // At σ = 0.3 other levels reach over by e^(-2/σ²) ~ 2e-10 times the ratio of their probabilities
    found.forEach((value, i) =>
      expect(Math.abs(value + peak(model, 0, sigmaMin) - exact[i]), String(cells[i])).toBeLessThan(1e-3),
    );
  }
});

test("with a number beside, it is ln of the joint law, smoothed in the number", async () => {
  const classes = latentClasses([3, 2], 3, 1);
  const model = modelOf(classes);
  const cells = allCells([3, 2]).flatMap(([a, b]) => [[-1.2, a, b], [0.4, a, b]]); // prettier-ignore
  const sigmaMin = 0.02;
  const smoothed = modelOf({ ...classes, variance: classes.variance.map((row) => row.map((v) => v + sigmaMin ** 2)) });
  const exact = smoothed.logProbability(cells);
  const options = { sigmaMax: 50, sigmaMin, tolerance: 1e-6 };
  const { logDensity: found } = await logDensity(model, model.toRows(cells), options);
  found.forEach((value, i) =>
    expect(Math.abs(value + peak(model, 1, sigmaMin) - exact[i]), String(cells[i])).toBeLessThan(1e-3),
  );
});

describe("a second estimator of −ln P, from denoising errors alone (Kong, Brekelmans & Ver Steeg 2023)", () => {
  /**
   * ½∫ E‖x − D(x + σε, σ)‖² d(1/σ²) over all σ: the expectation over ε on a grid of 0.5 deviations up to 6, the integral by
   * trapezoids in ln σ. Beyond `high` the error is ‖x‖² + tr Σ_data/σ²-terms, so the rest is ‖x‖²/(2·high²).
   */
  function surprise(model: CategoricalMixture, row: Float64Array, [low, high]: [number, number]): number {
    const { dim } = model;
    const axis = Array.from({ length: 25 }, (_, i) => (i - 12) / 2);
    const grid = axis.reduce<number[][]>((points) => points, [[]]);
    let points = grid;
    for (let d = 0; d < dim; d++) points = points.flatMap((point) => axis.map((e) => [...point, e]));
    const weights = points.map((e) => e.reduce((product, z) => (product * 0.5 * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI), 1)); // prettier-ignore
    const steps = 120;
    const ratio = Math.log(high / low) / steps;
    const square = row.reduce((sum, value) => sum + value * value, 0);
    let integral = square / high ** 2;
    for (let i = 0; i <= steps; i++) {
      const sigma = low * Math.exp(i * ratio);
      const x = Float64Array.from(points.flatMap((e) => e.map((z, d) => row[d] + sigma * z)));
      const denoised = model.denoise(x, sigma);
      let error = 0;
      weights.forEach((weight, p) => {
        for (let d = 0; d < dim; d++) error += weight * (denoised[p * dim + d] - row[d]) ** 2;
      });
      integral += ((i === 0 || i === steps ? 0.5 : 1) * ratio * 2 * error) / sigma ** 2;
    }
    return integral / 2;
  }

  test("one column of shares .9 and .1: 0.1053605 and 2.3025851", () => {
    const model = categoricalMixture({ weights: [1], tables: [[[0.9, 0.1]]] });
    [0.1053605, 2.3025851].forEach((value, level) => {
      expect(Math.abs(surprise(model, model.toRows([level]), [0.1, 1000]) - value)).toBeLessThan(1e-5);
    });
  });

  test("two dependent columns: it agrees with the law and, to 1e-3, with logDensity", async () => {
    const model = modelOf(latentClasses([2, 2], 2));
    const cells = allCells([2, 2]);
    const rows = model.toRows(cells);
    const sigmaMin = 0.05;
    const { logDensity: byFlow } = await logDensity(model, rows, { sigmaMax: 50, sigmaMin, tolerance: 1e-6 });
    cells.forEach((cell, i) => {
      const byErrors = surprise(model, rows.subarray(i * 2, i * 2 + 2), [0.12, 300]);
      expect(Math.abs(byErrors + model.logProbability(cell)[0])).toBeLessThan(2e-4);
      expect(Math.abs(byErrors + byFlow[i] + peak(model, 0, sigmaMin))).toBeLessThan(1e-3);
    });
  });
});
