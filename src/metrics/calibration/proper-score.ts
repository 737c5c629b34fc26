/** The mean of a proper score over cases, and what it would be if forecasts were right. */
export interface ProperScore {
  /** The mean over cases; smaller is better. */
  mean: number;
  /** Its standard error, by the spread over cases. */
  error: number;
  /** The mean that the forecasts would have if truths were drawn from them: half the mean gap between two draws. */
  expected: number;
  /** (mean − expected) over its standard error: N(0, 1) for many cases of right forecasts; far from 0, they are wrong. */
  z: number;
  /** The score of each case. */
  values: Float64Array;
}

/**
 * Means over cases of E‖X − y‖ − ½ E‖X − X'‖.
 *
 * @param toTruth  mean distance of draws to the truth, for each case
 * @param between  mean distance of two draws
 * @param restore  a distance in the units of the caller's
 */
export function properScore(
  toTruth: Float64Array,
  between: Float64Array,
  restore: (distance: number) => number,
): ProperScore {
  const scores = toTruth.map((distance, i) => distance - between[i] / 2);
  const excess = meanWithError(toTruth.map((distance, i) => distance - between[i]));
  const score = meanWithError(scores);
  return {
    mean: restore(score.mean),
    error: restore(score.error),
    expected: restore(meanWithError(between).mean / 2),
    z: excess.mean / excess.error,
    values: scores.map(restore),
  };
}

function meanWithError(values: Float64Array): { mean: number; error: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, error: Math.sqrt(squares / (n - 1) / n) };
}
