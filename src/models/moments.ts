import type { Complete } from "../support/options.ts";
import type { ScoreModel } from "./score-model.ts";

/** Mean and variance of each column of the unsmoothed density, in the model's units. */
export type Moments = Complete<Pick<ScoreModel, "mean" | "variance">>;

/** A model's moments, as far as known: else 0 and 1, those of standardized data. */
export function momentsOf({ dim, mean, variance }: Pick<ScoreModel, "dim" | "mean" | "variance">): Moments {
  return { mean: mean ?? new Float64Array(dim), variance: variance ?? new Float64Array(dim).fill(1) };
}

/** A normal distribution of independent columns, in the model's units. */
export interface Start {
  mean: ArrayLike<number>;
  std: ArrayLike<number>;
}

/** The data smoothed by σ_max, as far as its first two moments are known: N(mean, diag(variance) + σ_max²). */
export function noiseStart({ mean, variance }: Moments, sigmaMax: number): Start {
  return { mean, std: Float64Array.from(variance, (v) => Math.sqrt(v + sigmaMax * sigmaMax)) };
}

/** √ of the mean of the columns' variances, as far as known. */
export function deviationOf({ variance }: Pick<Moments, "variance">): number {
  let sum = 0;
  for (let c = 0; c < variance.length; c++) sum += variance[c];
  return Math.sqrt(sum / variance.length);
}
