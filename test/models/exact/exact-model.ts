import { expect } from "vitest";
import type { ExactModel } from "../../../src/models/score-model.ts";

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

/**
 * The divergence against the sum of second differences of logDensity in f64, `(16(f₁ + f₋₁) − (f₂ + f₋₂) − 30f₀)/12h²` with
 * h = 0.02·scale: off by h⁴·|sixth derivative|/90 ~ 2e-9/scale² and by 2⁻⁵⁰·|log p|/h².
 */
export function expectDivergence(model: ExactModel, x: ArrayLike<number>, sigma: number, scale: number): void {
  const { dim } = model;
  const h = 0.02 * scale;
  model.divergence(x, sigma).forEach((divergence, row) => {
    const here = Array.from({ length: dim }, (_, i) => x[row * dim + i]);
    const at = (i: number, by: number) => model.logDensity(here.map((v, k) => (k === i ? v + by : v)), sigma)[0]; // prettier-ignore
    const f0 = at(0, 0);
    let sum = 0;
    for (let i = 0; i < dim; i++)
      sum += (16 * (at(i, h) + at(i, -h)) - (at(i, 2 * h) + at(i, -2 * h)) - 30 * f0) / (12 * h * h);
    const rounding = ((1 + Math.abs(f0)) * dim * 2 ** -49) / (h * h);
    expect(Math.abs(divergence - sum), `row ${row} at sigma ${sigma}`).toBeLessThan(
      dim * (1e-6 / scale ** 2) + rounding,
    );
  });
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
