import { checkNumber } from "../../support/errors.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { ancestralStep } from "./ancestral-step.ts";
import { scoresPerLevel, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { descend, type DescentOptions } from "../chain/descent.ts";
import type { SamplingRun } from "../chain/sampling-run.ts";

export interface DdimOptions extends DescentOptions {
  /** Standard deviation of the noise drawn in a step, as a part of DDPM's: 0 … 1, default 0, no noise. */
  eta?: number | undefined;
}

/**
 * DDIM (Song, Meng & Ermon 2021, arXiv:2010.02502, equations 12 and 16), written in σ = √(1 − ᾱ)/√ᾱ with x divided by
 * √ᾱ: with D = denoised(x, σ) and τ = 1 − (σ'/σ)²,
 *
 *     x ← D + σ'·√(1 − η²τ)·(x − D)/σ + σ'·η·√τ·z,
 *
 * the last step being D. η = 0 is deterministic, and the same as {@link eulerOde}; η = 1 is DDPM's ancestral chain
 * (there is code that calls our η² η).
 *
 * @param sigmas  strictly decreasing; for the noise levels of a DDPM network `vpSde().sigmas(n)`; or "auto":
 *   `karrasSigmas` of a trained network's ends, a level for each of `evaluations` (default 100)
 * @returns and throws as {@link eulerOde}
 */
export function ddim(model: ScoreModel, sigmas: Sigmas, options: DdimOptions): SamplingRun {
  const eta = checkNumber("ddim", "eta", options?.eta ?? 0, 0, 1);
  return descend("ddim", model, sigmas, options, scoresPerLevel(1, 100), (step) => ancestralStep(step, eta));
}
