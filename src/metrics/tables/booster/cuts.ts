/** Ends of a column's bins: a value is in bin b where cuts[b − 1] ≤ value < cuts[b]; there is one bin more than cuts. */
export type Cuts = Float64Array;

/**
 * Cuts of a column of numbers: each value has a bin of its own where there are at most `maxBins`, otherwise bins hold about
 * as many rows each. Which values those are is XGBoost's rule (`WQSummary::SetPrune`) applied to the exact ranks, where
 * XGBoost itself has ranks within 1/(8·maxBins).
 */
export function quantileCuts(values: ArrayLike<number>, maxBins: number): Cuts {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const distinct: number[] = [];
  /** How many values are below each distinct one, and at the end the number of all. */
  const below: number[] = [];
  sorted.forEach((value, i) => {
    if (i > 0 && value === sorted[i - 1]) return;
    distinct.push(value);
    below.push(i);
  });
  below.push(sorted.length);
  const chosen = distinct.length <= maxBins + 1 ? distinct.map((_, i) => i) : evenlyRanked(below, maxBins);
  const count = Math.min(chosen.length, maxBins);
  return Float64Array.from(chosen.slice(1, Math.max(count, 1)), (i) => distinct[i]);
}

/** Places of at most maxBins + 1 distinct values whose ranks are spread evenly, the least and the largest among them. */
function evenlyRanked(below: readonly number[], maxBins: number): number[] {
  const last = below.length - 2;
  const begin = below[1];
  const range = below[last] - begin;
  const chosen = [0];
  let i = 1;
  for (let k = 1; k < maxBins; k++) {
    const rank = 2 * ((k * range) / maxBins + begin);
    while (i < last && rank >= below[i + 1] + below[i + 2]) i++;
    const nearest = rank < 2 * below[i + 1] ? i : i + 1;
    if (nearest !== chosen[chosen.length - 1]) chosen.push(nearest);
  }
  if (chosen[chosen.length - 1] !== last) chosen.push(last);
  return chosen;
}

/** The bin of a value: how many cuts are up to it. */
export function binOf(value: number, cuts: Cuts): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cuts[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
