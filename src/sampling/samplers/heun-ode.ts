import { number, type Spec } from "../../support/options.ts";
import { checkNumber } from "../../support/errors.ts";
import { combine, score, type Move } from "../chain/moves.ts";
import { defineSampler, type DescentOptions, type Sampler } from "../chain/sampler.ts";

export interface HeunOptions extends DescentOptions {
  /** S_churn: how much noise is added and removed again over all steps; 0: the ODE. @default 0 */
  churn?: number | undefined;
  /** S_min, the lowest σ with churn. @default 0 */
  churnMin?: number | undefined;
  /** S_max, the highest σ with churn; at least `churnMin`. @default Infinity */
  churnMax?: number | undefined;
  /** S_noise, the deviation of the noise added. @default 1 */
  churnNoise?: number | undefined;
}

/**
 * The probability-flow ODE dx/dσ = −σ·score(x, σ) by Heun's method, second order: from σ to σ', with d = −σ·score(x, σ),
 * `x' = x + (σ' − σ)·d` and then `x ← x + (σ' − σ)·(d + d')/2`, d' = −σ'·score(x', σ'); the last step, to 0, is Euler's.
 * With churn, EDM's stochastic sampler: each step first goes up to σ̂ = (1 + γ)·σ, `x ← x + √(σ̂² − σ²)·churnNoise·z`,
 * γ = min(churn/N, √2 − 1) for churnMin ≤ σ ≤ churnMax and N steps.
 *
 * Karras et al. 2022 (arXiv:2206.00364), algorithm 2. Two scores a step, one in the last.
 *
 * @param sigmas  strictly decreasing (`karrasSigmas`), in the model's units; the last step to 0 is not among
 *   them; or "auto": `karrasSigmas` between the model's ends, (1 + `evaluations`)/2 levels (default 35: 18 levels)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, churn, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { gaussian, heunOde, karrasSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await heunOde(model, karrasSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const heunOde: Sampler<HeunOptions> = defineSampler({
  name: "heunOde",
  family: "ODE",
  summary: "the probability-flow ODE by Heun's method, with churn EDM's stochastic sampler",
  evaluations: 35,
  levels: (evaluations) => Math.floor((evaluations + 1) / 2),
  options: {
    churn: number(0, Number.MAX_VALUE, { default: 0 }),
    churnMin: number(0, Infinity, { default: 0 }),
    churnMax: number(0, Infinity, { default: Infinity }),
    churnNoise: number(0, Number.MAX_VALUE, { default: 1 }),
  } satisfies Spec<Omit<HeunOptions, keyof DescentOptions>>,
  registers: ["score", "ahead"],
  step({ sigma, next, count }, { churn, churnMin, churnMax, churnNoise }) {
    checkNumber("heunOde", "churnMax", churnMax, churnMin, Infinity);
    const gamma = sigma >= churnMin && sigma <= churnMax ? Math.min(churn / count, Math.SQRT2 - 1) : 0;
    return [...churned(sigma, gamma, churnNoise), ...heunStep(sigma * (1 + gamma), next)];
  },
});

/** From σ up to (1 + γ)·σ; nothing for γ = 0. */
function churned(sigma: number, gamma: number, noise: number): Move[] {
  if (gamma === 0) return [];
  return [combine("x", { x: 1 }, sigma * Math.sqrt(gamma * (2 + gamma)) * noise)];
}

function heunStep(sigma: number, next: number): Move[] {
  const width = sigma - next;
  if (next === 0) return [score(sigma), combine("x", { x: 1, score: width * sigma })];
  return [
    score(sigma),
    combine("ahead", { x: 1, score: width * sigma }), // Euler's step
    score(next, "ahead", "ahead"),
    combine("x", { x: 1, score: (width * sigma) / 2, ahead: (width * next) / 2 }),
  ];
}
