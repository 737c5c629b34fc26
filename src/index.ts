// Train
export { train, type TrainingRun, type TrainProgress, type TrainResult } from "./training/train.ts";
export type { NatsProgress } from "./training/nats-watch.ts";
export type { ResumeOptions, TrainOptions } from "./training/options.ts";
export { trainFlow, type TrainFlowOptions } from "./training/train-flow.ts";
export { reflow, type ReflowProgress, type ReflowRun } from "./distillation/reflow.ts";
export type { ReflowOptions, ReflowResumeOptions } from "./distillation/options.ts";
export type { LogNormalNoise, NoiseDistribution } from "./recipe/noise-distribution.ts";
export type { Coupled, Coupling } from "./recipe/objective.ts";

// Sample
export * from "./sampling/samplers/index.ts";
export type { SamplerOptions } from "./sampling/chain/options.ts";
export type { SamplingProgress, SamplingRun } from "./sampling/chain/sampling-run.ts";
export { impute, type ImputationProgress, type ImputeMethod, type ImputeOptions } from "./sampling/impute.ts";
export { twistedSmc, type TwistedSmcOptions } from "./sampling/twisted-smc.ts";
export { recommendSampler, type Recommendation, type RecommendOptions } from "./sampling/recommend.ts";
export { sample } from "./sampling/sample.ts";
export { samplers, type SamplerName } from "./sampling/samplers/registry.ts";

// Chains
export type { Chains, ChainsRun, ChainState } from "./sampling/dynamics/chains.ts";
export { langevinDynamics } from "./sampling/dynamics/langevin-dynamics.ts";
export type { IntegratorName } from "./sampling/dynamics/integrators/index.ts";
export type { LangevinDynamicsOptions } from "./sampling/dynamics/options.ts";

// Your own sampler
export {
  defineSampler,
  type DescentOptions,
  type DescentStep,
  type LadderNeeds,
  type Sampler,
  type SamplerDefinition,
  type SamplerDescription,
  type SamplerFamily,
} from "./sampling/chain/sampler.ts";
export {
  combine,
  drift,
  langevinSteps,
  score,
  type Move,
  type RegisterName,
  type Terms,
} from "./sampling/chain/moves.ts";

// Densities and codes
export { decode, encode } from "./density/latent.ts";
export { logDensity, type LogDensityResult, type LogDensityOptions } from "./density/log-density.ts";
export { lossInNats, type LossInNats, type LossInNatsOptions, type LossProgress } from "./density/loss-in-nats.ts";
export type { LevelLoss } from "./models/nats/level-losses.ts";
export type { OdeOptions } from "./density/ode/flow.ts";
export type { OdeProgress } from "./density/ode/dormand-prince.ts";

// Models
export { createScoreNetwork, type ScoreNetwork } from "./models/network.ts";
export type { NetworkOptions, ScoreNetworkOptions } from "./models/network-options.ts";
export type { ExactModel, ScoreModel } from "./models/score-model.ts";
export { gaussian, type GaussianOptions } from "./models/exact/gaussian.ts";
export { gaussianMixture, type GaussianMixtureOptions } from "./models/exact/gaussian-mixture.ts";
export {
  categoricalMixture,
  type CategoricalMixture,
  type CategoricalMixtureOptions,
} from "./models/exact/categorical-mixture.ts";
export type { CategoryBlock } from "./data/category-block.ts";
export { idealDenoiser, type IdealDenoiser, type IdealDenoiserOptions } from "./models/exact/ideal-denoiser.ts";
export { fromDenoiser, fromNoise, type DenoiserModel, type NoiseModel } from "./models/adapters.ts";
export { guided, type GuidanceGradient, type GuidedOptions } from "./models/conditioning/guided.ts";
export { observed, type ObservedOptions } from "./models/conditioning/observed.ts";
export type { GuidanceInterval } from "./models/conditioning/guidance-interval.ts";
export {
  withConditions,
  type ConditionedModel,
  type WithConditionsOptions,
} from "./models/conditioning/with-conditions.ts";
export { withKnown, type KnownModel } from "./models/conditioning/with-known.ts";
export { withLabels, type LabeledModel, type WithLabelsOptions } from "./models/conditioning/with-labels.ts";
export { product, type ProductOptions } from "./models/composition/product.ts";
export { power } from "./models/composition/power.ts";
export { contrast } from "./models/composition/contrast.ts";
export { independentObservations } from "./models/composition/independent-observations.ts";
export type { Labels } from "./data/labels.ts";
export type { Encoding } from "./data/encoding.ts";

// Noise levels
export {
  geometricSigmas,
  karrasSigmas,
  linearSigmas,
  type KarrasOptions,
  type LadderOptions,
} from "./noise/ladders.ts";
export { flowSigmas, type FlowSigmasOptions } from "./noise/flow-sigmas.ts";
export { subVpSde, veSde, vpSde, type Sde, type VeOptions, type VpOptions } from "./noise/sde.ts";
export {
  langevinStepSize,
  predictGaussianStd,
  type GaussianPredictionOptions,
  type LangevinStepSizeOptions,
} from "./noise/auto/gaussian-law.ts";
export { chooseSigmas, type ChooseSigmasOptions } from "./noise/auto/choose-sigmas.ts";
export type { ChosenSigmas, Reason } from "./noise/auto/chosen-sigmas.ts";
export type { LangevinNoise } from "./noise/langevin-rule.ts";
export type { SigmaRange } from "./noise/sigma-range.ts";
export type { Sigmas } from "./noise/auto/sampler-sigmas.ts";

// Files
export { loadModel, type LoadModelOptions } from "./files/load-model.ts";
export { readTorchParameters, type TorchParametersOptions } from "./files/torch/read-torch-parameters.ts";
export { saveModel, type SaveModelOptions } from "./files/save-model.ts";

// Engine
export { createEngine, type Engine, type EngineOptions } from "./engine/index.ts";
export type {
  Activation,
  Arithmetic,
  LayerParameters,
  Parameterization,
  Weighting,
  WasmSource,
} from "./engine/index.ts";

// Rows, runs and errors
export { rowsOf, type Rows } from "./data/rows.ts";
export { LangevinError, type ErrorCode } from "./support/errors.ts";
export type { Run } from "./support/run.ts";
