import { Run } from "../../support/run.ts";

/** How far a sampler has come. */
export interface SamplingProgress {
  /** Level being sampled, 0 the noisiest, and how many there are. */
  level: number;
  levels: number;
  sigma: number;
  /** Of all the work, 0…1. */
  fraction: number;
  secondsLeft: number;
  /** A copy of all particles as they are now, (count, dim) row-major in the user's units. */
  current(): Float64Array;
}

/** A sampler at work: awaited, the samples; iterated, its progress. */
export type SamplingRun = Run<Float64Array, SamplingProgress>;
export const SamplingRun: new (work: AsyncGenerator<SamplingProgress, Float64Array, void>) => SamplingRun = Run;
