import { integer, number, type Spec } from "../../support/options.ts";
import { drift, langevinSteps } from "../chain/moves.ts";
import { defineSampler, type DescentOptions, type Sampler } from "../chain/sampler.ts";

export interface PredictorCorrectorOptions extends DescentOptions {
  /** Langevin updates on each level, before its predictor; 0 is the predictor alone. @default 1 */
  correctorSteps?: number | undefined;
  /** Signal-to-noise ratio r of the corrector. @default 0.16 */
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
 *   "auto": `karrasSigmas` between the model's ends, `evaluations`/(1 + correctorSteps) levels (default 200)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, steps, snr, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { gaussian, karrasSigmas, predictorCorrector } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await predictorCorrector(model, karrasSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const predictorCorrector: Sampler<PredictorCorrectorOptions> = defineSampler({
  name: "predictorCorrector",
  family: "SDE",
  summary: "reverse diffusion with Langevin updates on each level",
  evaluations: 200,
  levels: (evaluations, { correctorSteps }) => Math.floor(evaluations / (1 + correctorSteps)),
  options: {
    correctorSteps: integer(0, 1e6, { default: 1 }),
    snr: number(1e-6, 1e3, { default: 0.16 }),
  } satisfies Spec<Omit<PredictorCorrectorOptions, keyof DescentOptions>>,
  step({ sigma, next }, { correctorSteps, snr }) {
    const corrector = correctorSteps > 0 ? [langevinSteps(sigma, 4 * snr * snr * sigma * sigma, correctorSteps)] : [];
    const variance = (sigma - next) * (sigma + next);
    return [...corrector, ...drift(sigma, variance, next > 0 ? Math.sqrt(variance) : 0)];
  },
});
