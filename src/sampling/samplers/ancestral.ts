import { checkNumber } from "../../support/errors.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { ancestralStep } from "./ancestral-step.ts";
import { scoresPerLevel, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { descend, type DescentOptions } from "../chain/descent.ts";
import type { SamplingRun } from "../chain/sampling-run.ts";

export interface AncestralOptions extends DescentOptions {
  /** Noise drawn in a step, as a part of the posterior's deviation; default 1. Above 1 it is cut off at σ'. */
  eta?: number | undefined;
}

/**
 * Ancestral sampling: every step draws from the posterior of the next level given this one, its mean at the denoised
 * row D. In steps σ → σ', the last to 0:
 *
 *     σ_up = min(σ', η·√(σ'²(σ² − σ'²)/σ²)),   σ_down = √(σ'² − σ_up²),   x ← D + (σ_down/σ)·(x − D) + σ_up·z.
 *
 * Ho et al. 2020 (arXiv:2006.11239) and Song et al. 2021 (arXiv:2011.13456, appendix F) for η = 1, on a VP ladder
 * (`vpSde().sigmas(n)`) DDPM's own chain. The same family as {@link ddim}, with the other default.
 *
 * @param sigmas  strictly decreasing, in the model's units; the last step to 0 is not among them; or
 *   "auto": `karrasSigmas` of a trained network's ends, a level for each of `evaluations` (default 100)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, eta, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 */
export function ancestral(model: ScoreModel, sigmas: Sigmas, options: AncestralOptions): SamplingRun {
  const eta = checkNumber("ancestral", "eta", options?.eta ?? 1, 0, 1e6);
  return descend("ancestral", model, sigmas, options, scoresPerLevel(1, 100), (step) => ancestralStep(step, eta));
}
