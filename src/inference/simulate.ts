import { RowRandom, purposes, streamKey } from "../numerics/random.ts";
import { rowKeys } from "../numerics/row-blocks.ts";
import { isPromise, type Awaitable } from "../support/after.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { isList } from "../support/lists.ts";
import { allocate } from "../support/limits.ts";
import { abortSignal, integer, readOptions, seed, type Settled, type Spec } from "../support/options.ts";
import { Pacer } from "../support/pacer.ts";
import { Run } from "../support/run.ts";
import { checkPrior } from "./check-prior.ts";
import type { Prior } from "./prior.ts";

/** Random numbers of one simulation, which no other one has. */
export interface SimulatorRandom {
  /** Uniform on (0, 1). */
  uniform(): number;
  /** N(0, 1) */
  normal(): number;
}

/**
 * One simulation: what may be observed where the parameters are these. With numbers from `random` alone, equal seeds give equal
 * simulations. It may return a promise.
 */
export type Simulator = (parameters: Float64Array, random: SimulatorRandom) => Awaitable<ArrayLike<number>>;

/** Options of {@link simulate}. */
export interface SimulateOptions {
  /** Simulations, 1…10,000,000. */
  count: number;
  /** Seed of the parameters and of what simulators draw from `random`. @default 0 */
  seed?: number | undefined;
  /** Ends the simulations with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

export const simulateSpec = {
  count: integer(1, 10_000_000, { required: true }),
  seed: seed({ default: 0 }),
  signal: abortSignal(),
} satisfies Spec<SimulateOptions>;

/** Parameters of the prior and what was observed with each. */
export interface Simulations {
  /** The one that the parameters are drawn from. */
  readonly prior: Prior;
  /** (n, prior.dim) row-major */
  readonly parameters: Float64Array;
  /** (n, numbers in an observation) row-major */
  readonly observations: Float64Array;
  /** Simulations with a number that is not finite: left out. */
  readonly leftOut: number;
}

/** How many simulations are done. */
export interface SimulationProgress {
  /** Simulations done, 1…count. */
  done: number;
  /** Simulations in all. */
  count: number;
}

/**
 * Simulations to learn a posterior from: `count` rows of parameters of the prior, and what the simulator makes of each. Simulations with
 * NaN or ±∞ are left out and counted, so that the posterior is that given a simulation that succeeds.
 *
 * Awaited it gives all of them; iterated, it reports each. The event loop gets a turn every 8 ms.
 *
 * @param simulator  makes an observation of parameters: as many numbers each time
 * @throws LangevinError at the call: "invalid-argument"; from the run: "invalid-data" for observations of different lengths, or where
 *   no simulation succeeds; what the simulator throws; the signal's reason
 *
 * @example
 * ```ts
 * import { independentPrior, simulate } from "langevin/inference";
 *
 * // How far a ball flies at a speed and an angle, measured to ±0.3 m
 * const prior = independentPrior([{ uniform: [5, 15] }, { uniform: [0.2, 1.2] }]);
 * const { observations } = await simulate(
 *   prior,
 *   ([speed, angle], random) => [(speed * speed * Math.sin(2 * angle)) / 9.81 + 0.3 * random.normal()],
 *   { count: 1000, seed: 1 },
 * );
 * console.log(observations.length); // 1000
 * ```
 */
export function simulate(
  prior: Prior,
  simulator: Simulator,
  options: SimulateOptions,
): Run<Simulations, SimulationProgress> {
  const where = "simulate";
  checkPrior(where, prior);
  if (typeof simulator !== "function") throw invalid(where, "simulator a function of parameters", simulator);
  return new Run(work(where, prior, simulator, readOptions(where, options, simulateSpec)));
}

async function* work(
  where: string,
  prior: Prior,
  simulator: Simulator,
  { count, seed, signal }: Settled<typeof simulateSpec>,
): AsyncGenerator<SimulationProgress, Simulations, void> {
  signal?.throwIfAborted();
  const { dim } = prior;
  const pacer = new Pacer(signal);
  const keyOf = rowKeys((block) => streamKey(seed, purposes.simulations, block));
  const parameters = Float64Array.from(prior.sample(count, { seed }));
  if (parameters.length !== count * dim)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected a prior that draws ${count} rows of ${dim} numbers, got ${parameters.length} numbers`,
    );
  let observations: Float64Array | undefined;
  let [width, kept] = [0, 0];
  for (let k = 0; k < count; k++) {
    const theta = parameters.slice(k * dim, (k + 1) * dim);
    const made = simulator(theta.slice(), new RowRandom(keyOf(k), k));
    const observation = isPromise(made) ? await made : made;
    width = checkLength(where, observation, k, width);
    observations ??= allocate(where, count * width);
    observations.set(observation, kept * width);
    parameters.set(theta, kept * dim);
    if (observations.subarray(kept * width, (kept + 1) * width).every(Number.isFinite)) kept++;
    yield { done: k + 1, count };
    if (pacer.due) await pacer.pause();
  }
  if (kept === 0)
    throw new LangevinError("invalid-data", `${where}: expected a simulation of finite numbers, got none in ${count}`);
  return {
    prior,
    parameters: parameters.slice(0, kept * dim),
    observations: observations!.slice(0, kept * width),
    leftOut: count - kept,
  };
}

/** How many numbers an observation has. @param width  those of the first one; 0 before it */
function checkLength(where: string, observation: unknown, k: number, width: number): number {
  if (!isList(observation) || observation.length === 0 || typeof observation[0] !== "number")
    throw invalid(where, `simulation ${k} an array of numbers`, observation);
  if (width === 0 || observation.length === width) return observation.length;
  const expected = `observations of ${width} numbers, as the first one has`;
  throw new LangevinError(
    "invalid-data",
    `${where}: expected ${expected}, got ${observation.length} in simulation ${k}`,
  );
}
