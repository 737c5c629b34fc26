import type { Rows } from "../../data/rows.ts";
import type { IndependentPrior } from "../../inference/prior.ts";
import type { SimulatorRandom } from "../../inference/simulate.ts";
import type { SampleOptions } from "../../numerics/draws.ts";
import { exp, log } from "../../numerics/math.ts";
import type { RowRandom } from "../../numerics/random.ts";
import { LangevinError } from "../../support/errors.ts";
import { show } from "../../support/show.ts";

/** The exact law of a task's parameters given an observation. */
export interface ExactPosterior {
  /** Parameters: numbers in a row. */
  readonly dim: number;
  /**
   * `count` independent rows, (count, dim) row-major. Row k depends on the observation, the seed and offset + k alone.
   *
   * @throws LangevinError "invalid-argument"; "invalid-data" for an observation that parameters of the prior hardly ever give
   */
  sample(count: number, options?: SampleOptions): Float64Array;
  /** ln p(θ | x) of each row, in nats, where it is known with its constant; −∞ outside the prior. */
  logDensity: ((rows: Rows) => Float64Array) | undefined;
}

/** A problem of inference whose answer is known: what posteriors that were learned can be measured against. */
export interface InferenceTask {
  /** Its name among {@link tasks}. */
  readonly name: string;
  /** Parameters: numbers in a row of θ. */
  readonly dim: number;
  /** Numbers in an observation. */
  readonly conditions: number;
  /** What is thought of the parameters before. */
  readonly prior: IndependentPrior;
  /** One observation of parameters θ, with random numbers from `random`. */
  simulate(parameters: ArrayLike<number>, random: SimulatorRandom): number[];
  /** ln p(x | θ) of each row of parameters, in nats. */
  logLikelihood(rows: Rows, observation: ArrayLike<number>): Float64Array;
  /** p(θ | x) @throws LangevinError "invalid-data" for what is no observation */
  posterior(observation: ArrayLike<number>): ExactPosterior;
}

/** Attempts at a row, after which an observation counts as one that cannot be. */
const MOST_ATTEMPTS = 1_000_000;

/**
 * The first attempt that gives something.
 *
 * @throws LangevinError "invalid-data" where none of many does
 */
export function untilAccepted<T>(where: string, observation: ArrayLike<number>, attempt: () => T | undefined): T {
  for (let k = 0; k < MOST_ATTEMPTS; k++) {
    const accepted = attempt();
    if (accepted !== undefined) return accepted;
  }
  throw impossible(where, observation);
}

export function impossible(where: string, observation: ArrayLike<number>): LangevinError {
  const expected = "an observation that parameters of the prior are at all likely to give";
  return new LangevinError("invalid-data", `${where}: expected ${expected}, got ${show(observation)}`);
}

/**
 * A number of N(0, 1) between two ends: by itself where they leave it room, else by an exponential from the nearer end, or a uniform
 * number where the ends are near to each other (Robert 1995, doi:10.1007/BF00143942).
 *
 * @param low  below `high`; either may be infinite
 */
export function truncatedNormal(random: Pick<RowRandom, "uniform" | "normal">, low: number, high: number): number {
  if (high < 0) return -truncatedNormal(random, -high, -low);
  const [near, width] = [Math.max(0, low), high - low];
  for (;;) {
    if (low <= 0 && width >= 2) {
      const z = random.normal();
      if (z >= low && z <= high) return z;
    } else if (low <= 0 || width * (high + low) < 4) {
      const z = low + width * random.uniform();
      if (random.uniform() < exp((near * near - z * z) / 2)) return z;
    } else {
      const rate = (low + Math.sqrt(low * low + 4)) / 2;
      const z = low - log(random.uniform()) / rate;
      if (z <= high && random.uniform() < exp(-((z - rate) * (z - rate)) / 2)) return z;
    }
  }
}
