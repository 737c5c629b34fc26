import { checkInteger, checkPositive } from "../../support/errors.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { DEFAULT_EVALUATIONS, spendBudget, type LangevinSchedule } from "../../noise/auto/langevin-budget.ts";
import { givenSigmas, sigmaRangeOf, type AutoOptions, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { runChain } from "../chain/chain.ts";
import { langevin, noiseStart } from "../chain/moves.ts";
import { checkBoolean, checkModel, checkSamplerOptions, type SamplerOptions } from "../chain/options.ts";
import { SamplingRun } from "../chain/sampling-run.ts";

export interface AnnealedLangevinOptions extends SamplerOptions, AutoOptions {
  /** Updates on each level; default 100, or chosen with sigmas "auto". */
  stepsPerSigma?: number | undefined;
  /**
   * α on the last level, σ_min; on level i it is stepSize·(σᵢ/σ_min)². Default σ_min², that is u = α/(2σ²) = ½: each
   * update moves halfway to the denoised row (docs/decisions/0003); or chosen with sigmas "auto".
   */
  stepSize?: number | undefined;
  /** Whether a last noiseless step removes the noise of σ_min; default true. */
  denoise?: boolean | undefined;
}

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
 */
export function annealedLangevin(model: ScoreModel, sigmas: Sigmas, options: AnnealedLangevinOptions): SamplingRun {
  const where = "annealedLangevin";
  checkModel(where, model);
  checkSamplerOptions(where, options, model);
  const { denoise = true } = options;
  checkBoolean(where, "denoise", denoise);
  const { sigmas: ladder, stepsPerSigma, stepSize } = settle(where, model, sigmas, options);
  const [sigmaMax, sigmaMin] = [ladder[0], ladder[ladder.length - 1]];
  const levels = Array.from(ladder, (sigma) => {
    const ratio = sigma / sigmaMin;
    return { sigma, moves: [langevin(sigma, stepSize * ratio * ratio, stepsPerSigma)] };
  });
  const chain = { levels, ...noiseStart(model, sigmaMax), denoise: denoise ? sigmaMin : undefined };
  return new SamplingRun(runChain(where, model, chain, options));
}

/** Ladder, steps and step size: the caller's and their defaults, or those chosen for a budget. */
function settle(where: string, model: ScoreModel, sigmas: Sigmas, options: AnnealedLangevinOptions): LangevinSchedule {
  const { evaluations } = options;
  if (options.stepSize !== undefined) checkPositive(where, "stepSize", options.stepSize);
  if (sigmas !== "auto") {
    const ladder = givenSigmas(where, sigmas, evaluations);
    const { stepsPerSigma = 100, stepSize = ladder[ladder.length - 1] * ladder[ladder.length - 1] } = options;
    checkInteger(where, "stepsPerSigma", stepsPerSigma, 1, 1e6);
    return { sigmas: ladder, stepsPerSigma, stepSize };
  }
  const sigmaRange = sigmaRangeOf(where, model);
  const budget = checkInteger(where, "evaluations", evaluations ?? DEFAULT_EVALUATIONS, 3, 100_000);
  const { stepsPerSigma } = options;
  if (stepsPerSigma !== undefined) checkInteger(where, "stepsPerSigma", stepsPerSigma, 1, Math.floor((budget - 1) / 2));
  const chain = spendBudget({ sigmaRange, dim: model.dim, updates: budget - 1, stepsPerSigma });
  return { ...chain, stepSize: options.stepSize ?? chain.stepSize };
}
