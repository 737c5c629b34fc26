import { checkNumber } from "../../support/errors.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import type { Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { descend, type DescentOptions, type DescentStep } from "../chain/descent.ts";
import { combine, score, SCORE, X, type Move, type Register } from "../chain/moves.ts";
import type { SamplingRun } from "../chain/sampling-run.ts";

export interface HeunOptions extends DescentOptions {
  /** S_churn: how much noise is added and removed again over all steps; default 0, the ODE. */
  churn?: number | undefined;
  /** S_min and S_max, the range of σ with churn; default 0 and ∞. */
  churnMin?: number | undefined;
  churnMax?: number | undefined;
  /** S_noise, the deviation of the noise added; default 1. */
  churnNoise?: number | undefined;
}

/** The end of Euler's step, then the score there. */
const AHEAD: Register = 2;

/**
 * The probability-flow ODE dx/dσ = −σ·score(x, σ) by Heun's method, second order: from σ to σ', with d = −σ·score(x, σ),
 * `x' = x + (σ' − σ)·d` and then `x ← x + (σ' − σ)·(d + d')/2`, d' = −σ'·score(x', σ'); the last step, to 0, is Euler's.
 * With churn, EDM's stochastic sampler: each step first goes up to σ̂ = (1 + γ)·σ, `x ← x + √(σ̂² − σ²)·churnNoise·z`,
 * γ = min(churn/N, √2 − 1) for churnMin ≤ σ ≤ churnMax and N steps.
 *
 * Karras et al. 2022 (arXiv:2206.00364), algorithm 2. Two scores a step, one in the last.
 *
 * @param sigmas  strictly decreasing (`karrasSigmas`), in the model's units; the last step to 0 is not among
 *   them; or "auto": `karrasSigmas` of a trained network's ends, (1 + `evaluations`)/2 levels (default 35: 18 levels)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, churn, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 */
export function heunOde(model: ScoreModel, sigmas: Sigmas, options: HeunOptions): SamplingRun {
  const where = "heunOde";
  const { churn = 0, churnMin = 0, churnMax = Infinity, churnNoise = 1 } = options ?? {};
  checkNumber(where, "churn", churn, 0, Number.MAX_VALUE);
  checkNumber(where, "churnMin", churnMin, 0, Infinity);
  checkNumber(where, "churnMax", churnMax, churnMin, Infinity);
  checkNumber(where, "churnNoise", churnNoise, 0, Number.MAX_VALUE);
  const plan = ({ sigma, next, count }: DescentStep): Move[] => {
    const gamma = sigma >= churnMin && sigma <= churnMax ? Math.min(churn / count, Math.SQRT2 - 1) : 0;
    return [...churned(sigma, gamma, churnNoise), ...heunStep(sigma * (1 + gamma), next)];
  };
  const auto = { evaluations: 35, levels: (budget: number) => Math.floor((budget + 1) / 2) };
  return descend(where, model, sigmas, options, auto, plan, 3);
}

/** From σ up to (1 + γ)·σ; nothing for γ = 0. */
function churned(sigma: number, gamma: number, noise: number): Move[] {
  if (gamma === 0) return [];
  return [combine(X, [[1, X]], sigma * Math.sqrt(gamma * (2 + gamma)) * noise)];
}

function heunStep(sigma: number, next: number): Move[] {
  const width = sigma - next;
  const euler = [1, X] as const;
  if (next === 0) return [score(sigma), combine(X, [euler, [width * sigma, SCORE]])];
  return [
    score(sigma),
    combine(AHEAD, [euler, [width * sigma, SCORE]]),
    score(next, AHEAD, AHEAD),
    combine(X, [euler, [(width * sigma) / 2, SCORE], [(width * next) / 2, AHEAD]]),
  ];
}
