import { checkInteger, checkNumber } from "../../support/errors.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { scoresPerLevel, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { descend, type DescentOptions, type DescentStep } from "../chain/descent.ts";
import { drift, langevin, type Move } from "../chain/moves.ts";
import type { SamplingRun } from "../chain/sampling-run.ts";

export interface PredictorCorrectorOptions extends DescentOptions {
  /** Langevin updates on each level, before its predictor; 0 is the predictor alone. Default 1. */
  correctorSteps?: number | undefined;
  /** Signal-to-noise ratio r of the corrector; default 0.16. */
  snr?: number | undefined;
}

/**
 * Predictor–corrector sampling: on each level `correctorSteps` Langevin updates x ← x + (α/2)·score + √α·z, then one
 * step of the reverse diffusion to the next, `x ← x + (σ² − σ'²)·score(x, σ) + √(σ² − σ'²)·z`, the last one, to 0, without
 * noise. Song et al. 2021 (arXiv:2011.13456), algorithms 2 and 4, for the variance-exploding SDE.
 *
 * The paper's step is α = 4(r·‖z‖/‖score‖)² with both norms averaged over the batch, so that rows depend on each other.
 * Here they are what they are in the mean of pure noise, ‖z‖ = √D and ‖score‖ = √D/σ: α = 4r²σ².
 *
 * @param sigmas  strictly decreasing, in the model's units; the last step to 0 is not among them; or
 *   "auto": `karrasSigmas` of a trained network's ends, `evaluations`/(1 + correctorSteps) levels (default 200)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, steps, snr, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 */
export function predictorCorrector(model: ScoreModel, sigmas: Sigmas, options: PredictorCorrectorOptions): SamplingRun {
  const where = "predictorCorrector";
  const { correctorSteps = 1, snr = 0.16 } = options ?? {};
  checkInteger(where, "correctorSteps", correctorSteps, 0, 1e6);
  checkNumber(where, "snr", snr, 1e-6, 1e3);
  const auto = scoresPerLevel(1 + correctorSteps, 200);
  return descend(where, model, sigmas, options, auto, ({ sigma, next }: DescentStep): Move[] => {
    const corrector = correctorSteps > 0 ? [langevin(sigma, 4 * snr * snr * sigma * sigma, correctorSteps)] : [];
    const variance = (sigma - next) * (sigma + next);
    return [...corrector, ...drift(sigma, variance, next > 0 ? Math.sqrt(variance) : 0)];
  });
}
