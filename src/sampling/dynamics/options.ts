import type { Engine } from "../../engine/index.ts";
import type { Rows } from "../../data/rows.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { checkOffset } from "../../numerics/row-blocks.ts";
import { checkInteger, invalid } from "../../support/errors.ts";
import {
  abortSignal,
  boolean,
  integer,
  number,
  oneOf,
  positive,
  rowOffset,
  seed,
  unchecked,
  type Settled,
  type Spec,
} from "../../support/options.ts";
import { liveEngine } from "../chain/options.ts";
import { integrators, type IntegratorName } from "./integrators/index.ts";

/** Options of {@link langevinDynamics}. Lengths are in the model's units. */
export interface LangevinDynamicsOptions {
  /**
   * σ at which the score is asked for.
   *
   * @default 0, the density itself; of a network, or a model that states a sigmaRange and no logDensity, the least of it
   */
  sigma?: number | undefined;
  /** How a step is taken. @default "baoab"; "euler-maruyama" with metropolis */
  integrator?: IntegratorName | undefined;
  /** γ, what momenta lose in a unit of time; with momenta only. @default 1/(the model's largest deviation) */
  friction?: number | undefined;
  /** Time step h, or α without momenta. @default found in the burn-in, from the score's curvature or the acceptance */
  stepSize?: number | undefined;
  /** T: the chains sample p^(1/T); 0 for dynamics without noise. @default 1 */
  temperature?: number | undefined;
  /** Whether steps are accepted or rejected (MALA), so that no step size has an error. @default false */
  metropolis?: boolean | undefined;
  /** Steps of each chain after the burn-in. @default 1000 */
  steps?: number | undefined;
  /** Steps before, of which nothing is kept. @default half as many as steps */
  burnIn?: number | undefined;
  /** Steps from one kept state to the next. @default 1 */
  thin?: number | undefined;
  /** Whether the result holds all kept states; false for long runs that are iterated: then it holds the last ones. @default true */
  keep?: boolean | undefined;
  /** Chains at a time. @default 4; as many as there are labels */
  chains?: number | undefined;
  /**
   * Where the chains begin, in the user's units: a row for each, or one for all.
   *
   * @default the model's N(mean, variance + σ²); where it says none, or is given labels, the normal law that fits its score
   */
  start?: Rows | undefined;
  /** Seed of all noise. @default 0 */
  seed?: number | undefined;
  /** Index of the first chain: with a stepSize, chains offset, offset + 1, … of a large run, bit for bit. @default 0 */
  offset?: number | undefined;
  /** Ends the run with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
  /** Where the chains live when the model is not a network. @default an engine of their own */
  engine?: Engine | undefined;
}

const names = [...["baoab", "obabo", "aboba"], ...["gjf", "leimkuhler-matthews", "euler-maruyama"]] as IntegratorName[];

export const langevinDynamicsOptions = {
  sigma: number(0, Number.MAX_VALUE),
  integrator: oneOf(names),
  friction: number(0, Number.MAX_VALUE),
  stepSize: positive(),
  temperature: number(0, Number.MAX_VALUE, { default: 1 }),
  metropolis: boolean({ default: false }),
  steps: integer(1, 1e9, { default: 1000 }),
  burnIn: integer(0, 1e9),
  thin: integer(1, 1e9, { default: 1 }),
  keep: boolean({ default: true }),
  chains: integer(1, 0x7fffffff),
  start: unchecked<Rows>(),
  seed: seed({ default: 0 }),
  offset: rowOffset(),
  signal: abortSignal(),
  engine: liveEngine,
} satisfies Spec<LangevinDynamicsOptions>;

type Given = Settled<typeof langevinDynamicsOptions>;

/** The same with what the model tells: only a step size may still be missing. */
export interface DynamicsSettings extends Given {
  sigma: number;
  integrator: IntegratorName;
  friction: number;
  burnIn: number;
  chains: number;
}

/**
 * What can only be said with the model at hand, and what does not go together.
 *
 * @throws LangevinError "invalid-argument"
 */
export function settle(where: string, evaluator: Evaluator, given: Given): DynamicsSettings {
  const { metropolis, steps, thin, offset, temperature, stepSize } = given;
  const { dim, rows, variance, inside, model } = evaluator;
  const sigma = given.sigma ?? (model.logDensity ? 0 : (model.sigmaRange?.sigmaMin ?? 0));
  if (inside && sigma === 0) throw invalid(where, "sigma above 0 for a network", sigma);
  const integrator = given.integrator ?? (metropolis ? "euler-maruyama" : "baoab");
  if (metropolis && integrator !== "euler-maruyama")
    throw invalid(
      where,
      `integrator "euler-maruyama" with metropolis, as its correction is of that proposal`,
      integrator,
    );
  if (metropolis && temperature === 0) throw invalid(where, "temperature above 0 with metropolis", temperature);
  if (given.friction !== undefined && !integrators[integrator].momentum)
    throw invalid(where, `no friction with "${integrator}", which has no momenta`, given.friction);
  const burnIn = given.burnIn ?? Math.floor(steps / 2);
  if (metropolis && stepSize === undefined && burnIn === 0)
    throw invalid(where, "stepSize, or burnIn above 0 in which it is found", burnIn);
  if (thin > steps) throw invalid(where, `thin an integer from 1 to steps ${steps}`, thin);
  const chains = checkInteger(where, "chains", given.chains ?? rows ?? 4, 1, Math.floor(0x7fffffff / dim));
  if (rows !== undefined && chains !== rows) throw invalid(where, `chains ${rows}, as the model has labels`, chains);
  checkOffset(where, offset, chains);
  const largest = Array.from(variance).reduce((most, value) => Math.max(most, value), 0);
  const friction = given.friction ?? (largest > 0 ? 1 / Math.sqrt(largest) : 1);
  return { ...given, sigma, integrator, friction, burnIn, chains };
}
