export { createEngine, type Engine, type EngineOptions } from "./engine/engine.ts";
export { LangevinError, type ErrorCode } from "./errors.ts";
export { createScoreNetwork, type NetworkOptions, type ScoreNetwork } from "./network.ts";
export type { ScoreModel } from "./models/score-model.ts";
export { geometricSigmas, karrasSigmas, linearSigmas } from "./schedule.ts";
export { train, type ResumeOptions, type TrainOptions, type TrainProgress } from "./train.ts";
export { annealedLangevin, type AnnealedLangevinOptions } from "./sampling/annealed-langevin.ts";
export { fixedStepLangevin, type FixedStepLangevinOptions } from "./sampling/fixed-step-langevin.ts";
export type { SamplingProgress, SamplingRun } from "./sampling/sampling-run.ts";
