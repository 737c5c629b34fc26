import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { DEFAULT_EVALUATIONS, spendBudget, type LangevinSchedule } from "../../noise/auto/langevin-budget.ts";
import { givenSigmas, sigmaRangeOf, type AutoOptions, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { checkInteger } from "../../support/errors.ts";
import { integer, positive, type Settled, type Spec } from "../../support/options.ts";
import { langevinSteps } from "../chain/moves.ts";
import type { SamplerOptions } from "../chain/options.ts";
import { denoiseOption, evaluationsOption, planSampler, type Sampler } from "../chain/sampler.ts";

export interface AnnealedLangevinOptions extends SamplerOptions, AutoOptions {
  /** Updates on each level. @default 100, or chosen with sigmas "auto" */
  stepsPerSigma?: number | undefined;
  /**
   * α on the last level, σ_min; on level i it is stepSize·(σᵢ/σ_min)². With σ_min² each update moves halfway to the
   * denoised row, u = α/(2σ²) = ½ (docs/decisions/0003).
   *
   * @default σ_min², or chosen with sigmas "auto"
   */
  stepSize?: number | undefined;
  /** Whether a last noiseless step removes the noise of σ_min. @default true */
  denoise?: boolean | undefined;
}

const annealedLangevinOptions = {
  evaluations: evaluationsOption,
  stepsPerSigma: integer(1, 1e6),
  stepSize: positive(),
  denoise: denoiseOption,
} satisfies Spec<Omit<AnnealedLangevinOptions, keyof SamplerOptions>>;

/**
 * Annealed Langevin dynamics: from N(mean, diag(var) + σ_max²), for each σ in order `stepsPerSigma` updates
 * `x ← x + (α/2)·score(x, σ) + √α·z` with `α = stepSize·(σ/σ_min)²`, then `x + σ_min²·score(x, σ_min)`.
 * Song & Ermon 2019, Algorithm 1 (arXiv:1907.05600).
 *
 * @param model   anything with `dim` and `score(x, σ)`; a network runs inside WebAssembly
 * @param sigmas  strictly decreasing, in the model's units (a trained network's: of the standardized data); or "auto": the
 *   ladder, steps and step size that `chooseSigmas` takes for `evaluations` (default 1,000) between its ends
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, steps, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { annealedLangevin, gaussian, geometricSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await annealedLangevin(model, geometricSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, stepsPerSigma: 10, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const annealedLangevin: Sampler<AnnealedLangevinOptions> = planSampler({
  name: "annealedLangevin",
  family: "Langevin",
  compositions: true,
  summary: "Langevin dynamics level by level, steps in proportion to σ²",
  evaluations: DEFAULT_EVALUATIONS,
  levels: "ladder",
  options: annealedLangevinOptions,
  plan(where, evaluator, given: Sigmas, options) {
    const { sigmas, stepsPerSigma, stepSize } = scheduleOf(where, evaluator, given, options);
    const last = sigmas[sigmas.length - 1];
    return {
      levels: {
        count: sigmas.length,
        at(index) {
          const [sigma, ratio] = [sigmas[index], sigmas[index] / last];
          return { sigma, moves: [langevinSteps(sigma, stepSize * ratio * ratio, stepsPerSigma)] };
        },
      },
      start: sigmas[0],
      denoise: options.denoise ? last : undefined,
    };
  },
});

/** Ladder, steps and step size: the caller's and their defaults, or those chosen for a budget. */
function scheduleOf(
  where: string,
  evaluator: Evaluator,
  sigmas: Sigmas,
  { evaluations, stepsPerSigma, stepSize }: Settled<typeof annealedLangevinOptions>,
): LangevinSchedule {
  if (sigmas !== "auto") {
    const ladder = givenSigmas(where, sigmas, evaluations);
    const last = ladder[ladder.length - 1];
    return { sigmas: ladder, stepsPerSigma: stepsPerSigma ?? 100, stepSize: stepSize ?? last * last };
  }
  const sigmaRange = sigmaRangeOf(where, evaluator);
  const budget = evaluations ?? DEFAULT_EVALUATIONS;
  if (stepsPerSigma !== undefined) checkInteger(where, "stepsPerSigma", stepsPerSigma, 1, Math.floor((budget - 1) / 2));
  const chosen = spendBudget({ sigmaRange, dim: evaluator.dim, updates: budget - 1, stepsPerSigma });
  return { ...chosen, stepSize: stepSize ?? chosen.stepSize };
}
