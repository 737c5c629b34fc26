import { invalid } from "../../support/errors.ts";
import { checkWork } from "../../support/limits.ts";
import { option, readOptions, unchecked, type Spec } from "../../support/options.ts";
import { checkVector } from "../check.ts";
import { mixtureOf } from "./gaussian-mixture.ts";
import {
  checkCovariance,
  checkVariance,
  diagonalNormal,
  fullNormal,
  type NormalComponent,
} from "./normal-component.ts";
import type { ExactModel } from "../score-model.ts";

/** Options of {@link gaussian}: a mean, and a covariance or variances. */
export interface GaussianOptions {
  /** dim numbers. */
  mean: ArrayLike<number>;
  /** Symmetric positive definite, an array of dim rows. @default none: `variance` or `std` is given */
  covariance?: ArrayLike<ArrayLike<number>> | undefined;
  /** Instead of covariance: dim numbers, or one for every column. @default none */
  variance?: number | ArrayLike<number> | undefined;
  /** Instead of covariance: dim numbers, or one for every column. @default none */
  std?: number | ArrayLike<number> | undefined;
}

export const gaussianSpec = {
  mean: option((_where, _name, value) => value as ArrayLike<number>, { required: true }),
  covariance: unchecked<ArrayLike<ArrayLike<number>>>(),
  variance: unchecked<number | ArrayLike<number>>(),
  std: unchecked<number | ArrayLike<number>>(),
} satisfies Spec<GaussianOptions>;

/**
 * N(mean, Σ), with its exact score −(Σ + σ²I)⁻¹(x − mean) and density at every σ. In f64; scores are rounded to f32.
 * Costs O(dim) a row, O(dim²) with a covariance.
 *
 * @throws LangevinError "invalid-argument" naming the entry that is wrong; also for covariances of more than 3,000 columns,
 *   whose Cholesky factor takes a minute
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * console.log(model.logDensity([1, 2]), model.score([0, 2], 0.5)); // the score points to the mean
 * ```
 */
export function gaussian(options: GaussianOptions): ExactModel {
  const where = "gaussian";
  const { covariance, variance, std, ...others } = readOptions(where, options, gaussianSpec);
  const mean = checkVector(where, "mean", others.mean);
  const given = [covariance, variance, std].filter((value) => value !== undefined).length;
  if (given !== 1) throw invalid(where, "one of covariance, variance and std", given);
  return mixtureOf(where, Float64Array.of(1), [component()]);

  function component(): NormalComponent {
    const dim = mean.length;
    if (covariance !== undefined) {
      checkWork(where, dim * dim * dim, "give variance instead of covariance");
      return fullNormal(where, "covariance", mean, checkCovariance(where, "covariance", covariance, dim));
    }
    if (variance !== undefined) return diagonalNormal(mean, checkVariance(where, "variance", variance, dim));
    const deviations = checkVariance(where, "std", std!, dim);
    const squares = deviations.map((s) => s * s);
    const wrong = squares.findIndex((square) => !(square > 0 && square < Infinity));
    if (wrong >= 0) throw invalid(where, "std whose square is within f64", deviations[wrong]);
    return diagonalNormal(mean, squares);
  }
}
