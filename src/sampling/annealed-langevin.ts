import { checkInteger, checkPositive } from "../errors.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { checkSigmas } from "../schedule.ts";
import { runChain } from "./chain.ts";
import { langevin, noiseStart } from "./moves.ts";
import { checkBoolean, checkModel, checkSamplerOptions, type SamplerOptions } from "./options.ts";
import { SamplingRun } from "./sampling-run.ts";

export interface AnnealedLangevinOptions extends SamplerOptions {
  /** Updates on each level; default 100. */
  stepsPerSigma?: number;
  /**
   * α on the last level, σ_min; on level i it is stepSize·(σᵢ/σ_min)². Default σ_min², that is u = α/(2σ²) = ½: each
   * update moves halfway to the denoised row (docs/decisions/0003).
   */
  stepSize?: number;
  /** Whether a last noiseless step removes the noise of σ_min; default true. */
  denoise?: boolean;
}

/**
 * Annealed Langevin dynamics: from N(mean, diag(var) + σ_max²), for each σ in order `stepsPerSigma` updates
 * `x ← x + (α/2)·score(x, σ) + √α·z` with `α = stepSize·(σ/σ_min)²`, then `x + σ_min²·score(x, σ_min)`.
 * Song & Ermon 2019, Algorithm 1 (arXiv:1907.05600).
 *
 * @param model   anything with `dim` and `score(x, σ)`; a network runs inside WebAssembly
 * @param sigmas  strictly decreasing, in the model's units (a trained network's: of the standardised data)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, steps, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 */
export function annealedLangevin(
  model: ScoreModel,
  sigmas: ArrayLike<number>,
  options: AnnealedLangevinOptions,
): SamplingRun {
  const where = "annealedLangevin";
  checkModel(where, model);
  const ladder = checkSigmas(where, sigmas);
  checkSamplerOptions(where, options, model.dim);
  const { stepsPerSigma = 100, denoise = true } = options;
  checkInteger(where, "stepsPerSigma", stepsPerSigma, 1, 1e6);
  checkBoolean(where, "denoise", denoise);
  const [sigmaMax, sigmaMin] = [ladder[0], ladder[ladder.length - 1]];
  const stepSize = checkPositive(where, "stepSize", options.stepSize ?? sigmaMin * sigmaMin);
  const levels = Array.from(ladder, (sigma) => {
    const ratio = sigma / sigmaMin;
    return { sigma, moves: [langevin(sigma, stepSize * ratio * ratio, stepsPerSigma)] };
  });
  const chain = { levels, ...noiseStart(model, sigmaMax), denoise: denoise ? sigmaMin : undefined };
  return new SamplingRun(runChain(where, model, chain, options));
}
