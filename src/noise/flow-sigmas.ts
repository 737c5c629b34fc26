import { integer, positive, readOptions, type Spec } from "../support/options.ts";
import { checkSigmas, ladder, MOST_LEVELS, type LadderOptions } from "./ladders.ts";

/** The ends of σ = t/(1 − t) for t from 0.001 to 0.999: what is cut off is small beside data of deviation 1 and beside the noise. */
export const FLOW_SIGMA_MAX = 999;
export const FLOW_SIGMA_MIN = 1 / 999;

/** σ in the middle of a ladder of few steps, in deviations of the data. */
const CENTER = 0.7;

/** Options of {@link flowSigmas}. */
export interface FlowSigmasOptions {
  /** Levels: 1 to 1,000,000; at least 2 with `sigmaMin`. */
  count: number;
  /** The first entry, where noise is all there is. @default 999 */
  sigmaMax?: number | undefined;
  /** The last entry. @default what makes the step to t = 0 as long as the others */
  sigmaMin?: number | undefined;
  /** c, the σ at t = ½: 1 is flow matching's; half of it puts more levels at small σ. @default 1 */
  center?: number | undefined;
}

export const flowSigmasSpec = {
  count: integer(1, MOST_LEVELS, { required: true }),
  sigmaMax: positive({ default: FLOW_SIGMA_MAX }),
  sigmaMin: positive(),
  center: positive({ default: 1 }),
} satisfies Spec<FlowSigmasOptions>;

/**
 * σ = c·t/(1 − t) of equal steps in t, of which the last, to t = 0, is the sampler's own: tᵢ = t_max·(1 − i/count),
 * i = 0 … count − 1; with `sigmaMin` from t_max to t_min in count − 1 equal steps. For c = 1, Euler's method in σ on these is
 * exactly Euler's method in t.
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
  const { count, sigmaMax, sigmaMin, center } = readOptions(where, options, flowSigmasSpec);
  if (sigmaMin !== undefined)
    return ladder(where, { sigmaMax, sigmaMin, count }, (part) => {
      // t and 1 − t, both without a difference of nearly equal numbers
      const [first, last] = [(1 - part) / (center + sigmaMax), part / (center + sigmaMin)];
      return (first * sigmaMax + last * sigmaMin) / (first + last);
    });
  // c·t/(1 − t) with t = (sigmaMax/(c + sigmaMax))·k/count
  const sigmas = Float64Array.from(
    { length: count },
    (_, i) => (center * (sigmaMax * (count - i))) / (count * center + sigmaMax * i),
  );
  sigmas[0] = sigmaMax;
  return checkSigmas(where, sigmas);
}

/**
 * The ladder of samplers of few steps: {@link flowSigmas} about CENTER·scale, the step to 0 as long as the others unless
 * the last level would be below σ_min; without a step to 0 down to σ_min.
 */
export function fewStepSigmas(
  { sigmaMax, sigmaMin, count }: LadderOptions,
  { scale, denoise }: { scale: number; denoise: boolean },
): Float64Array {
  const center = CENTER * scale;
  const last = (center * sigmaMax) / (count * center + sigmaMax * (count - 1));
  const ends = denoise && last > sigmaMin ? { sigmaMax } : { sigmaMax, sigmaMin };
  return flowSigmas({ ...ends, count, center });
}
