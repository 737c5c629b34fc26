import { number, type Spec } from "../../support/options.ts";
import { defineSampler, type DescentOptions, type Sampler } from "../chain/sampler.ts";
import { ancestralStep } from "./ancestral-step.ts";

export interface DdimOptions extends DescentOptions {
  /** Standard deviation of the noise drawn in a step, as a part of DDPM's: 0 … 1; 0 is no noise. @default 0 */
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
 *   `karrasSigmas` between the model's ends, a level for each of `evaluations` (default 100)
 * @returns and throws as {@link eulerOde}
 *
 * @example
 * ```ts
 * import { ddim, gaussian, karrasSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await ddim(model, karrasSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const ddim: Sampler<DdimOptions> = defineSampler({
  name: "ddim",
  family: "DDPM",
  summary: "DDIM, deterministic at η = 0",
  evaluations: 100,
  options: { eta: number(0, 1, { default: 0 }) } satisfies Spec<Pick<DdimOptions, "eta">>,
  step: (step, { eta }) => ancestralStep(step, eta),
});
