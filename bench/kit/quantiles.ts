/** The q-quantile of values in any order, between neighbours by their distance: of two values the median is their mean. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
