import { invalid } from "../../support/errors.ts";
import { checkVector } from "../check.ts";
import { mixtureOf } from "./gaussian-mixture.ts";
import { checkCovariance, checkVariance, diagonalNormal, fullNormal } from "./normal-component.ts";
import type { ExactModel } from "../score-model.ts";

export interface GaussianOptions {
  /** dim numbers. */
  mean: ArrayLike<number>;
  /** Symmetric positive definite, an array of dim rows. */
  covariance?: ArrayLike<ArrayLike<number>> | undefined;
  /** Instead of covariance: dim numbers, or one for every column. */
  variance?: number | ArrayLike<number> | undefined;
  /** Instead of covariance: dim numbers, or one for every column. */
  std?: number | ArrayLike<number> | undefined;
}

/**
 * N(mean, Σ), with its exact score −(Σ + σ²I)⁻¹(x − mean) and density at every σ. In f64; scores are rounded to f32.
 * Costs O(dim) a row, O(dim²) with a covariance. Throws typed errors that name the entry that is wrong.
 */
export function gaussian({ mean, covariance, variance, std }: GaussianOptions): ExactModel {
  const where = "gaussian";
  const center = checkVector(where, "mean", mean);
  const given = [covariance, variance, std].filter((value) => value !== undefined).length;
  if (given !== 1) throw invalid(where, "one of covariance, variance and std", given);
  const dim = center.length;
  const component =
    covariance !== undefined
      ? fullNormal(where, "covariance", center, checkCovariance(where, "covariance", covariance, dim))
      : variance !== undefined
        ? diagonalNormal(center, checkVariance(where, "variance", variance, dim))
        : diagonalNormal(
            center,
            checkVariance(where, "std", std!, dim).map((s) => s * s),
          );
  return mixtureOf(where, Float64Array.of(1), [component]);
}
