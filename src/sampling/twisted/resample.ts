import { exp } from "../../numerics/math.ts";

/** Weights that sum to 1, of logarithms that may all be far from 0. */
export function normalized(logs: Float64Array): Float64Array {
  let top = -Infinity;
  for (const value of logs) top = Math.max(top, value);
  const weights = logs.map((value) => exp(value - top));
  let sum = 0;
  for (const value of weights) sum += value;
  return weights.map((value) => value / sum);
}

/** 1/Σ w²: how many equal weights say as much. */
export function effectiveSize(weights: Float64Array): number {
  let sum = 0;
  for (const value of weights) sum += value * value;
  return 1 / sum;
}

/** Systematic resampling: for p = 0…P−1 the first particle whose cumulated weight is at least (p + u)/P. */
export function systematic(weights: Float64Array, u: number): Int32Array {
  const count = weights.length;
  let [particle, sum] = [0, weights[0]];
  return Int32Array.from({ length: count }, (_, p) => {
    while (particle < count - 1 && sum < (p + u) / count) sum += weights[++particle];
    return particle;
  });
}

/** One particle, drawn by its weight. */
export function survivor(weights: Float64Array, u: number): number {
  let [particle, sum] = [0, weights[0]];
  while (particle < weights.length - 1 && sum < u) sum += weights[++particle];
  return particle;
}
