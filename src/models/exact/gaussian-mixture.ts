import { invalid } from "../../support/errors.ts";
import { checkWork } from "../../support/limits.ts";
import { option, readOptions, unchecked, type Spec } from "../../support/options.ts";
import { toTable, type Rows } from "../../data/rows.ts";
import { drawRows } from "../../numerics/draws.ts";
import { exp, log, logSumExp } from "../../numerics/math.ts";
import { checkSigma } from "../check.ts";
import {
  checkCovariance,
  diagonalNormal,
  fullNormal,
  type NormalComponent,
  type SmoothedNormal,
} from "./normal-component.ts";
import { mixtureRange } from "./exact-range.ts";
import { checkCount, checkMeans, checkShares, checkVariances } from "./mixture-parts.ts";
import { finiteResults, withinF32, withinF64 } from "./results.ts";
import type { SigmaRange } from "../../noise/sigma-range.ts";
import type { ExactModel } from "../score-model.ts";

/** Options of {@link gaussianMixture}: weights, means, and covariances or variances. */
export interface GaussianMixtureOptions {
  /** K numbers not below 0 that sum to 1 (to 1e-9). */
  weights: ArrayLike<number>;
  /** K rows of dim numbers. */
  means: ArrayLike<ArrayLike<number>>;
  /** K symmetric positive definite matrices, each an array of dim rows. @default none: `variance` is given */
  covariances?: ArrayLike<ArrayLike<ArrayLike<number>>> | undefined;
  /** Instead of covariances: one variance for all, or K entries, each a number or dim numbers. @default none */
  variance?: number | ArrayLike<number | ArrayLike<number>> | undefined;
}

/** @internal */
export const gaussianMixtureSpec = {
  weights: option((_where, _name, value) => value as ArrayLike<number>, { required: true }),
  means: option((_where, _name, value) => value as ArrayLike<ArrayLike<number>>, { required: true }),
  covariances: unchecked<ArrayLike<ArrayLike<ArrayLike<number>>>>(),
  variance: unchecked<number | ArrayLike<number | ArrayLike<number>>>(),
} satisfies Spec<GaussianMixtureOptions>;

/**
 * p = Σₖ weightₖ·N(meanₖ, Σₖ), with its exact score and density at every σ: p_σ = Σₖ weightₖ·N(meanₖ, Σₖ + σ²I).
 *
 * In f64 by log-sum-exp, so that points far from every component keep their score; scores are rounded to f32 at the end.
 * Costs O(K·dim) a row, O(K·dim²) with covariances.
 *
 * @throws LangevinError "invalid-argument" naming the entry that is wrong; also for covariances whose Cholesky factors take
 *   more than a minute
 *
 * @example
 * ```ts
 * import { gaussianMixture } from "langevin";
 *
 * const model = gaussianMixture({ weights: [0.2, 0.8], means: [[-3], [3]], variance: 1 });
 * console.log(model.sample(5, { seed: 1 }));
 * ```
 */
export function gaussianMixture(options: GaussianMixtureOptions): ExactModel {
  const where = "gaussianMixture";
  const { means, covariances, variance, ...others } = readOptions(where, options, gaussianMixtureSpec);
  const weights = checkShares(where, "weights", others.weights);
  const count = weights.length;
  const checkedMeans = checkMeans(where, means, count);
  const dim = checkedMeans[0].length;

  if ((covariances === undefined) === (variance === undefined))
    throw invalid(where, "one of covariances and variance", covariances === undefined ? "neither" : "both");
  if (variance !== undefined) {
    const variances = checkVariances(where, variance, count, dim);
    return mixtureOf(
      where,
      weights,
      checkedMeans.map((mean, k) => diagonalNormal(mean, variances[k])),
    );
  }
  checkCount(where, "covariances", covariances!, count);
  checkWork(where, count * dim * dim * dim, "give variance instead of covariances");
  const components = checkedMeans.map((mean, k) => {
    const name = `covariances[${k}]`;
    return fullNormal(where, name, mean, checkCovariance(where, name, covariances![k], dim));
  });
  return mixtureOf(where, weights, components);
}

/** The model of checked components; errors name `where`. */
export function mixtureOf(where: string, weights: Float64Array, components: NormalComponent[]): ExactModel {
  const dim = components[0].mean.length;
  const logWeights = weights.map(log);
  const gradients = components.map(() => new Float64Array(dim));
  const terms = new Float64Array(weights.length);
  const posteriors = new Float64Array(weights.length);
  const posteriorMean = new Float64Array(dim);

  const mean = new Float64Array(dim);
  components.forEach((component, k) => component.mean.forEach((m, i) => (mean[i] += weights[k] * m)));
  const variance = new Float64Array(dim);
  components.forEach((component, k) =>
    component.mean.forEach((m, i) => {
      variance[i] += weights[k] * (component.variance[i] + (m - mean[i]) * (m - mean[i]));
    }),
  );

  const column = variance.findIndex((value) => !(value < Infinity));
  if (column >= 0) throw invalid(where, `means whose variance is within f64 in column ${column}`, variance[column]);
  const perRow = components.reduce((steps, component) => steps + component.perRow, 0);

  let smoothedSigma = NaN;
  let smoothed: SmoothedNormal[] = [];
  /** Checks the arguments, prepares the components for σ and returns the rows. */
  function begin(name: string, x: Rows, sigma: number): { values: Float64Array; count: number } {
    const at = `${where}.${name}`;
    const table = toTable(at, "x", x, dim, { empty: true });
    checkSigma(at, sigma, true);
    checkWork(at, table.count * perRow, "take a part of x at a time");
    if (sigma !== smoothedSigma) smoothed = components.map((component) => component.smoothed(sigma));
    smoothedSigma = sigma;
    return table;
  }
  /** ln p_σ at one row; leaves the weighted components' log densities in `terms` and their scores in `gradients`. */
  function evaluate(x: Float64Array, row: number): number {
    for (let k = 0; k < terms.length; k++)
      terms[k] = logWeights[k] + smoothed[k].logDensity(x, row * dim, gradients[k]);
    return logSumExp(terms);
  }
  /** Leaves the components' posterior weights at one row in `posteriors`, their scores' mean in `posteriorMean`. */
  function weigh(x: Float64Array, row: number): void {
    const logDensity = evaluate(x, row);
    let total = 0; // 1, but for rounding: far away logDensity is too large to tell ln 2 from 0
    posteriorMean.fill(0);
    for (let k = 0; k < terms.length; k++) {
      posteriors[k] = exp(terms[k] - logDensity);
      total += posteriors[k];
      for (let i = 0; i < dim; i++) posteriorMean[i] += posteriors[k] * gradients[k][i];
    }
    for (let k = 0; k < terms.length; k++) posteriors[k] /= total;
    for (let i = 0; i < dim; i++) posteriorMean[i] /= total;
  }

  let range: { of: SigmaRange | undefined } | undefined;
  return {
    dim,
    mean,
    variance,
    get sigmaRange() {
      range ??= { of: mixtureRange(weights, components, { mean, variance }) };
      return range.of;
    },
    score(x, sigma = 0) {
      const { values, count } = begin("score", x, sigma);
      const score = new Float32Array(count * dim);
      for (let row = 0; row < count; row++) {
        weigh(values, row);
        score.set(posteriorMean, row * dim);
      }
      return finiteResults(`${where}.score`, `score ${withinF32}`, score, dim);
    },
    divergence(x, sigma = 0) {
      const { values, count } = begin("divergence", x, sigma);
      const laplacians = smoothed.map((component) => component.laplacian());
      const divergence = Float64Array.from({ length: count }, (_, row) => {
        weigh(values, row);
        let sum = 0;
        posteriors.forEach((posterior, k) => {
          let square = 0;
          for (let i = 0; i < dim; i++) {
            const difference = gradients[k][i] - posteriorMean[i];
            square += difference * difference;
          }
          if (posterior > 0) sum += posterior * (square + laplacians[k]);
        });
        return sum;
      });
      return finiteResults(`${where}.divergence`, `divergence ${withinF64}`, divergence, 1);
    },
    logDensity(x, sigma = 0) {
      const { values, count } = begin("logDensity", x, sigma);
      const logs = Float64Array.from({ length: count }, (_, row) => evaluate(values, row));
      return finiteResults(`${where}.logDensity`, `log density ${withinF64}`, logs, 1);
    },
    sample: (count, options = {}) =>
      drawRows(`${where}.sample`, count, options, {
        dim,
        perRow: weights.length + perRow / components.length,
        draw(random, out, at) {
          let k = 0;
          for (let rest = random.uniform() - weights[0]; rest >= 0 && k < weights.length - 1;) rest -= weights[++k];
          components[k].draw(random, out, at);
        },
      }),
  };
}
