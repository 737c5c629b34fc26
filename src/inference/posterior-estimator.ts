import { toTable, type Rows } from "../data/rows.ts";
import { checkNetwork, type ScoreNetwork } from "../models/network.ts";
import { invalid } from "../support/errors.ts";
import { checkPrior } from "./check-prior.ts";
import { readBaseline } from "./baseline.ts";
import { ObservedNetwork } from "./observed-network.ts";
import { makePosterior, type Posterior } from "./posterior.ts";
import type { Prior } from "./prior.ts";

/** A network that has learned the posterior of any observation. */
export interface PosteriorEstimator {
  /** The one that it was trained with. */
  readonly prior: Prior;
  /** What was trained: `saveModel` keeps it, {@link posteriorEstimator} makes an estimator of it again. */
  readonly network: ScoreNetwork;
  /**
   * The posterior given an observation, or several of the same parameters: rows of as many numbers each.
   *
   * @throws LangevinError "invalid-data" for what is none; "invalid-argument" for several of them with a prior whose score is not
   *   known; "disposed"
   */
  posterior(observations: Rows): Posterior;
  /** Releases the network's memory. */
  dispose(): void;
}

/**
 * The estimator of a network that {@link trainPosterior} has trained, such as one from a file, and of the prior that it was trained with.
 *
 * @throws LangevinError "invalid-argument" for a network that was not trained so, or of another number of parameters; "disposed"
 *
 * @example
 * ```ts
 * import { createEngine, loadModel, saveModel } from "langevin";
 * import { independentPrior, posteriorEstimator, simulate, trainPosterior } from "langevin/inference";
 *
 * const engine = await createEngine();
 * const prior = independentPrior([{ normal: [0, 1] }]);
 * const simulations = await simulate(prior, ([theta], random) => [theta + random.normal()], { count: 500 });
 * const { network } = await trainPosterior(engine, simulations, { hidden: [16], steps: 40 });
 * const bytes = saveModel(network);
 *
 * const estimator = posteriorEstimator(loadModel(engine, bytes), prior);
 * console.log((await estimator.posterior([0.7]).sample({ count: 3 })).parameters);
 * engine.dispose();
 * ```
 */
export function posteriorEstimator(network: ScoreNetwork, prior: Prior): PosteriorEstimator {
  const where = "posteriorEstimator";
  checkNetwork(where, network);
  checkPrior(where, prior);
  const { conditions } = network.options;
  if (conditions === 0) throw invalid(where, "a network with conditions", network);
  if (network.dim !== prior.dim)
    throw invalid(where, `a prior of dim ${network.dim}, as the network has parameters`, prior.dim);
  const baseline = readBaseline(where, network);
  return {
    prior,
    network,
    posterior(observations) {
      const { values, count } = toTable("posterior", "observations", observations, conditions);
      const rows = Array.from({ length: count }, (_, k) => values.subarray(k * conditions, (k + 1) * conditions));
      return makePosterior(
        prior,
        rows.map((row) => new ObservedNetwork(network, row, baseline)),
      );
    },
    dispose: () => network.dispose(),
  };
}
