import type { Rows } from "../../data/rows.ts";
import { readOptions } from "../../support/options.ts";
import { chainsSpec, columnsOf, halves, mean, variance, type ChainsOptions } from "./draws.ts";
import { folded, rankNormalized } from "./ranks.ts";

/**
 * The rank-normalized split-R̂ of each column: how much wider the draws of all chains are than those within the halves of
 * each, `√((n−1)/n + B/(nW))` with B/n the variance of the halves' means and W the mean of their variances, of the draws'
 * normal scores; or that of their distances to the median, whichever is larger (Vehtari, Gelman, Simpson, Carpenter & Bürkner
 * 2021, Bayesian Analysis 16(2), section 4). Chains that have forgotten where they began give 1; above 1.01 they have not.
 *
 * @param states  (chains, kept, dim) row-major, as `langevinDynamics` returns them
 * @returns a number for each column; NaN where no draw differs from another, Infinity where the halves of chains stand still, at
 *   different places
 * @throws LangevinError "invalid-data", "invalid-argument"; at least 4 states of each chain
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { splitRhat } from "langevin/metrics";
 *
 * const states = gaussian({ mean: [0, 5], std: 1 }).sample(4000, { seed: 1 }); // as four chains of 1,000 states
 * console.log(splitRhat(states, { chains: 4, dim: 2 })); // both near 1
 * ```
 */
export function splitRhat(states: Rows, options: ChainsOptions = {}): Float64Array {
  const where = "splitRhat";
  const columns = columnsOf(where, states, readOptions(where, options, chainsSpec));
  return Float64Array.from(columns, ({ chains }) => rhatOf(chains));
}

/** The larger of a column's two. */
export function rhatOf(chains: readonly Float64Array[]): number {
  const parts = halves(chains);
  const place = reduction(rankNormalized(parts));
  const scale = reduction(rankNormalized(folded(parts)));
  return scale > place ? scale : place;
}

/** Gelman & Rubin 1992's √(V̂/W). */
function reduction(chains: readonly Float64Array[]): number {
  const n = chains[0].length;
  const within = mean(chains.map(variance));
  const between = variance(chains.map(mean));
  return Math.sqrt((n - 1) / n + between / within);
}
