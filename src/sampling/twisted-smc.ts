import { ObservedModel } from "../models/conditioning/observed.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { geometricSigmas } from "../noise/ladders.ts";
import { resolveSigmas, type AutoOptions, type Sigmas } from "../noise/auto/sampler-sigmas.ts";
import { invalid } from "../support/errors.ts";
import { abortSignal, integer, readOptions, rowOffset, seed, type Spec } from "../support/options.ts";
import { isInstance } from "../support/readable.ts";
import { severalEvaluations } from "./chain/definition.ts";
import { checkRun } from "./chain/options.ts";
import { SamplingRun } from "./chain/sampling-run.ts";
import { particlesOption, USUAL_LEVELS, USUAL_PARTICLES } from "./twisted/options.ts";
import { runTwisted } from "./twisted/run.ts";

/** Options of {@link twistedSmc}. */
export interface TwistedSmcOptions extends AutoOptions {
  /** Rows to draw. */
  count: number;
  /** P, for each row. @default 16 */
  particles?: number | undefined;
  /** Levels with sigmas "auto": each costs every particle one score, and two for each number observed. @default 40 */
  evaluations?: number | undefined;
  /** Seed of all noise. @default 0 */
  seed?: number | undefined;
  /** Index of the first row: rows offset…offset+count−1 of one large run, bit for bit. @default 0 */
  offset?: number | undefined;
  /** Ends the work with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

export const twistedSmcOptions = {
  count: integer(1, 0x7fffffff, { required: true }),
  particles: particlesOption,
  evaluations: severalEvaluations,
  seed: seed({ default: 0 }),
  offset: rowOffset(),
  signal: abortSignal(),
} satisfies Spec<TwistedSmcOptions>;

/**
 * Rows of which something linear is observed, drawn by twisted sequential Monte Carlo: of {@link observed}'s model, with the
 * right shares of what lies far apart, as nearly as P particles a row can say them. With the twist
 * p̃(y | x) = N(y; A·D, Σ + A·C·Aᵀ) and D_y of {@link observed}, each step from σ to σ' is
 *
 *     w ← w·p̃(y | x);   resampling, systematic, where 1/Σ w² < P/2
 *     x' ~ N(D_y + (σ'/σ)²·(x − D_y), v),   v = σ'²(1 − σ'²/σ²)
 *     w ← w·N(x'; D + (σ'/σ)²·(x − D), v)/(p̃(y | x)·N(x'; D_y + (σ'/σ)²·(x − D_y), v))
 *
 * and at the last level one particle of each row is kept, drawn by its weight, as D_y. Wu et al. 2023 (arXiv:2306.17775). Exact as
 * P → ∞ and steps → ∞; on normal data with any P.
 *
 * @param model   of {@link observed}
 * @param sigmas  strictly decreasing, in the model's units, or "auto": `geometricSigmas` between the model's ends
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, particles, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming the row; "disposed"
 *
 * @example
 * ```ts
 * import { gaussianMixture, observed, twistedSmc } from "langevin";
 *
 * const model = gaussianMixture({ weights: [0.5, 0.5], means: [[-2, -1], [2, 1]], variance: 0.1 });
 * // A measurement of the first column that leaves both modes possible
 * const given = observed(model, { matrix: [[1, 0]], values: [0.2], covariance: 1 });
 * const rows = await twistedSmc(given, "auto", { count: 100, seed: 1 });
 * console.log(rows.length); // 200
 * ```
 */
export function twistedSmc(model: ScoreModel, sigmas: Sigmas, options: TwistedSmcOptions): SamplingRun {
  const where = "twistedSmc";
  if (!isInstance(model, ObservedModel)) throw invalid(where, "a model of observed(model, …)", model);
  model.check(where);
  const settled = readOptions(where, options, twistedSmcOptions);
  const { count, particles = USUAL_PARTICLES } = settled;
  const { evaluator, observations, dim, rows } = model;
  checkRun(where, { dim, rows }, { ...settled, start: undefined, engine: undefined });
  const auto = { evaluations: USUAL_LEVELS, levels: (budget: number) => budget, ladder: geometricSigmas };
  const plan = {
    count,
    rows: Array.from({ length: count }, (_, row) => row),
    observations,
    sigmas: resolveSigmas(where, evaluator, sigmas, settled, auto),
    particles,
  };
  return new SamplingRun(runTwisted(where, evaluator, plan, settled));
}
