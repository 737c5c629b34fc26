import { resolveSigmas, type AutoOptions, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { geometricSigmas } from "../../noise/ladders.ts";
import { invalid } from "../../support/errors.ts";
import { number, type Spec } from "../../support/options.ts";
import { drift } from "../chain/moves.ts";
import type { SamplerOptions } from "../chain/options.ts";
import { levelsOf } from "../chain/plan.ts";
import { denoiseOption, severalEvaluations, planSampler, type Sampler } from "../chain/sampler.ts";

export interface ConsistentAnnealedOptions extends SamplerOptions, AutoOptions {
  /**
   * How far a step goes to the denoised row, between 1 − g and 1 + g for every ratio g = σ'/σ of neighboring levels.
   * Nearer to 1 − g there is less noise and less error.
   *
   * @default 1.5·(1 − g) of the smallest g, at most 1
   */
  stepFraction?: number | undefined;
  /** Whether a last noiseless step removes the noise of σ_min. @default true */
  denoise?: boolean | undefined;
}

/**
 * Consistent annealed sampling: one score a level, and just the noise that leaves x with the next level's:
 * `x ← x + η·σ²·score(x, σ) + σ'·√(1 − ((1 − η)/g)²)·z`, g = σ'/σ; no noise on the last level, then
 * `x + σ_min²·score(x, σ_min)`. Jolicoeur-Martineau et al. 2021 (arXiv:2009.05475), algorithm 2.
 *
 * @param sigmas  strictly decreasing (the paper's: geometric), in the model's units; or "auto": `geometricSigmas` between
 *   the model's ends, a level for each of `evaluations` but the last (default 200)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, stepFraction, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { consistentAnnealed, gaussian, geometricSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await consistentAnnealed(model, geometricSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const consistentAnnealed: Sampler<ConsistentAnnealedOptions> = planSampler({
  name: "consistentAnnealed",
  family: "Langevin",
  summary: "one Langevin update a level with just the noise of the next",
  evaluations: 200,
  levels: "ladder",
  options: {
    evaluations: severalEvaluations,
    stepFraction: number(0, 2),
    denoise: denoiseOption,
  } satisfies Spec<Omit<ConsistentAnnealedOptions, keyof SamplerOptions>>,
  plan(where, evaluator, sigmas: Sigmas, { evaluations, stepFraction, denoise }) {
    const auto = { evaluations: 200, levels: (budget: number) => budget - 1, ladder: geometricSigmas };
    const ladder = resolveSigmas(where, evaluator, sigmas, { evaluations }, auto);
    const ratios = Array.from(ladder.subarray(1), (sigma, i) => sigma / ladder[i]);
    const smallest = ratios.reduce((least, ratio) => Math.min(least, ratio), 1);
    const fraction = stepFraction ?? (ratios.length === 0 ? 1 : Math.min(1, 1.5 * (1 - smallest)));
    if (!(fraction > 1 - smallest && fraction < 1 + smallest))
      throw invalid(
        where,
        `stepFraction between ${1 - smallest} and ${1 + smallest}, 1 ∓ the smallest ratio of sigmas`,
        fraction,
      );
    const levels = Array.from(ladder, (sigma, i) => {
      const rest = (1 - fraction) / (ratios[i] ?? 1);
      const noise = i < ratios.length ? ladder[i + 1] * Math.sqrt(Math.max(0, 1 - rest * rest)) : 0;
      return { sigma, moves: drift(sigma, fraction * sigma * sigma, noise) };
    });
    const last = ladder[ladder.length - 1];
    return { levels: levelsOf(levels), start: ladder[0], denoise: denoise ? last : undefined };
  },
});
