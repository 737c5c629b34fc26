export { planSweep, type SweepOptions } from "./plan-sweep.ts";
export { sweep, type RunSweepOptions, type SweepProgress, type SweepRun } from "./sweep.ts";
export { sweepKind, type SweepKind } from "./sweep-kind.ts";
export type { SweepWork } from "./sweep-work.ts";
export type { SweepResult } from "./finish-sweep.ts";
export type { RankedTrial } from "./ranking.ts";
export type { SearchSpace, SettingRange, Settings } from "./search-space.ts";
export type { SweepData, SweepSpec } from "./sweep-spec.ts";
