/**
 * How much each row moves a figure, to first order. The figure's standard error is the length of this vector (Efron's
 * infinitesimal jackknife, the limit of the bootstrap over rows): {@link errorBy}.
 */
export type Influences = Float64Array;

/** The standard error of what rows move so. */
export function errorBy(influences: Influences): number {
  return Math.sqrt(influences.reduce((sum, influence) => sum + influence * influence, 0));
}

/**
 * Influences on the area under the ROC curve: (share of the other class that the row is on the right side of − area)/rows of its class, as in
 * DeLong, DeLong & Clarke-Pearson 1988. NaN where all rows are of one class.
 */
export function areaInfluences(scores: Float64Array, isPositive: (row: number) => boolean): Influences {
  const order = Uint32Array.from(scores.keys()).sort((a, b) => scores[a] - scores[b]);
  const positives = order.reduce((count, row) => count + Number(isPositive(row)), 0);
  const negatives = order.length - positives;
  const shares = new Float64Array(order.length);
  let [positivesBelow, negativesBelow, area] = [0, 0, 0];
  for (let i = 0; i < order.length;) {
    const first = i;
    let [p, q] = [0, 0];
    for (; i < order.length && scores[order[i]] === scores[order[first]]; i++)
      if (isPositive(order[i])) p++;
      else q++;
    const below = (negativesBelow + q / 2) / negatives;
    const above = 1 - (positivesBelow + p / 2) / positives;
    for (const row of order.subarray(first, i)) shares[row] = isPositive(row) ? below : above;
    area += (p * below) / positives;
    [positivesBelow, negativesBelow] = [positivesBelow + p, negativesBelow + q];
  }
  return shares.map((share, row) => (share - area) / (isPositive(row) ? positives : negatives));
}

/** Influences on R² = 1 − Σ (y − ŷ)²/Σ (y − mean)²: ((1 − R²)(y − mean)² − (y − ŷ)²)/Σ (y − mean)². */
export function determinationInfluences(predictions: Float64Array, targets: Float64Array, quality: number): Influences {
  const mean = targets.reduce((sum, target) => sum + target / targets.length, 0);
  const spread = targets.reduce((sum, target) => sum + (target - mean) * (target - mean), 0);
  return targets.map((target, row) => {
    const [away, missed] = [target - mean, target - predictions[row]];
    return ((1 - quality) * away * away - missed * missed) / spread;
  });
}
