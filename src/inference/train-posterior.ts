import { toTable, type Rows } from "../data/rows.ts";
import type { Engine } from "../engine/index.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { networkOptions, type NetworkOptions } from "../models/network-options.ts";
import { geometricSigmas } from "../noise/ladders.ts";
import { usualLearningRate } from "../recipe/optimizer.ts";
import { commonSpec, type SettingsOptions } from "../recipe/settings.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { abortSignal, integer, readOptions, type Spec } from "../support/options.ts";
import { isList } from "../support/lists.ts";
import { isReadable } from "../support/readable.ts";
import { Run } from "../support/run.ts";
import { holdOut } from "../training/hold-out.ts";
import type { TrainProgress } from "../training/train.ts";
import { learn, makeCandidates } from "./candidates.ts";
import { checkPrior, isIndependent } from "./check-prior.ts";
import { posteriorEstimator, type PosteriorEstimator } from "./posterior-estimator.ts";
import type { Prior } from "./prior.ts";

/** Options of {@link trainPosterior}. */
export interface TrainPosteriorOptions
  extends Pick<NetworkOptions, "hidden">, Pick<SettingsOptions, "batchSize" | "seed"> {
  /** Step size of AdamW after warm-up. @default 0.006; beyond 256 wide less */
  learningRate?: number | undefined;
  /** Steps of a network at most: a tenth of the simulations is held out, and training stops early by their loss. @default as many as simulations, but from 2,000 to 20,000 */
  steps?: number | undefined;
  /**
   * Networks, each trained with another tenth of the simulations held out, whose posteriors are pooled: one that has learned few simulations is too
   * sure (Hermans et al. 2022, arXiv:2110.06581). @default 10,000 ÷ simulations, but from 1 to 5
   */
  networks?: number | undefined;
  /** Ends training with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
}

/** Posteriors may be far narrower than the rows of all simulations lie apart, from which `"auto"` would find the lowest σ. */
const SIGMAS = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.002, count: 100 });
/** So more of σ is drawn low than "auto" draws it. */
const NOISE = { kind: "log-normal", logMean: -2, logStd: 1.8 } as const;

/** Share of the simulations. */
const HELD_OUT = 0.1;

/** Steps for so many simulations. */
function usualSteps(count: number): number {
  return Math.min(20_000, Math.max(2000, count));
}

const MOST_NETWORKS = 20;

/** Networks for so many simulations: fewer steps than one of many takes. */
function usualNetworks(count: number): number {
  return Math.min(5, Math.max(1, Math.floor(10_000 / count)));
}

export const trainPosteriorSpec = {
  hidden: networkOptions.hidden,
  steps: integer(1, 1e9),
  batchSize: commonSpec.batchSize,
  learningRate: commonSpec.learningRate,
  seed: commonSpec.seed,
  networks: integer(1, MOST_NETWORKS),
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
 * `independentPrior` are learned as normal scores z. One network begins with z as they are, another with (z − m(x))/s(x), where m and s are what
 * splines say of z, and where that is better a third, with what straight lines say; the one with the lowest loss goes on. A tenth of the simulations is held out for it: training stops once their loss in nats has
 * risen, and keeps the weights that had the least. Of few simulations several networks learn, each with another tenth held out, and their
 * posteriors are pooled.
 *
 * @param engine       where the network lives
 * @param simulations  of `simulate`, or your own rows of parameters and observations, with the prior that the parameters were drawn from
 * @throws LangevinError at the call: "invalid-argument", "invalid-data" for rows that are none, that do not fit, or that the prior does not
 *   have; "disposed"; from the run what `train` throws
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
  const { hidden, batchSize, seed = 0, signal, ...given } = readOptions(where, options, trainPosteriorSpec);
  const { prior, parameters, observations } = readSimulations(where, simulations);
  const { networks = usualNetworks(parameters.count), steps = usualSteps(parameters.count) } = given;
  const seeds = Array.from({ length: networks }, (_, k) => (seed + k) % Number.MAX_SAFE_INTEGER);
  const splits = seeds.map((seed) =>
    holdOut(where, { table: parameters, labels: undefined, conditions: observations }, { holdout: HELD_OUT, seed }),
  );
  const begin = (k: number): Learning => {
    const [training, held] = [splits[k].training, splits[k].held].map(({ table, conditions }) => ({
      z: table.values,
      observations: conditions!.values,
    }));
    const shape = { dim: prior.dim, conditions: observations.dim, hidden, seed: seeds[k] };
    return learn(makeCandidates(engine, shape, { training, held }), {
      ...{
        sigmas: SIGMAS,
        noiseDistribution: NOISE,
        encoding: "identity",
        conditions: training.observations,
        validationConditions: held.observations,
        conditionDropout: 0,
      },
      // A network learns few simulations by heart, and posteriors become too sure
      ...{ stopEarly: true, batchSize, seed: seeds[k], signal },
      // As high as for averaged targets: training ends before it has learned all
      learningRate: given.learningRate ?? usualLearningRate(hidden ?? [], 2),
      steps,
    });
  };
  // The first begins here, so that what does not fit is refused at the call
  return new Run(estimatorOf(prior, begin(0), { networks, begin, steps }));
}

type Learning = ReturnType<typeof learn>;

async function* estimatorOf(
  prior: Prior,
  first: Learning,
  { networks, begin, steps }: { networks: number; begin: (k: number) => Learning; steps: number },
): AsyncGenerator<TrainProgress, PosteriorEstimator, void> {
  const trained: ScoreNetwork[] = [];
  try {
    for (let k = 0; k < networks; k++)
      trained.push(yield* numbered(k === 0 ? first : begin(k), k, { networks, steps }));
    return posteriorEstimator(trained, prior);
  } finally {
    if (trained.length < networks) for (const network of trained) network.dispose();
  }
}

/** The learning of network k, its steps counted on from those before. */
async function* numbered(
  learning: Learning,
  k: number,
  { networks, steps }: { networks: number; steps: number },
): AsyncGenerator<TrainProgress, ScoreNetwork, void> {
  try {
    for (;;) {
      const { value, done } = await learning.next();
      if (done) return value;
      yield { ...value, step: k * steps + value.step, steps: networks * steps };
    }
  } finally {
    // Where it was left; one that has ended takes no notice
    await learning.return(undefined as never);
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
  return { prior, parameters: { values: parameters, count, dim: prior.dim }, observations: observed };
}

/** Numbers in an observation, of flat rows; nested ones tell. */
function widthOf(observations: Rows, count: number): number | undefined {
  const flat = isList(observations) && typeof observations[0] === "number";
  return flat ? Math.max(1, Math.floor(observations.length / count)) : undefined;
}
