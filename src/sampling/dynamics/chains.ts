import { Run } from "../../support/run.ts";

/** What {@link langevinDynamics} comes to: the kept states of all chains, and what each chain says of itself. */
export interface Chains {
  /** (chains, kept, dim) row-major in the user's units; of the last step alone without `keep`. */
  states: Float64Array;
  /** How many chains. */
  chains: number;
  /** Kept states of each. */
  kept: number;
  /** Numbers in a state: columns in the user's units. */
  dim: number;
  /** The step that was given or found: h, or α without momenta, in the model's units. */
  stepSize: number;
  /** Share of the proposals that each chain accepted after the burn-in; with metropolis only. */
  acceptance: Float64Array | undefined;
  /** Mean of p² over columns and kept states of each chain, T in the limit of small steps; with momenta only. */
  kineticTemperature: Float64Array | undefined;
  /** Scores that each chain took in all. */
  evaluations: number;
}

/** One kept state of all chains. */
export interface ChainState {
  /** Steps after the burn-in, from 1. */
  step: number;
  /** (chains, dim) row-major in the user's units; yours to keep. */
  state: Float64Array;
  /** Part of all steps, the burn-in's included, that is done, 0…1. */
  fraction: number;
  /** Estimate of the time that is left, the loop's body not counted. */
  secondsLeft: number;
}

/** Chains at work: awaited, {@link Chains}; iterated, every kept state as it comes. */
export type ChainsRun = Run<Chains, ChainState>;
export const ChainsRun: new (work: AsyncGenerator<ChainState, Chains, void>) => ChainsRun = Run;
