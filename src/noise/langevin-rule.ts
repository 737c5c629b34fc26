import { pow } from "../numerics/math.ts";

/**
 * The noise of a Langevin update. "independent": √α·z after the score is taken, each update with a z of its own
 * (Euler–Maruyama). "averaged": ½√α·z before the score and ½√α·z after, so that from score to score a row moves by the mean
 * of two neighbors' noises (Leimkuhler & Matthews 2013, AMRX): where scores are taken, rows of a normal distribution keep
 * their law at any stable step.
 */
export type LangevinNoise = "averaged" | "independent";

export const langevinNoises = ["averaged", "independent"] as const satisfies LangevinNoise[];

/** How annealed Langevin dynamics goes down its ladder. */
export interface LangevinRule {
  noise: LangevinNoise;
  /** Whether the last update of a level also carries rows to the next one along the probability-flow ODE. */
  handOver: boolean;
}

/**
 * The part of σ² that is in a row before the noise of an update is: averaged noise brings u·σ²/2 to where the score is taken. Never
 * 0, whatever the step: no score is asked for at σ = 0.
 */
const before = ({ noise }: LangevinRule, u: number): number => (noise === "averaged" ? Math.max(1e-6, 1 - u / 2) : 1);

/** σ of the start: with the first half of the first update's noise it is σ_max. */
export function startSigma(rule: LangevinRule, sigmaMax: number, u: number): number {
  return sigmaMax * Math.sqrt(before(rule, u));
}

/**
 * What the last update of a level at σ adds to α/2 to hand rows over to σ': `(1 − u/2)·(σ² − σ'²)/2` with averaged noise. The
 * ODE alone would take (σ² − σ'²)/2; u/2 of it is done by the update's noise, whose second half is already that of σ'.
 * On a normal distribution that is wide beside σ the next score is taken at exactly the variance s₀² + σ'²
 * (docs/decisions/0013).
 */
export function handOverDrift(rule: LangevinRule, u: number, sigma: number, next: number): number {
  return rule.handOver ? (before(rule, u) * (sigma - next) * (sigma + next)) / 2 : 0;
}

/** No step is smaller, nor, with averaged and independent noise, larger: beyond that updates add noise without use. */
const [SMALLEST_STEP, LARGEST_STEP] = [1 / 64, { averaged: 1, independent: 0.5 }];

/**
 * The step u = α/(2σ²) for n updates in every e-fold of σ. It keeps the shares of modes far apart most accurate: too small a
 * step leaves what lags behind the falling σ, too large a one moves shares by itself. Both were fitted to exact propagation
 * (docs/decisions/0005 and 0013): in units of .08 for a mass of .05, the lag is 2/(n·u), or 5/(8n) where levels hand over;
 * the step's own part is u², or −u^1.5/8 with averaged noise, where the two cancel at the step that is taken.
 *
 * Infinity, one level alone, gives ½.
 */
export function usualStep({ noise, handOver }: LangevinRule, updatesPerEFold: number): number {
  const n = updatesPerEFold;
  if (n === Infinity) return 0.5;
  const best = noise === "independent" ? pow(n, -1 / 3) : handOver ? pow(5 / n, 2 / 3) : pow(16 / n, 2 / 5);
  return Math.min(LARGEST_STEP[noise], Math.max(SMALLEST_STEP, best));
}
