import { checkNumber, invalid } from "../../support/errors.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { geometricSigmas } from "../../noise/ladders.ts";
import { resolveSigmas, type AutoOptions, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { runChain } from "../chain/chain.ts";
import { drift, noiseStart } from "../chain/moves.ts";
import { checkBoolean, checkModel, checkSamplerOptions, type SamplerOptions } from "../chain/options.ts";
import { SamplingRun } from "../chain/sampling-run.ts";

export interface ConsistentAnnealedOptions extends SamplerOptions, AutoOptions {
  /**
   * How far a step goes to the denoised row, between 1 − g and 1 + g for every ratio g = σ'/σ of neighboring levels.
   * Default 1.5·(1 − g) of the smallest g, at most 1. Nearer to 1 − g there is less noise and less error.
   */
  stepFraction?: number | undefined;
  /** Whether a last noiseless step removes the noise of σ_min; default true. */
  denoise?: boolean | undefined;
}

/**
 * Consistent annealed sampling: one score a level, and just the noise that leaves x with the next level's:
 * `x ← x + η·σ²·score(x, σ) + σ'·√(1 − ((1 − η)/g)²)·z`, g = σ'/σ; no noise on the last level, then
 * `x + σ_min²·score(x, σ_min)`. Jolicoeur-Martineau et al. 2021 (arXiv:2009.05475), algorithm 2.
 *
 * @param sigmas  strictly decreasing (the paper's: geometric), in the model's units; or "auto": `geometricSigmas` of a
 *   trained network's ends, a level for each of `evaluations` but the last (default 200)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, stepFraction, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 */
export function consistentAnnealed(model: ScoreModel, sigmas: Sigmas, options: ConsistentAnnealedOptions): SamplingRun {
  const where = "consistentAnnealed";
  checkModel(where, model);
  checkSamplerOptions(where, options, model);
  const auto = { evaluations: 200, levels: (budget: number) => budget - 1, ladder: geometricSigmas };
  const ladder = resolveSigmas(where, model, sigmas, options, auto);
  const { denoise = true } = options;
  checkBoolean(where, "denoise", denoise);
  const ratios = Array.from(ladder.subarray(1), (sigma, i) => sigma / ladder[i]);
  const smallest = Math.min(1, ...ratios);
  const stepFraction = options.stepFraction ?? (ratios.length === 0 ? 1 : Math.min(1, 1.5 * (1 - smallest)));
  checkNumber(where, "stepFraction", stepFraction, 0, 2);
  if (!(stepFraction > 1 - smallest && stepFraction < 1 + smallest))
    throw invalid(
      where,
      `stepFraction between ${1 - smallest} and ${1 + smallest}, 1 ∓ the smallest ratio of sigmas`,
      stepFraction,
    );
  const levels = Array.from(ladder, (sigma, i) => {
    const rest = (1 - stepFraction) / (ratios[i] ?? 1);
    const noise = i < ratios.length ? ladder[i + 1] * Math.sqrt(Math.max(0, 1 - rest * rest)) : 0;
    return { sigma, moves: drift(sigma, stepFraction * sigma * sigma, noise) };
  });
  const sigmaMin = ladder[ladder.length - 1];
  const chain = { levels, ...noiseStart(model, ladder[0]), denoise: denoise ? sigmaMin : undefined };
  return new SamplingRun(runChain(where, model, chain, options));
}
