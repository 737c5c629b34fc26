import { integer, positive, readOptions, type Spec } from "../support/options.ts";
import { checkSigmas, MOST_LEVELS } from "./ladders.ts";

/** The ends of σ = t/(1 − t) for t from 0.001 to 0.999: what is cut off is small beside data of deviation 1 and beside the noise. */
export const FLOW_SIGMA_MAX = 999;
export const FLOW_SIGMA_MIN = 1 / 999;

/** Options of {@link flowSigmas}. */
export interface FlowSigmasOptions {
  /** Equal steps in t: 1 to 1,000,000. */
  count: number;
  /** t_max/(1 − t_max), where noise is all there is; the first entry. @default 999 */
  sigmaMax?: number | undefined;
}

export const flowSigmasSpec = {
  count: integer(1, MOST_LEVELS, { required: true }),
  sigmaMax: positive({ default: FLOW_SIGMA_MAX }),
} satisfies Spec<FlowSigmasOptions>;

/**
 * σ = t/(1 − t) of `count` equal steps in t, of which the last, to t = 0, is the sampler's own: tᵢ = t_max·(1 − i/count),
 * i = 0 … count − 1. Euler's method in σ on these is exactly Euler's method in t.
 *
 * @throws LangevinError "invalid-argument"
 *
 * @example
 * ```ts
 * import { flowSigmas } from "langevin";
 *
 * console.log(flowSigmas({ count: 4, sigmaMax: 3 })); // t = 0.75, 0.5625, 0.375, 0.1875
 * ```
 */
export function flowSigmas(options: FlowSigmasOptions): Float64Array {
  const where = "flowSigmas";
  const { count, sigmaMax } = readOptions(where, options, flowSigmasSpec);
  // t/(1 − t) with t = (sigmaMax/(1 + sigmaMax))·k/count, and no difference of nearly equal numbers
  const sigmas = Float64Array.from({ length: count }, (_, i) => (sigmaMax * (count - i)) / (count + sigmaMax * i));
  sigmas[0] = sigmaMax;
  return checkSigmas(where, sigmas);
}
