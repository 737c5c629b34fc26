import type { BestWeights } from "../../models/network-state.ts";

/** What a fit has come to: kept in files, so that it can go on bit for bit. */
export interface FitState {
  /** Rows of the table, without those beyond what the recipe takes. */
  rows: number;
  seed: number;
  step: number;
  steps: number;
  finished: boolean;
  target: string | undefined;
  /** Rows held out, their copies and the steps between two looks at their loss. */
  holdout: number;
  copies: number;
  validateEvery: number;
  patience: number;
  /** Scores for a sampled row. */
  evaluations: number;
  /** The least loss on held-out rows, when it was seen, and the weights that had it. */
  best: BestWeights | undefined;
}
