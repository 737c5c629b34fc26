import { expect } from "vitest";
import type { ExactModel } from "../../src/models/score-model.ts";

/**
 * The score against central differences of logDensity in f64, step h = 1e-4·scale, where `scale` is the length over
 * which the density varies: the differences are off by h²·|third derivative|/6 ~ 1e-8/scale and 2⁻⁵³·|log p|/h.
 */
export function expectScoreIsGradient(model: ExactModel, x: ArrayLike<number>, sigma: number, scale: number): void {
  const score = model.score(x, sigma);
  const h = 1e-4 * scale;
  for (let i = 0; i < x.length; i++) {
    const row = Math.floor(i / model.dim);
    const at = (by: number) => {
      const moved = Float64Array.from(x);
      moved[i] += by;
      return model.logDensity(moved, sigma)[row];
    };
    const difference = (at(h) - at(-h)) / (2 * h);
    const rounding = (Math.abs(at(0)) * 2 ** -50) / h + (Math.abs(x[i]) * 2 ** -52) / h / scale;
    const tolerance = 1e-6 * Math.abs(difference) + 1e-6 / scale + rounding;
    expect(Math.abs(score[i] - difference), `score[${i}] at sigma ${sigma}`).toBeLessThan(tolerance);
  }
}

/** Column means and variances of 40,000 rows within 4 standard errors of the model's own. */
export function expectSampleMoments(model: ExactModel): void {
  const count = 40000;
  const { dim } = model;
  const x = model.sample(count, { seed: 11 });
  for (let i = 0; i < dim; i++) {
    const column = Array.from({ length: count }, (_, row) => x[row * dim + i] - model.mean[i]);
    const moment = (power: number) => column.reduce((sum, value) => sum + value ** power, 0) / count;
    const variance = moment(2);
    expect(Math.abs(moment(1)), `mean ${i}`).toBeLessThan(4 * Math.sqrt(variance / count));
    const error = Math.sqrt((moment(4) - variance ** 2) / count);
    expect(Math.abs(variance - model.variance[i]), `variance ${i}`).toBeLessThan(4 * error);
  }
}

/** Any split of a range of rows gives the same rows; another seed gives others; calls leave no state behind. */
export function expectSplittable(model: ExactModel): void {
  const whole = model.sample(20, { seed: 5, offset: 100 });
  const parts = [...model.sample(7, { seed: 5, offset: 100 }), ...model.sample(13, { seed: 5, offset: 107 })];
  expect(parts).toEqual([...whole]);
  expect([...model.sample(20, { seed: 6, offset: 100 })]).not.toEqual([...whole]);
}
