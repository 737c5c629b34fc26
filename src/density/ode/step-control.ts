import { pow } from "../../numerics/math.ts";

/** Factor by which the step that an error estimate proposes is shortened. */
const SAFETY = 0.9;
const SHRINK_MOST = 0.2;
const GROW_MOST = 10;
/** Exponents of this step's error and of the step's before. */
const BETA = 0.04;
const ALPHA = 1 / 5 - 0.75 * BETA;
/** The least error that a later step is compared with. */
const LEAST_ERROR = 1e-4;

/** Errors are in units of what is tolerated: 1 is the largest that is accepted. */
export interface StepHistory {
  /** Error of the step before; LEAST_ERROR at first. */
  previousError: number;
  /** Whether the last attempt was rejected: the step does not grow right after. */
  rejected: boolean;
}

export const freshHistory = (): StepHistory => ({ previousError: LEAST_ERROR, rejected: false });

/**
 * By what to multiply the step after one of this error: PI control, `0.9·error^−0.17·previous^0.04` within 0.2 and 10
 * (Gustafsson 1991; the constants of Hairer, Nørsett & Wanner 1993, section IV.2), and brings `history` up to date. An error
 * that is not a number shrinks the step.
 */
export function stepFactor(error: number, history: StepHistory): number {
  if (!(error <= 1)) {
    history.rejected = true;
    return error < Infinity ? Math.max(SHRINK_MOST, SAFETY * pow(error, -ALPHA)) : SHRINK_MOST;
  }
  const floored = Math.max(error, LEAST_ERROR);
  const factor = SAFETY * pow(floored, -ALPHA) * pow(history.previousError, BETA);
  const most = history.rejected ? 1 : GROW_MOST;
  history.previousError = floored;
  history.rejected = false;
  return Math.max(SHRINK_MOST, Math.min(most, factor));
}
