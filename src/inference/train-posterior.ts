import { toTable, type Rows } from "../data/rows.ts";
import type { Engine } from "../engine/index.ts";
import { networkOptions, type NetworkOptions } from "../models/network-options.ts";
import { createScoreNetwork } from "../models/network.ts";
import { geometricSigmas } from "../noise/ladders.ts";
import { commonSpec, type SettingsOptions } from "../recipe/settings.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { abortSignal, integer, readOptions, type Spec } from "../support/options.ts";
import { isList } from "../support/lists.ts";
import { isReadable } from "../support/readable.ts";
import { Run } from "../support/run.ts";
import { train, type TrainingRun, type TrainProgress } from "../training/train.ts";
import { baselineMean, fitBaseline, keepBaseline, type Baseline } from "./baseline.ts";
import { checkPrior, isIndependent } from "./check-prior.ts";
import { posteriorEstimator, type PosteriorEstimator } from "./posterior-estimator.ts";
import type { Prior } from "./prior.ts";

/** Options of {@link trainPosterior}. */
export interface TrainPosteriorOptions
  extends Pick<NetworkOptions, "hidden">, Pick<SettingsOptions, "batchSize" | "learningRate" | "seed"> {
  /** Steps at most: a tenth of the simulations is held out, and training stops early by their loss. @default as many as simulations, but from 2,000 to 20,000 */
  steps?: number | undefined;
  /** Ends training with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

/** Posteriors may be far narrower than the rows of all simulations lie apart, from which `"auto"` would find the lowest σ. */
const SIGMAS = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.002, count: 100 });
/** So more of σ is drawn low than "auto" draws it. */
const NOISE = { kind: "log-normal", logMean: -2, logStd: 1.8 } as const;

/** Steps for so many simulations. */
function usualSteps(count: number): number {
  return Math.min(20_000, Math.max(2000, count));
}

/** Sines and cosines of each number observed: where a narrow posterior lies changes sharply with them. */
function usualFrequencies(conditions: number): number {
  if (conditions <= 4) return 8;
  return conditions <= 64 ? 4 : 0;
}

export const trainPosteriorSpec = {
  hidden: networkOptions.hidden,
  steps: integer(1, 1e9),
  batchSize: commonSpec.batchSize,
  learningRate: commonSpec.learningRate,
  seed: commonSpec.seed,
  signal: abortSignal(),
} satisfies Spec<TrainPosteriorOptions>;

/** Parameters and what was observed with them: those of `simulate`, or your own. */
export interface PosteriorData {
  /** The one that the parameters were drawn from. */
  readonly prior: Prior;
  /** n rows of prior.dim parameters */
  readonly parameters: Rows;
  /** n rows of what was observed, flat or nested: as many numbers each */
  readonly observations: Rows;
}

/** A training at work: awaited, the estimator; iterated, its progress. */
export type PosteriorRun = Run<PosteriorEstimator, TrainProgress>;

/**
 * Learns p(θ | x) for every x from simulations, by denoising score matching of θ with x as conditions: neural posterior score
 * estimation (Geffner et al. 2023, arXiv:2209.14249; Sharrock et al. 2024, arXiv:2210.04872). Parameters of an
 * `independentPrior` are learned as normal scores z, and of all what is left of them by m(x), a polynomial's guess of z, divided by its
 * deviation. A tenth of the simulations is held out: training stops once their loss in nats has risen, and keeps the weights that had the least.
 *
 * @param engine       where the network lives
 * @param simulations  of `simulate`, or your own rows of parameters and observations, with the prior that the parameters were drawn from
 * @throws LangevinError at the call: "invalid-argument", "invalid-data" for rows that are none, that do not fit, or that the prior does not
 *   have; "disposed"; from the run what {@link train} throws
 *
 * @example
 * ```ts
 * import { createEngine } from "langevin";
 * import { independentPrior, simulate, trainPosterior } from "langevin/inference";
 *
 * const engine = await createEngine();
 * const prior = independentPrior([{ uniform: [0, 2] }]);
 * const simulations = await simulate(prior, ([theta], random) => [theta * theta + 0.1 * random.normal()], { count: 1000 });
 * const estimator = await trainPosterior(engine, simulations, { hidden: [32, 32], steps: 100 });
 * const posterior = estimator.posterior([1.44]);
 * const { parameters } = await posterior.sample({ count: 1000 });
 * const { logDensity } = await posterior.logDensity([1.2]);
 * console.log(parameters.length, logDensity[0]);
 * engine.dispose();
 * ```
 */
export function trainPosterior(
  engine: Engine,
  simulations: PosteriorData,
  options: TrainPosteriorOptions = {},
): PosteriorRun {
  const where = "trainPosterior";
  const { hidden, steps, batchSize, learningRate, seed, signal } = readOptions(where, options, trainPosteriorSpec);
  const { prior, parameters, observations, conditions } = readSimulations(where, simulations);
  const { dim } = prior;
  const baseline = fitBaseline(parameters, observations, { dim, conditions });
  const network = createScoreNetwork(engine, {
    ...{ dim, conditions, conditionFrequencies: usualFrequencies(conditions), hidden, seed },
  });
  keepBaseline(network, baseline);
  const count = parameters.length / dim;
  const run = train(network, withoutBaseline(parameters, observations, baseline), {
    ...{
      sigmas: SIGMAS,
      noiseDistribution: NOISE,
      encoding: "identity",
      conditions: observations,
      conditionDropout: 0,
      // A network learns few simulations by heart, and posteriors become too sure
      stopEarly: true,
    },
    ...{ steps: steps ?? usualSteps(count), batchSize, learningRate, seed, signal },
  });
  return new Run(work(run, posteriorEstimator(network, prior)));
}

/** (z − m(x))/std of each row. */
function withoutBaseline(z: Float64Array, observations: Float64Array, baseline: Baseline): Float64Array {
  const { std, center } = baseline;
  const [dim, conditions] = [std.length, center.length];
  const rows = new Float64Array(z.length);
  for (let k = 0; k < z.length / dim; k++)
    baselineMean(baseline, observations.subarray(k * conditions, (k + 1) * conditions)).forEach(
      (mean, d) => (rows[k * dim + d] = (z[k * dim + d] - mean) / std[d]),
    );
  return rows;
}

async function* work(
  run: TrainingRun,
  estimator: PosteriorEstimator,
): AsyncGenerator<TrainProgress, PosteriorEstimator, void> {
  let finished = false;
  try {
    yield* run;
    await run;
    finished = true;
    return estimator;
  } finally {
    if (!finished) estimator.dispose();
  }
}

function readSimulations(where: string, simulations: PosteriorData) {
  if (!isReadable(simulations) || typeof simulations !== "object" || simulations === null)
    throw invalid(where, "simulations with prior, parameters and observations", simulations);
  const { prior } = simulations;
  checkPrior(where, prior);
  const { values: theta, count } = toTable(where, "parameters", simulations.parameters, prior.dim);
  const observed = toTable(where, "observations", simulations.observations, widthOf(simulations.observations, count));
  if (observed.count !== count)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected an observation for each of ${count} rows of parameters, got ${observed.count}`,
    );
  const parameters = isIndependent(prior) ? prior.toNormal(theta) : theta;
  const outside = parameters.findIndex((value) => !Number.isFinite(value));
  if (outside >= 0) {
    const [row, column] = [Math.floor(outside / prior.dim), outside % prior.dim];
    const expected = `${where}: expected parameters within the prior`;
    throw new LangevinError("invalid-data", `${expected}, got ${theta[outside]} in row ${row}, column ${column}`);
  }
  return { prior, parameters, observations: observed.values, conditions: observed.dim };
}

/** Numbers in an observation, of flat rows; nested ones tell. */
function widthOf(observations: Rows, count: number): number | undefined {
  const flat = isList(observations) && typeof observations[0] === "number";
  return flat ? Math.max(1, Math.floor(observations.length / count)) : undefined;
}
