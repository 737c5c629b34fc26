import type { SigmaRange } from "../noise/sigma-range.ts";
import type { Encoding } from "../data/encoding.ts";
import type { Rows } from "../data/rows.ts";
import type { SampleOptions } from "../numerics/draws.ts";
import type { Awaitable } from "../support/after.ts";

/**
 * Anything with a score: what samplers take. A user's own object with `dim` and `score` is as good as a trained network
 * or one of the exact models in this folder.
 */
export interface ScoreModel {
  /** D, columns of a row. */
  readonly dim: number;

  /**
   * ∇ log p_σ at every row of x (rows × dim, row-major), where p_σ is the density smoothed by N(0, σ²I). Returns as many
   * numbers, or a promise of them, and leaves x as it is.
   */
  score(x: Float32Array, sigma: number): Awaitable<ArrayLike<number>>;

  /** From the user's units to the model's, where they differ. */
  readonly encoding?: Encoding | undefined;

  /** Σ ∂score_j/∂x_j = Δ ln p_σ at every row, where it is known; otherwise it is found by differences. */
  divergence?: ((x: Float32Array, sigma: number) => Awaitable<ArrayLike<number>>) | undefined;

  /** ln p_σ at every row of x, up to a constant, where it is known: `langevinDynamics` accepts and rejects by it. */
  logDensity?: ((x: Float32Array, sigma: number) => Awaitable<ArrayLike<number>>) | undefined;

  /**
   * Mean of each column of the unsmoothed density, where known: with `variance`, where samplers start. Without, they start at
   * the normal law that fits the score at the first σ.
   */
  readonly mean?: ArrayLike<number> | undefined;
  /** Variance of each column of the unsmoothed density, where known. */
  readonly variance?: ArrayLike<number> | undefined;

  /** Where it is known, or else `mean` and `variance` are, samplers take `"auto"` for noise levels. */
  readonly sigmaRange?: SigmaRange | undefined;
}

/** A model whose density is known in closed form at every σ; computed in f64, the same bits on every engine. */
export interface ExactModel extends ScoreModel {
  /**
   * ∇ ln p_σ at every row of x, rounded to f32; σ = 0 is the density itself.
   *
   * @param sigma  @default 0
   * @throws LangevinError "invalid-data" for rows that are none, and for scores beyond f32; "invalid-argument"
   */
  score(x: Rows, sigma?: number): Float32Array;

  /** Δ ln p_σ at every row of x; arguments and errors as in `score`. */
  divergence(x: Rows, sigma?: number): Float64Array;

  /** ln p_σ at every row of x, in nats; arguments and errors as in `score`. */
  logDensity(x: Rows, sigma?: number): Float64Array;

  /**
   * `count` rows of the unsmoothed density, (count, dim) row-major, of up to 2²⁶ numbers. Row k depends on (seed, offset + k)
   * only, so that any split of a range of rows into several calls gives the same rows.
   *
   * @throws LangevinError "invalid-argument"
   */
  sample(count: number, options?: SampleOptions): Float64Array;

  /** Per column, of the unsmoothed density. */
  readonly mean: Float64Array;
  /** Variance of each column of the unsmoothed density. */
  readonly variance: Float64Array;
  /** From where its parts are and how wide, found when first asked for; undefined where numbers are beyond 1e100. */
  readonly sigmaRange: SigmaRange | undefined;
}
