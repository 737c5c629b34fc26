export { independentPrior, type IndependentPrior, type Prior, type PriorColumn } from "./prior.ts";
export type { PosteriorDraws } from "./draw-within.ts";
export type { Posterior, PosteriorSampleOptions } from "./posterior.ts";
export { posteriorEstimator, type PosteriorEstimator } from "./posterior-estimator.ts";
export {
  simulate,
  type SimulateOptions,
  type SimulationProgress,
  type Simulations,
  type Simulator,
  type SimulatorRandom,
} from "./simulate.ts";
export {
  trainPosterior,
  type PosteriorData,
  type PosteriorRun,
  type TrainPosteriorOptions,
} from "./train-posterior.ts";
