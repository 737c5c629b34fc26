import { rocCurve } from "./roc-curve.ts";

/**
 * The area under the ROC curve of rows of two classes: the probability that one of class 1 has a higher score than one of class
 * 0, ties counted half.
 *
 * @param isPositive  whether a row is of class 1
 * @returns NaN where all rows are of one class
 */
export function areaUnderCurve(scores: Float64Array, isPositive: (row: number) => boolean): number {
  const positives = scores.filter((_, row) => isPositive(row));
  const negatives = scores.filter((_, row) => !isPositive(row));
  return positives.length > 0 && negatives.length > 0 ? rocCurve(positives, negatives).auc : NaN;
}
