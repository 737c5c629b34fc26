import type { Rows } from "../../data/rows.ts";
import { autocovariance } from "../../numerics/autocovariance.ts";
import { invalid } from "../../support/errors.ts";
import { integer, readOptions, type Spec } from "../../support/options.ts";
import { chainsSpec, columnsOf, type ChainsOptions } from "./draws.ts";

/** Options of {@link autocorrelation}. */
export interface AutocorrelationOptions extends ChainsOptions {
  /** The largest lag, below the states of a chain. @default 100, or the largest there is */
  lags?: number | undefined;
}

export const autocorrelationSpec = {
  ...chainsSpec,
  lags: integer(0, 0x7fffffff),
} satisfies Spec<AutocorrelationOptions>;

/**
 * ρₖ = cₖ/c₀ of each column, `cₖ = 1/n Σₜ (xₜ − x̄)(xₜ₊ₖ − x̄)`, the mean over the chains, each with its own mean x̄. At lag k its
 * standard error is about √(1/S·(1 + 2Σρ²)), S draws in all; it is too low by about τ/n, τ the autocorrelation time.
 *
 * @param states  (chains, kept, dim) row-major, as `langevinDynamics` returns them
 * @returns for each column ρ at lags 0…lags; NaN where no draw differs from another
 * @throws LangevinError "invalid-data", "invalid-argument"; at least 4 states of each chain
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { autocorrelation } from "langevin/metrics";
 *
 * const states = gaussian({ mean: [0], std: 1 }).sample(4000, { seed: 1 });
 * console.log(autocorrelation(states, { chains: 4, dim: 1, lags: 3 })); // [1, and three numbers near 0]
 * ```
 */
export function autocorrelation(states: Rows, options: AutocorrelationOptions = {}): Float64Array[] {
  const where = "autocorrelation";
  const { lags: given, ...others } = readOptions(where, options, autocorrelationSpec);
  return columnsOf(where, states, others).map(({ chains }) => {
    const last = chains[0].length - 1;
    const lags = given ?? Math.min(100, last);
    if (lags > last) throw invalid(where, `lags an integer from 0 to ${last}`, lags);
    const sums = new Float64Array(lags + 1);
    for (const chain of chains) autocovariance(chain).forEach((c, k) => (sums[k] += c)); // those beyond lags go nowhere
    return sums.map((sum) => sum / sums[0]);
  });
}
