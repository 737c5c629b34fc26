import { checkInteger, checkPositive } from "../../support/errors.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { sigmaRangeOf } from "../../noise/auto/sampler-sigmas.ts";
import { runChain } from "../chain/chain.ts";
import { langevin, noiseStart } from "../chain/moves.ts";
import { checkBoolean, checkModel, checkSamplerOptions, type SamplerOptions } from "../chain/options.ts";
import { SamplingRun } from "../chain/sampling-run.ts";

export interface UnadjustedLangevinOptions extends SamplerOptions {
  /** Updates; default 1000. */
  steps?: number | undefined;
  /** α; default σ². */
  stepSize?: number | undefined;
  /** Whether a last noiseless step x + σ²·score(x, σ) follows; default false: rows of the data smoothed by σ. */
  denoise?: boolean | undefined;
}

/**
 * Langevin dynamics at one σ, without Metropolis' correction: from N(mean, diag(variance) + σ²), `steps` updates
 * `x ← x + (α/2)·score(x, σ) + √α·z`. Roberts & Tweedie 1996 (Bernoulli 2(4)).
 *
 * It samples the data smoothed by σ up to an error that shrinks with α (on a normal of variance s² the variance is
 * s²/(1 − α/(4s²))), and hardly moves between modes that are several σ apart: {@link annealedLangevin} does.
 *
 * @param level  σ, above 0, in the model's units; or "auto": a trained network's last level
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigma, steps, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming the row; "disposed"
 */
export function unadjustedLangevin(
  model: ScoreModel,
  level: number | "auto",
  options: UnadjustedLangevinOptions,
): SamplingRun {
  const where = "unadjustedLangevin";
  checkModel(where, model);
  checkSamplerOptions(where, options, model);
  const sigma = level === "auto" ? sigmaRangeOf(where, model).sigmaMin : checkPositive(where, "sigma", level);
  const { denoise = false } = options;
  checkBoolean(where, "denoise", denoise);
  const steps = checkInteger(where, "steps", options.steps ?? 1000, 1, 1e9);
  const alpha = checkPositive(where, "stepSize", options.stepSize ?? sigma * sigma);
  const levels = [{ sigma, moves: [langevin(sigma, alpha, steps)] }];
  const chain = { levels, ...noiseStart(model, sigma), denoise: denoise ? sigma : undefined };
  return new SamplingRun(runChain(where, model, chain, options));
}
