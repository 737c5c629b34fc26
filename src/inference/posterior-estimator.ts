import { toTable, type Rows } from "../data/rows.ts";
import { checkNetwork, type ScoreNetwork } from "../models/network.ts";
import { invalid } from "../support/errors.ts";
import { checkPrior } from "./check-prior.ts";
import { readBaseline } from "./baseline.ts";
import { ObservedNetwork } from "./observed-network.ts";
import { poolPosteriors } from "./pooled-posterior.ts";
import { makePosterior, type Posterior } from "./posterior.ts";
import type { Prior } from "./prior.ts";

/** Networks that have learned the posterior of any observation. */
export interface PosteriorEstimator {
  /** The one that it was trained with. */
  readonly prior: Prior;
  /** What was trained: `saveModel` keeps each, {@link posteriorEstimator} makes an estimator of them again. */
  readonly networks: readonly ScoreNetwork[];
  /**
   * The posterior given an observation, or several of the same parameters: rows of as many numbers each. That of several networks is their
   * mixture.
   *
   * @throws LangevinError "invalid-data" for what is none; "invalid-argument" for several of them with a prior whose score is not
   *   known; "disposed"
   */
  posterior(observations: Rows): Posterior;
  /** Releases the networks' memory. */
  dispose(): void;
}

/**
 * The estimator of networks that {@link trainPosterior} has trained, such as those from files, and of the prior that they were trained with.
 *
 * @param networks  one, or several whose posteriors are pooled
 * @throws LangevinError "invalid-argument" for a network that was not trained so, or of another number of parameters or of numbers observed;
 *   "disposed"
 *
 * @example
 * ```ts
 * import { createEngine, loadModel, saveModel } from "langevin";
 * import { independentPrior, posteriorEstimator, simulate, trainPosterior } from "langevin/inference";
 *
 * const engine = await createEngine();
 * const prior = independentPrior([{ normal: [0, 1] }]);
 * const simulations = await simulate(prior, ([theta], random) => [theta + random.normal()], { count: 500 });
 * const { networks } = await trainPosterior(engine, simulations, { hidden: [16], steps: 40 });
 * const files = networks.map((network) => saveModel(network));
 *
 * const estimator = posteriorEstimator(files.map((bytes) => loadModel(engine, bytes)), prior);
 * console.log((await estimator.posterior([0.7]).sample({ count: 3 })).parameters);
 * engine.dispose();
 * ```
 */
export function posteriorEstimator(networks: ScoreNetwork | readonly ScoreNetwork[], prior: Prior): PosteriorEstimator {
  const where = "posteriorEstimator";
  const all: readonly ScoreNetwork[] = Array.isArray(networks) ? Array.from(networks) : [networks];
  if (all.length === 0) throw invalid(where, "one network or more", networks);
  checkPrior(where, prior);
  const baselines = all.map((network) => {
    checkNetwork(where, network);
    const { conditions } = network.options;
    if (conditions === 0) throw invalid(where, "a network with conditions", network);
    if (conditions !== all[0].options.conditions)
      throw invalid(where, `networks with ${all[0].options.conditions} conditions, as the first has`, conditions);
    if (network.dim !== prior.dim)
      throw invalid(where, `a prior of dim ${network.dim}, as the network has parameters`, prior.dim);
    return readBaseline(where, network);
  });
  return {
    prior,
    networks: all,
    posterior(observations) {
      const { conditions } = all[0].options;
      const { values, count } = toTable("posterior", "observations", observations, conditions);
      const rows = Array.from({ length: count }, (_, k) => values.subarray(k * conditions, (k + 1) * conditions));
      return poolPosteriors(
        all.map((network, k) =>
          makePosterior(
            prior,
            rows.map((row) => new ObservedNetwork(network, row, baselines[k])),
          ),
        ),
      );
    },
    dispose: () => {
      for (const network of all) network.dispose();
    },
  };
}
