import { invalid, LangevinError } from "../../support/errors.ts";
import { number, oneOf, readOptions, type Complete, type Spec } from "../../support/options.ts";
import { show } from "../../support/show.ts";
import { checkNumbers, checkSigma, scoreOf } from "../check.ts";
import type { ScoreModel } from "../score-model.ts";
import { after, type Awaitable } from "../../support/after.ts";
import { refuseComposition } from "../composition/refuse.ts";
import { denoiserProduct } from "../evaluator/denoiser-product.ts";
import { forRows, type PerRowModel } from "../per-row.ts";
import { OnModel } from "./on-model.ts";
import { resolve } from "../resolve.ts";

/**
 * ∇ₓ log p(y | x) at every row: (rows × dim, row-major) → an array of as many numbers, in the model's units. Rows come in
 * blocks of any size; a row's gradient must not depend on the rows beside it.
 */
export type GuidanceGradient = (rows: Float32Array, sigma: number) => ArrayLike<number>;

/** Options of {@link guided}. */
export interface GuidedOptions {
  /** How strongly the term counts; 1 is Bayes' rule. @default 1 */
  guidanceScale?: number | undefined;
  /**
   * Where the function is evaluated: at the noised rows x, for a function that knows p(y | x) of rows at noise σ; or at the
   * denoised rows D(x, σ), for one that knows clean rows only.
   *
   * @default "noised"
   */
  at?: "noised" | "denoised" | undefined;
}

export const guidedOptions = {
  guidanceScale: number(-1e6, 1e6, { default: 1 }),
  at: oneOf(["noised", "denoised"], { default: "noised" }),
} satisfies Spec<GuidedOptions>;

const WHERE = "guided";

/** @internal Use {@link guided}. */
class GuidedModel extends OnModel implements PerRowModel {
  private readonly gradient: GuidanceGradient;
  private readonly options: Complete<GuidedOptions>;

  constructor(base: ScoreModel, gradient: GuidanceGradient, options: Complete<GuidedOptions>) {
    super(WHERE, base);
    this.gradient = gradient;
    this.options = options;
  }

  get sigmaRange(): ScoreModel["sigmaRange"] {
    return this.base.sigmaRange;
  }

  get rows(): number | undefined {
    return this.evaluator.rows;
  }

  get conditions(): number | Int32Array | undefined {
    const { coupled, conditions = -1 } = this.evaluator;
    if (coupled || this.options.guidanceScale === 0) return conditions;
    return this.ownConditions();
  }

  get composition(): PerRowModel["composition"] {
    return this.evaluator.composition;
  }

  forRows(rows: ArrayLike<number>): GuidedModel {
    return new GuidedModel(forRows(this.base, rows), this.gradient, this.options);
  }

  score(x: Float32Array, sigma: number): Awaitable<Float32Array> {
    checkSigma(WHERE, sigma, false);
    checkNumbers(WHERE, x, this.dim);
    const { guidanceScale, at } = this.options;
    return after(scoreOf(WHERE, this.base, x, sigma), (score) => {
      const noised = at === "noised";
      const place = Float32Array.from(x, (value, k) => (noised ? value : value + sigma * sigma * score[k]));
      const gradient = this.gradientAt(place, sigma);
      const term = noised ? gradient : denoiserProduct(WHERE, this.evaluator, x, sigma, gradient);
      return after(term, (values) =>
        Float32Array.from(values, (value, k) => {
          const sum = Math.fround(score[k] + guidanceScale * value);
          if (Number.isFinite(sum)) return sum;
          throw invalid(WHERE, `scores that f32 holds, at index ${k}`, sum);
        }),
      );
    });
  }

  /** The user's gradient, if it is one. */
  private gradientAt(rows: Float32Array, sigma: number): Float64Array {
    const { length } = rows;
    const values = this.gradient(rows, sigma) as ArrayLike<number> | undefined;
    if (values?.length !== length)
      throw invalid(WHERE, `gradient to return ${length} numbers`, values?.length ?? values);
    const bad = Array.prototype.findIndex.call(values, (value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new LangevinError(
        "invalid-argument",
        `${WHERE}: expected gradient to return finite numbers, got ${show(values[bad])} in row ${Math.floor(bad / this.dim)}, ` +
          `column ${bad % this.dim} at sigma ${sigma}`,
      );
    return Float64Array.from(values);
  }
}

/**
 * A model guided by a term of the user's own: with Bayes' rule ∇ log p_σ(x | y) = ∇ log p_σ(x) + ∇ log p_σ(y | x),
 *
 *     score(x, σ) + guidanceScale·gradient(x, σ)                         at "noised"
 *     score(x, σ) + guidanceScale·(∂D/∂x)ᵀ·gradient(D, σ),  D = D(x, σ)        at "denoised"
 *
 * Song et al. 2021 (arXiv:2011.13456, section 5), and for the second form, which takes p(y | x) to be p(y | x₀ = D) and so is
 * exact as σ → 0 only, diffusion posterior sampling (Chung et al. 2023, arXiv:2209.14687). Its Jacobian ∂D/∂x is symmetric
 * for an exact score, so that (∂D/∂x)·v is taken for (∂D/∂x)ᵀ·v: of a network by derivatives in forward mode, of other
 * models by differences. A learned score's is symmetric as nearly as it has been learned.
 *
 * The function is called between evaluations, on this thread, and in the model's units: for a network those of
 * standardized rows, where a gradient in the user's units is to be multiplied by `encoding.parameters.std`. Steps that are
 * stable for the model alone may be too large with a steep term.
 *
 * @param model     anything with a score; a network, or one with {@link withLabels}
 * @param gradient  (rows, σ) → ∇ log p(y | rows), as many numbers, all finite, which is checked at every call
 * @throws LangevinError "invalid-argument" naming the argument, or what the function returned
 *
 * @example
 * ```ts
 * import { ancestral, gaussian, guided, karrasSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [0], variance: 1 });
 * const upwards = guided(model, (x) => x.map(() => 1)); // log p(y | x) = x + constant
 * const rows = await ancestral(upwards, karrasSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export function guided(model: ScoreModel, gradient: GuidanceGradient, options: GuidedOptions = {}): ScoreModel {
  const evaluator = resolve(WHERE, model);
  if (typeof gradient !== "function") throw invalid(WHERE, "gradient a function of rows and sigma", gradient);
  const settled = readOptions(WHERE, options, guidedOptions);
  if (settled.at === "denoised") refuseComposition(WHERE, evaluator);
  return new GuidedModel(model, gradient, settled);
}
