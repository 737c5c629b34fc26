import type { Rows } from "../../data/rows.ts";
import { scaleBy } from "../../numerics/math.ts";
import { readOptions } from "../../support/options.ts";
import { chainsSpec, columnsOf, mean, sorted, variance, type ChainsOptions } from "./draws.ts";
import { effectiveSizes } from "./effective-size.ts";
import { rhatOf } from "./split-rhat.ts";

/** One column of chains, told in six numbers. */
export interface ColumnSummary {
  /** Mean of all draws. */
  mean: number;
  /** Their standard deviation. */
  std: number;
  /** Monte-Carlo standard error of the mean: std/√(effective sample size of the mean). */
  standardError: number;
  /** Rank-normalized split-R̂; see {@link splitRhat}. */
  rhat: number;
  /** Effective sample size of the middle of the distribution; see {@link effectiveSampleSize}. */
  bulk: number;
  /** That of its 5 % and 95 % quantiles, the smaller of the two. */
  tail: number;
}

/**
 * What chains say of each column, and how far it can be trusted: mean, deviation, the mean's standard error, split-R̂, bulk
 * and tail effective sample size.
 *
 * @param states  (chains, kept, dim) row-major, as `langevinDynamics` returns them
 * @returns one for each column; NaN for what needs draws that differ
 * @throws LangevinError "invalid-data", "invalid-argument"; at least 4 states of each chain
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { summarizeChains } from "langevin/metrics";
 *
 * const states = gaussian({ mean: [1, 2], std: 1 }).sample(4000, { seed: 1 });
 * console.table(summarizeChains(states, { chains: 4, dim: 2 }));
 * ```
 */
export function summarizeChains(states: Rows, options: ChainsOptions = {}): ColumnSummary[] {
  const where = "summarizeChains";
  const columns = columnsOf(where, states, readOptions(where, options, chainsSpec));
  return columns.map(({ chains, exponent }) => {
    const all = sorted(chains);
    const deviation = Math.sqrt(variance(all));
    return {
      mean: scaleBy(mean(all), exponent),
      std: scaleBy(deviation, exponent),
      standardError: scaleBy(deviation / Math.sqrt(effectiveSizes.mean(chains)), exponent),
      rhat: rhatOf(chains),
      bulk: effectiveSizes.bulk(chains),
      tail: effectiveSizes.tail(chains),
    };
  });
}
