import { affine } from "../../data/affine.ts";
import { toTable, type Rows } from "../../data/rows.ts";
import { cholesky } from "../../numerics/cholesky.ts";
import { invalid } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { readOptions, unchecked, type Spec } from "../../support/options.ts";
import { checkNumbers, checkSigma, checkVector } from "../check.ts";
import { refuseComposition } from "../composition/refuse.ts";
import { denoiserJacobian } from "../evaluator/denoiser-jacobian.ts";
import { checkCovariance, checkVariance } from "../exact/normal-component.ts";
import { forRows, type PerRowModel } from "../per-row.ts";
import { resolve } from "../resolve.ts";
import type { ScoreModel } from "../score-model.ts";
import { OnModel } from "./on-model.ts";
import { matchMoments } from "./moment-matching.ts";
import { observedDirections, type Observation, type Observations } from "./observation.ts";

/** What {@link observed} takes: y = matrix·row + N(0, covariance), all in the user's units. */
export interface ObservedOptions {
  /** A: k rows of as many numbers as the model has columns. */
  matrix: ArrayLike<ArrayLike<number>>;
  /** y: k numbers for all rows, or rows of k numbers, one for each row of a run, whose `count` must be as many. */
  values: Rows;
  /** The noise's: a variance, k of them, or k rows of k numbers; positive definite. A small one stands for none. */
  covariance: number | ArrayLike<number> | ArrayLike<ArrayLike<number>>;
}

export const observedOptions = {
  matrix: unchecked<ArrayLike<ArrayLike<number>>>(),
  values: unchecked<Rows>(),
  covariance: unchecked<ObservedOptions["covariance"]>(),
} satisfies Spec<ObservedOptions>;

const WHERE = "observed";

/** A model of which something linear is observed. @internal Use {@link observed}. */
export class ObservedModel extends OnModel implements PerRowModel {
  /** One for all rows, or one for each. */
  private readonly each: readonly Observation[];
  private readonly shared: boolean;

  constructor(base: ScoreModel, each: readonly Observation[], shared: boolean) {
    super(WHERE, base);
    this.each = each;
    this.shared = shared;
  }

  get sigmaRange(): ScoreModel["sigmaRange"] {
    return this.evaluator.sigmaRange;
  }

  get rows(): number | undefined {
    return this.shared ? this.evaluator.rows : this.each.length;
  }

  get conditions(): number | Int32Array {
    if (!this.shared) return Int32Array.from(this.each, (_, row) => row);
    return this.ownConditions();
  }

  get observations(): Observations {
    return { size: this.each[0].values.length, of: (row) => this.each[this.shared ? 0 : row] };
  }

  forRows(rows: ArrayLike<number>): ObservedModel {
    const each = this.shared ? this.each : Array.from(rows, (row) => this.each[row]);
    return new ObservedModel(forRows(this.base, rows), each, this.shared);
  }

  async score(x: Float32Array, sigma: number): Promise<Float32Array> {
    checkSigma(WHERE, sigma, false);
    checkNumbers(WHERE, x, this.dim);
    const { dim, observations } = this;
    const count = x.length / dim;
    const jacobian = denoiserJacobian(WHERE, this.evaluator);
    const score = new Float32Array(x.length);
    try {
      for (let first = 0; first < count; first += jacobian.capacity) {
        const places = Array.from({ length: Math.min(jacobian.capacity, count - first) }, (_, r) => first + r);
        const of = places.map((row) => observations.of(row));
        const part = x.subarray(first * dim, (first + places.length) * dim);
        const found = await jacobian.evaluate(part, sigma, places, observedDirections(observations, of, dim));
        const { posterior } = matchMoments(of, found, sigma, dim);
        posterior.forEach((value, k) => (score[first * dim + k] = (value - part[k]) / (sigma * sigma)));
      }
      return score;
    } finally {
      jacobian.dispose();
    }
  }
}

/**
 * A model of rows of which something linear is observed, y = A·row + N(0, Σ): with D = x + σ²·score(x, σ) and C = σ²·∂D/∂x, what
 * is left of the row's covariance given x,
 *
 *     score_y = (D_y − x)/σ²,   D_y = D + C·Aᵀ·(Σ + A·C·Aᵀ)⁻¹·(y − A·D).
 *
 * Moment matching posterior sampling (Rozet et al. 2024, arXiv:2405.13712): exact where the data are normal, elsewhere as σ → 0
 * only, so that shares of modes come out wrong; {@link twistedSmc} mends that with several particles a row. Of a network ∂D/∂x·a comes by derivatives in forward
 * mode, two evaluations for each number observed, of other models by differences.
 *
 * @param model  a network, one with {@link withLabels}, or any other model with a score that is right at every σ; its encoding
 *               "identity" or "standard"
 * @returns a model that any sampler takes; with a row of values for each, `count` must be their number
 * @throws LangevinError "invalid-argument", "invalid-data" naming the part; "disposed"
 *
 * @example
 * ```ts
 * import { ancestral, gaussian, observed } from "langevin";
 *
 * const model = gaussian({ mean: [0, 0], variance: 1 });
 * // The sum of the two columns is 2, with an error of .1
 * const given = observed(model, { matrix: [[1, 1]], values: [2], covariance: 0.01 });
 * const rows = await ancestral(given, "auto", { count: 100, seed: 1 });
 * console.log(rows.slice(0, 2)); // two numbers whose sum is about 2
 * ```
 */
export function observed(model: ScoreModel, options: ObservedOptions): ScoreModel {
  const evaluator = resolve(WHERE, model);
  refuseComposition(WHERE, evaluator);
  const { matrix, values, covariance } = readOptions(WHERE, options, observedOptions);
  const units = affine(evaluator.encoding);
  if (!units) throw invalid(WHERE, 'a model of encoding "identity" or "standard"', evaluator.encoding.kind);
  const { dim } = evaluator;
  if (!isList(matrix) || matrix.length === 0) throw invalid(WHERE, "matrix an array of one or more rows", matrix);
  const size = matrix.length;
  const own = new Float64Array(size * dim);
  for (let j = 0; j < size; j++)
    own.set(checkVector(WHERE, `matrix[${j}]`, matrix[j] as ArrayLike<number>, dim), j * dim);
  const shared = isList(values) && values.length === size && typeof values[0] === "number";
  const table = toTable(WHERE, "values", values!, size);
  const noise = checkNoise(covariance, size);
  const inUnits = own.map((value, k) => value * units.std[k % dim]);
  const offsets = Float64Array.from({ length: size }, (_, j) =>
    units.mean.reduce((sum, mean, d) => sum + own[j * dim + d] * mean, 0),
  );
  const each = Array.from({ length: table.count }, (_, r) => ({
    matrix: inUnits,
    values: table.values.slice(r * size, (r + 1) * size).map((value, j) => value - offsets[j]),
    covariance: noise,
  }));
  const { rows } = evaluator;
  if (!shared && rows !== undefined && rows !== table.count)
    throw invalid(WHERE, `values of ${rows} rows, as the model has labels`, table.count);
  return new ObservedModel(model, each, shared);
}

/** (size, size), positive definite. */
function checkNoise(covariance: unknown, size: number): Float64Array {
  const name = "covariance";
  if (isList(covariance) && isList(covariance[0])) {
    const whole = checkCovariance(WHERE, name, covariance as unknown as ArrayLike<ArrayLike<number>>, size);
    if (!cholesky(whole, size)) throw invalid(WHERE, `${name} positive definite`, covariance);
    return whole;
  }
  const variance = checkVariance(WHERE, name, covariance as number, size);
  return Float64Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? variance[k / (size + 1)] : 0));
}
