import { checkInteger, checkPositive } from "../../support/errors.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { checkSigmas } from "../../noise/ladders.ts";
import { runChain } from "../chain/chain.ts";
import { langevin } from "../chain/moves.ts";
import { checkModel, checkSamplerOptions, type SamplerOptions } from "../chain/options.ts";
import { SamplingRun } from "../chain/sampling-run.ts";

export interface FixedStepLangevinOptions extends SamplerOptions {
  /** s*, the step size α on every level. */
  stepSize: number;
  /** N, updates on each level; default 100. */
  stepsPerSigma?: number | undefined;
}

/**
 * The textbook form of Langevin sampling over a ladder: start at N(0, I), N updates
 * `x ← x + (s*\/2)·score(x, σ) + √s*·z` on each level with one fixed step s*, and no final denoising.
 *
 * Kept literal for teaching and comparison: a step that suits σ_min hardly moves at σ_max, so
 * {@link annealedLangevin} is the one to use.
 *
 * @returns and throws as {@link annealedLangevin}
 */
export function fixedStepLangevin(
  model: ScoreModel,
  sigmas: ArrayLike<number>,
  options: FixedStepLangevinOptions,
): SamplingRun {
  const where = "fixedStepLangevin";
  checkModel(where, model);
  const ladder = checkSigmas(where, sigmas);
  checkSamplerOptions(where, options, model);
  const alpha = checkPositive(where, "stepSize", options.stepSize);
  const steps = checkInteger(where, "stepsPerSigma", options.stepsPerSigma ?? 100, 1, 1e6);
  const chain = {
    levels: Array.from(ladder, (sigma) => ({ sigma, moves: [langevin(sigma, alpha, steps)] })),
    startMean: new Float64Array(model.dim),
    startStd: new Float64Array(model.dim).fill(1),
    denoise: undefined,
  };
  return new SamplingRun(runChain(where, model, chain, options));
}
