// The room's only door. No pointer passes it: what lies where in an engine's memory stays in this folder.
export { columnLoops } from "./column-loops.ts";
export { checkEngine, createEngine, Engine, engineOptions, type EngineOptions } from "./engine.ts";
export { arithmetics, type Arithmetic } from "./loader.ts";
export { activations, parameterizations, TILE_ROWS, weightings } from "./generated/contract.ts";
export type { Activation, Parameterization, Prediction, Weighting } from "./generated/contract.ts";
export { loadInt16 } from "./int16/load.ts";
export { limitsOf, MOST_INPUTS } from "./int16/limits.ts";
export { quantizeMlp } from "./int16/quantize.ts";
export { Mlp, type LayerParameters, type Weights } from "./mlp.ts";
export type { ObjectiveOptions, SigmaQuantiles } from "./objective.ts";
export type { AdamStep, Moments } from "./optimizer.ts";
export { X, type Burst, type Combination, type LangevinStep, type Register } from "./particle-moves.ts";
export { Particles, SCORED_ROWS, type ParticlesOptions } from "./particles.ts";
export {
  conditionFeatures,
  conditionFrequenciesOf,
  featureCount,
  featureFrequencies,
  layerShapes,
  type LayerShape,
  type NetworkShape,
} from "./plan.ts";
export type { Precision } from "./precision.ts";
export { RowEvaluator, type Derivative, type RowBatch, type RowResults } from "./row-evaluator.ts";
export { Trainer } from "./trainer.ts";
export type { WasmSource } from "./wasm-source.ts";
