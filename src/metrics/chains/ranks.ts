import { normalQuantile } from "../../numerics/normal.ts";
import { quantile, sorted } from "./draws.ts";

/**
 * Φ⁻¹((r − ⅜)/(S + ¼)) of each draw, r its rank among all S from 1, equal ones sharing the mean of theirs (Blom 1958, as
 * Vehtari et al. 2021, equation 14).
 */
export function rankNormalized(chains: readonly Float64Array[]): Float64Array[] {
  const order = sorted(chains);
  const scores = new Float64Array(order.length);
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && order[end] === order[first]) end++;
    scores.fill(normalQuantile(((first + 1 + end) / 2 - 0.375) / (order.length + 0.25)), first, end);
    first = end;
  }
  return chains.map((chain) => chain.map((value) => scores[placeOf(order, value)]));
}

/** The first place of a value in sorted numbers. */
function placeOf(order: Float64Array, value: number): number {
  let [low, high] = [0, order.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** |x − median|: what differs in scale but not in place differs in these. */
export function folded(chains: readonly Float64Array[]): Float64Array[] {
  const median = quantile(sorted(chains), 0.5);
  return chains.map((chain) => chain.map((value) => Math.abs(value - median)));
}
