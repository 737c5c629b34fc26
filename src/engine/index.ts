// The room's only door. No pointer passes it: what lies where in an engine's memory stays in this folder.
export { checkEngine, createEngine, Engine, engineOptions, type EngineOptions } from "./engine.ts";
export { arithmetics, type Arithmetic } from "./loader.ts";
export { Mlp, type LayerParameters, type Prediction, type Weights } from "./mlp.ts";
export { weightings, type ObjectiveOptions, type SigmaQuantiles, type Weighting } from "./objective.ts";
export { Particles, SCORED_ROWS, X, type Burst, type Combination, type Register } from "./particles.ts";
export { activations, featureCount, layerShapes, parameterizations, TILE_ROWS } from "./plan.ts";
export type { Activation, LayerShape, NetworkShape, Parameterization } from "./plan.ts";
export { RowEvaluator, type Derivative, type RowBatch, type RowResults } from "./row-evaluator.ts";
export { Trainer, type AdamStep, type Moments } from "./trainer.ts";
export { uniformRows } from "./uniforms.ts";
export type { WasmSource } from "./wasm-source.ts";
