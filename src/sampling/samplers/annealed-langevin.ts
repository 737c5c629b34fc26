import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { DEFAULT_EVALUATIONS } from "../../noise/auto/langevin-budget.ts";
import type { AutoOptions, Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { langevinNoises, type LangevinNoise } from "../../noise/langevin-rule.ts";
import { boolean, oneOf, type Spec } from "../../support/options.ts";
import type { SamplerOptions } from "../chain/options.ts";
import type { Plan } from "../chain/plan.ts";
import { runPlan } from "../chain/run-plan.ts";
import { makeSampler, type Sampler } from "../chain/sampler.ts";
import { annealedOptions, annealedPlan, type AnnealedWishes } from "./annealed-levels.ts";
import { composedLangevin } from "./composed-langevin.ts";

export interface AnnealedLangevinOptions extends SamplerOptions, AutoOptions {
  /** Updates on each level. @default so many that all levels together cost 100 scores; chosen with sigmas "auto" */
  stepsPerSigma?: number | undefined;
  /**
   * α on the last level, σ_min; on level i it is stepSize·(σᵢ/σ_min)². In units of 2σ_min² it is u, how far an update moves to
   * the denoised row.
   *
   * @default the u that keeps the weights of distant modes: (5/n)^(2/3) for n updates in every e-fold of σ, at most 1; of a
   *   composition α = 1/k on each level, k the curvature that rows which go ahead of the run meet
   */
  stepSize?: number | undefined;
  /** Whether the last step is noiseless and removes the noise of σ_min. @default true */
  denoise?: boolean | undefined;
  /**
   * The updates' noise: "averaged", ½√α·z before the score and ½√α·z after, exact on normal data at any stable step; or
   * "independent", √α·z after it.
   *
   * @default "averaged"
   */
  noise?: LangevinNoise | undefined;
  /**
   * Whether the last update of a level also carries rows to the next one along the probability-flow ODE; of compositions,
   * whose scores give no such ODE, it does not.
   *
   * @default true
   */
  handOver?: boolean | undefined;
}

const usual = {
  evaluations: DEFAULT_EVALUATIONS,
  stepsPerSigma: (levels: number): number => Math.ceil(DEFAULT_EVALUATIONS / levels),
};

/**
 * Annealed Langevin dynamics, made exact where the original lags: for each σ in order `stepsPerSigma` updates with u =
 * α/(2σ²) and α = stepSize·(σ/σ_min)², each with a z of its own,
 *
 *     x ← x + ½√α·z,   x ← x + (α/2)·score(x, σ) + ½√α·z,
 *
 * of which the last on a level adds (1 − u/2)·((σ² − σ'²)/2)·score(x, σ) and so hands x over to the next level σ'; on the last
 * level it is x + σ_min²·score(x, σ_min), without noise. Where scores are taken, normal data then keep their law at any stable
 * step (`predictGaussianStd` has what is left), and the weights of modes come out right from 30 scores on.
 *
 * The levels: Song & Ermon 2019 (arXiv:1907.05600). The noise: Leimkuhler & Matthews 2013 (AMRX). The hand-over with the
 * update's own score: docs/decisions/0013. {@link ncsnLangevin} is the original.
 *
 * @param model   anything with `dim` and `score(x, σ)`; a network runs inside WebAssembly
 * @param sigmas  strictly decreasing, in the model's units (a trained network's: of the standardized data); or "auto": the
 *   ladder, steps and step size that `chooseSigmas` takes for `evaluations` (default 100) between its ends
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, steps, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { annealedLangevin, gaussian, geometricSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await annealedLangevin(model, geometricSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 50 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const annealedLangevin: Sampler<AnnealedLangevinOptions> = makeSampler({
  name: "annealedLangevin",
  family: "Langevin",
  compositions: true,
  summary: "Langevin dynamics level by level with averaged noise, each level handed over to the next",
  evaluations: DEFAULT_EVALUATIONS,
  levels: "ladder",
  options: {
    ...annealedOptions,
    noise: oneOf(langevinNoises, { default: "averaged" }),
    handOver: boolean({ default: true }),
  } satisfies Spec<Omit<AnnealedLangevinOptions, keyof SamplerOptions>>,
  plan,
  begin(where, evaluator, sigmas: Sigmas, options) {
    if (evaluator.composition && options.stepSize === undefined)
      return composedLangevin(where, evaluator, sigmas, usual, options);
    return runPlan(where, evaluator, plan(where, evaluator, sigmas, options), options);
  },
});

function plan(
  where: string,
  evaluator: Evaluator,
  sigmas: Sigmas,
  options: AnnealedWishes & { noise: LangevinNoise; handOver: boolean },
): Plan {
  const { noise, handOver } = options;
  const rule = { noise, handOver: handOver && !evaluator.composition };
  return annealedPlan(where, evaluator, sigmas, { rule, usual }, options);
}
