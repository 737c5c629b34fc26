import { Run } from "../../support/run.ts";

/** How far a sampler has come. */
export interface SamplingProgress {
  /** Level being sampled, 0 the noisiest, and how many there are. */
  level: number;
  /** Levels in all. */
  levels: number;
  /** σ of the level. */
  sigma: number;
  /** Part of all the work that is done, 0…1. */
  fraction: number;
  /** Estimate of the time that is left, the loop's body not counted. */
  secondsLeft: number;
  /** A copy of all particles as they are now, (count, dim) row-major in the user's units. */
  current(): Float64Array;
}

/** A sampler at work: awaited, the samples; iterated, its progress. */
export type SamplingRun = Run<Float64Array, SamplingProgress>;
export const SamplingRun: new (work: AsyncGenerator<SamplingProgress, Float64Array, void>) => SamplingRun = Run;
