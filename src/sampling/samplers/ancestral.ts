import { number, type Spec } from "../../support/options.ts";
import { defineSampler, type DescentOptions, type Sampler } from "../chain/sampler.ts";
import { ancestralStep } from "./ancestral-step.ts";

export interface AncestralOptions extends DescentOptions {
  /** Noise drawn in a step, as a part of the posterior's deviation. Above 1 it is cut off at σ'. @default 1 */
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
 *   "auto": `karrasSigmas` between the model's ends, a level for each of `evaluations` (default 100)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, eta, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { ancestral, gaussian, karrasSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await ancestral(model, karrasSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const ancestral: Sampler<AncestralOptions> = defineSampler({
  name: "ancestral",
  family: "DDPM",
  summary: "DDPM's chain: each step draws from the posterior of the next level",
  evaluations: 100,
  options: { eta: number(0, 1e6, { default: 1 }) } satisfies Spec<Pick<AncestralOptions, "eta">>,
  step: (step, { eta }) => ancestralStep(step, eta),
});
