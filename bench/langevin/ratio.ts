import { mean, standardError } from "../quality/row.ts";

export interface Ratio {
  value: number;
  /** Standard error of `value`. */
  error: number;
}

/** The ratio of two means over the same sets, with its error to first order, what both share left out. */
export function pairedRatio(above: readonly number[], below: readonly number[]): Ratio {
  const value = mean(above) / mean(below);
  const rest = above.map((one, k) => one - value * below[k]);
  return { value, error: standardError(rest) / mean(below) };
}

/** The mean of independent ratios. */
export function pooled(ratios: readonly Ratio[]): Ratio {
  const error = Math.hypot(...ratios.map((one) => one.error)) / ratios.length;
  return { value: mean(ratios.map((one) => one.value)), error };
}
