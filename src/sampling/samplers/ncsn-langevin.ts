import type { AutoOptions, Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import type { Spec } from "../../support/options.ts";
import type { SamplerOptions } from "../chain/options.ts";
import { planSampler, type Sampler } from "../chain/sampler.ts";
import { annealedOptions, annealedPlan } from "./annealed-levels.ts";

export interface NcsnLangevinOptions extends SamplerOptions, AutoOptions {
  /** Updates on each level. @default 100, or chosen with sigmas "auto" */
  stepsPerSigma?: number | undefined;
  /**
   * α on the last level, σ_min; on level i it is stepSize·(σᵢ/σ_min)².
   *
   * @default 2u·σ_min² with u = n^(−1/3) for n updates in every e-fold of σ, at most ½ (docs/decisions/0003 and 0005); of
   *   a composition divided by the sum of its weights above 0
   */
  stepSize?: number | undefined;
  /** Whether a last noiseless step removes the noise of σ_min. @default true */
  denoise?: boolean | undefined;
}

/** The paper's number of updates; scores enough for them to be of use. */
const usual = { evaluations: 1000, stepsPerSigma: (): number => 100 };

/**
 * Annealed Langevin dynamics as NCSN has it, kept literal for comparison: for each σ in order `stepsPerSigma` updates
 * `x ← x + (α/2)·score(x, σ) + √α·z` with α = stepSize·(σ/σ_min)², then `x + σ_min²·score(x, σ_min)`. Song & Ermon 2019,
 * Algorithm 1 (arXiv:1907.05600), the final denoising after Jolicoeur-Martineau et al. 2021 (arXiv:2009.05475); the start is
 * N(mean, diag(var) + σ_max²).
 *
 * Rows lag behind the falling σ and are spread by the step: {@link annealedLangevin} mends both.
 *
 * @param sigmas  strictly decreasing, in the model's units; or "auto": a geometric ladder, steps and step size for
 *   `evaluations` (default 1,000)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, steps, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { gaussian, geometricSigmas, ncsnLangevin } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await ncsnLangevin(model, geometricSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, stepsPerSigma: 10, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const ncsnLangevin: Sampler<NcsnLangevinOptions> = planSampler({
  name: "ncsnLangevin",
  family: "Langevin",
  compositions: true,
  summary: "annealed Langevin dynamics as NCSN has it, for comparison",
  evaluations: usual.evaluations,
  levels: "ladder",
  options: annealedOptions satisfies Spec<Omit<NcsnLangevinOptions, keyof SamplerOptions>>,
  plan: (where, evaluator, sigmas: Sigmas, wishes) =>
    annealedPlan(where, evaluator, sigmas, { rule: { noise: "independent", handOver: false }, usual }, wishes),
});
