import { checkInteger, invalid } from "../../support/errors.ts";

/** √(2/π): the mean of |z| for a standard normal z */
const MEAN_ABSOLUTE = Math.sqrt(2 / Math.PI);
/** √(π/2)·ln 2: the mean of Kolmogorov's law */
const MEAN_KOLMOGOROV = Math.sqrt(Math.PI / 2) * Math.LN2;

/**
 * ½ Σ E|p̂ − q̂| with E|p̂ − q̂| = √(2/π · p(1 − p)·(1/n + 1/m)): the total-variation distance that two sets of n and m
 * rows of the very same law are apart on average, by the normal law of their shares. One minus it is the most that a
 * synthetic table can be expected to score.
 *
 * @param shares  the probability of each level or cell; their sum is 1
 * @param n       rows of one set
 * @param m       rows of the other
 * @throws LangevinError "invalid-argument" for counts that are no positive integers, and for shares outside 0…1
 *
 * @example
 * ```ts
 * import { samplingNoise } from "langevin/metrics";
 *
 * console.log(samplingNoise([0.5, 0.5], 1000, 1000).toFixed(6)); // 0.017841
 * ```
 */
export function samplingNoise(shares: ArrayLike<number>, n: number, m: number): number {
  const where = "samplingNoise";
  checkInteger(where, "n", n, 1);
  checkInteger(where, "m", m, 1);
  let sum = 0;
  for (let k = 0; k < shares.length; k++) {
    const p = shares[k];
    if (!(p >= 0 && p <= 1)) throw invalid(where, "shares of 0 to 1", p);
    sum += Math.sqrt(p * (1 - p));
  }
  return variationNoise(sum, n, m);
}

/** The same by Σ √(p(1 − p)). */
export function variationNoise(sum: number, n: number, m: number): number {
  return (MEAN_ABSOLUTE * sum * Math.sqrt(1 / n + 1 / m)) / 2;
}

/** E sup|F − G| of two sets of n and m numbers without ties; with ties it is less. */
export function kolmogorovNoise(n: number, m: number): number {
  return Math.min(1, MEAN_KOLMOGOROV * Math.sqrt(1 / n + 1 / m));
}

/** E|ρ̂ − ρ̂'|/2 of two sets of n and m rows of a normal law with correlation ρ. */
export function correlationNoise(rho: number, n: number, m: number): number {
  return Math.min(1, (MEAN_ABSOLUTE * (1 - rho * rho) * Math.sqrt(1 / n + 1 / m)) / 2);
}
