import { exp, log } from "../numerics/math.ts";
import type { Complete } from "../support/options.ts";
import type { ScoreModel } from "./score-model.ts";

/** Mean and variance of each column of the unsmoothed density, in the model's units. */
export type Moments = Complete<Pick<ScoreModel, "mean" | "variance">>;

/** A model's moments, as far as known: else 0 and 1, those of standardized data. */
export function momentsOf({ dim, mean, variance }: Pick<ScoreModel, "dim" | "mean" | "variance">): Moments {
  return { mean: mean ?? new Float64Array(dim), variance: variance ?? new Float64Array(dim).fill(1) };
}

/** Whether a model says where its rows are; else its score is asked. */
export function statesMoments({ mean, variance }: Pick<ScoreModel, "mean" | "variance">): boolean {
  return mean !== undefined && variance !== undefined;
}

/** Normal distributions of independent columns, in the model's units: one for all rows, or several. */
export interface StartLaws {
  /** (laws, dim) */
  readonly mean: ArrayLike<number>;
  /** (laws, dim) */
  readonly std: ArrayLike<number>;
  /** (rows): which of the laws each row has; undefined where there is one. */
  readonly lawOf?: Int32Array | undefined;
}

/** Where in its laws' mean and std entry k of (rows, dim) is. */
export function entryOf({ lawOf }: StartLaws, dim: number, k: number): number {
  return (k % dim) + (lawOf ? dim * lawOf[Math.floor(k / dim)] : 0);
}

/** The data smoothed by σ, as far as its first two moments are known: N(mean, diag(variance) + σ²). */
export function smoothedNormal({ mean, variance }: Moments, sigma: number): StartLaws {
  return { mean, std: Float64Array.from(variance, (v) => Math.sqrt(v + sigma * sigma)) };
}

/** The geometric mean of the columns' deviations, as far as known; equal columns are left out, and 1 stands for none. */
export function scaleOf({ variance }: Pick<Moments, "variance">): number {
  const logs = Array.from(variance).flatMap((v) => (v > 0 ? log(v) / 2 : []));
  return logs.length === 0 ? 1 : exp(logs.reduce((sum, value) => sum + value, 0) / logs.length);
}

/** √ of the mean of the columns' variances, as far as known. */
export function deviationOf({ variance }: Pick<Moments, "variance">): number {
  let sum = 0;
  for (let c = 0; c < variance.length; c++) sum += variance[c];
  return Math.sqrt(sum / variance.length);
}
