import type { Rows } from "../../data/rows.ts";
import { autocovariance } from "../../numerics/autocovariance.ts";
import { log } from "../../numerics/math.ts";
import { oneOf, readOptions, type Spec } from "../../support/options.ts";
import { chainsSpec, columnsOf, halves, mean, quantile, sorted, variance, type ChainsOptions } from "./draws.ts";
import { rankNormalized } from "./ranks.ts";

/** What an effective sample size is of: the middle of the distribution, its 5 % and 95 % quantiles, or the mean itself. */
export type EffectiveSizeOf = "bulk" | "tail" | "mean";

/** Options of {@link effectiveSampleSize}. */
export interface EffectiveSampleSizeOptions extends ChainsOptions {
  /** `"bulk"`: of normal scores; `"tail"`: of the 5 % or 95 % quantile, the worse; `"mean"`: of the draws. @default "bulk" */
  of?: EffectiveSizeOf | undefined;
}

const kinds = ["bulk", "tail", "mean"] as const satisfies EffectiveSizeOf[];

export const effectiveSampleSizeSpec = {
  ...chainsSpec,
  of: oneOf(kinds, { default: "bulk" }),
} satisfies Spec<EffectiveSampleSizeOptions>;

/**
 * The effective sample size of each column: how many independent draws would tell as much, `S/τ` with S draws in all and
 * `τ = 1 + 2 Σₖ ρₖ`. ρₖ is the autocorrelation within the halves of the chains, lowered where their means differ; its sum
 * ends where a pair ρ₂ₖ + ρ₂ₖ₊₁ falls below 0, and the pairs never rise (Geyer 1992). As Vehtari et al. 2021 (Bayesian
 * Analysis 16(2), sections 3 and 4) and ArviZ define it. 400 in bulk and tail is enough for most uses.
 *
 * @param states  (chains, kept, dim) row-major, as `langevinDynamics` returns them
 * @returns a number for each column, at most S·log₁₀S; NaN where no draw differs from another
 * @throws LangevinError "invalid-data", "invalid-argument"; at least 4 states of each chain
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { effectiveSampleSize } from "langevin/metrics";
 *
 * const states = gaussian({ mean: [0], std: 1 }).sample(4000, { seed: 1 });
 * console.log(effectiveSampleSize(states, { chains: 4, dim: 1, of: "tail" })); // near 4,000: independent draws
 * ```
 */
export function effectiveSampleSize(states: Rows, options: EffectiveSampleSizeOptions = {}): Float64Array {
  const where = "effectiveSampleSize";
  const { of, ...others } = readOptions(where, options, effectiveSampleSizeSpec);
  return Float64Array.from(columnsOf(where, states, others), ({ chains }) => effectiveSizes[of](chains));
}

/** The effective sample size of one column's chains, by what it is of. */
export const effectiveSizes: Readonly<Record<EffectiveSizeOf, (chains: readonly Float64Array[]) => number>> = {
  mean: (chains) => geyer(halves(chains)),
  bulk: (chains) => geyer(rankNormalized(halves(chains))),
  tail(chains) {
    const order = sorted(chains);
    const [low, high] = [0.05, 0.95].map((p) => geyer(halves(below(chains, quantile(order, p)))));
    return high < low ? high : low; // of few values, the largest may be the 95 % quantile: then none is above it
  },
};

/** 1 for draws up to a bound, else 0. */
function below(chains: readonly Float64Array[], bound: number): Float64Array[] {
  return chains.map((chain) => chain.map((value) => Number(value <= bound)));
}

/** S/τ, τ by Geyer's initial monotone sequence of the chains together. */
function geyer(chains: readonly Float64Array[]): number {
  const n = chains[0].length;
  const covariances = chains.map(autocovariance);
  const covariance = (k: number): number => mean(covariances.map((c) => c[k]));
  const zero = covariance(0);
  const total = zero + (chains.length > 1 ? variance(chains.map(mean)) : 0);
  if (!(total > 0)) return NaN;
  const within = (zero * n) / (n - 1);
  const correlation = (k: number): number => (k === 0 ? 1 : 1 - (within - covariance(k)) / total);

  let [sum, last] = [0, Infinity];
  for (let k = 0; k + 1 < n; k += 2) {
    const even = correlation(k);
    const pair = even + correlation(k + 1);
    if (pair < 0) {
      sum += Math.max(0, even) / 2; // an even lag above 0 counts once, as in Stan
      break;
    }
    last = Math.min(last, pair);
    sum += last;
  }
  const size = chains.length * n;
  return size / Math.max(2 * sum - 1, Math.LN10 / log(size));
}
