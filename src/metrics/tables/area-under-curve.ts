/**
 * The area under the ROC curve: the probability that a row of class 1 has a higher score than one of class 0, ties counted
 * half (Mann & Whitney's U by ranks).
 *
 * @param isPositive  whether a row is of class 1
 * @returns NaN where all rows are of one class
 */
export function areaUnderCurve(scores: ArrayLike<number>, isPositive: (row: number) => boolean): number {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[a] - scores[b]);
  let positives = 0;
  /** Σ over rows of class 1 of twice their rank from 1, the mean one among ties */
  let ranks = 0;
  for (let i = 0; i < order.length;) {
    let end = i;
    let among = 0;
    for (; end < order.length && scores[order[end]] === scores[order[i]]; end++) if (isPositive(order[end])) among++;
    positives += among;
    ranks += among * (i + end + 1);
    i = end;
  }
  const negatives = order.length - positives;
  return (ranks - positives * (positives + 1)) / (2 * positives * negatives);
}
