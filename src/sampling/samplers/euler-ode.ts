import { combine, score } from "../chain/moves.ts";
import { defineSampler, type DescentOptions, type Sampler } from "../chain/sampler.ts";

/**
 * The probability-flow ODE dx/dσ = (x − denoised(x, σ))/σ = −σ·score(x, σ) by Euler's method, first order: for each σ
 * and the next, `x ← x + (σ − σ')·σ·score(x, σ)`; the last step goes to 0. One score a step, no noise after the start.
 * Song et al. 2021 (arXiv:2011.13456), equation 13, in σ.
 *
 * @param sigmas  strictly decreasing, in the model's units; the last step to 0 is not among them; or
 *   "auto": `karrasSigmas` between the model's ends, a level for each of `evaluations` (default 100)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { eulerOde, gaussian, karrasSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await eulerOde(model, karrasSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const eulerOde: Sampler<DescentOptions> = defineSampler({
  name: "eulerOde",
  family: "ODE",
  summary: "the probability-flow ODE by Euler's method",
  evaluations: 100,
  options: {},
  step: ({ sigma, next }) => [score(sigma), combine("x", { x: 1, score: (sigma - next) * sigma })],
});
