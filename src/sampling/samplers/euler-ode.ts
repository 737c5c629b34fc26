import type { ScoreModel } from "../../models/score-model.ts";
import { ancestralStep } from "./ancestral-step.ts";
import { scoresPerLevel, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { descend, type DescentOptions } from "../chain/descent.ts";
import type { SamplingRun } from "../chain/sampling-run.ts";

/**
 * The probability-flow ODE dx/dσ = (x − denoised(x, σ))/σ = −σ·score(x, σ) by Euler's method, first order: for each σ
 * and the next, `x ← x + (σ − σ')·σ·score(x, σ)`; the last step goes to 0. One score a step, no noise after the start.
 * Song et al. 2021 (arXiv:2011.13456), equation 13, in σ.
 *
 * @param sigmas  strictly decreasing, in the model's units; the last step to 0 is not among them; or
 *   "auto": `karrasSigmas` of a trained network's ends, a level for each of `evaluations` (default 100)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 */
export function eulerOde(model: ScoreModel, sigmas: Sigmas, options: DescentOptions): SamplingRun {
  return descend("eulerOde", model, sigmas, options, scoresPerLevel(1, 100), (step) => ancestralStep(step, 0));
}
