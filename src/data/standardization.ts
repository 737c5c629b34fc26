import type { Table } from "./rows.ts";

/** `standardized = (row − mean)/std` per column, in f64. */
export interface Standardization {
  readonly mean: Float64Array;
  readonly std: Float64Array;
}

export function identityStandardization(dim: number): Standardization {
  return { mean: new Float64Array(dim), std: new Float64Array(dim).fill(1) };
}

/**
 * Mean and (population) standard deviation of each column; two passes, so that columns far from 0 (timestamps) lose
 * nothing. A constant column gets std 1.
 */
export function fitStandardization({ values, count, dim }: Table): Standardization {
  const mean = new Float64Array(dim);
  const std = new Float64Array(dim);
  for (let i = 0; i < values.length; i++) mean[i % dim] += values[i] / count;
  for (let i = 0; i < values.length; i++) std[i % dim] += square(values[i] - mean[i % dim]) / count;
  for (let c = 0; c < dim; c++) {
    std[c] = Math.sqrt(std[c]);
    // Rounding leaves a constant column a deviation of about |mean|·2⁻⁵²
    if (std[c] <= Math.abs(mean[c]) * 1e-14) std[c] = 1;
  }
  return { mean, std };
}

/** Rows in the user's units → standardized f32. */
export function standardize(values: ArrayLike<number>, { mean, std }: Standardization): Float32Array {
  const dim = mean.length;
  const rows = new Float32Array(values.length);
  for (let i = 0; i < rows.length; i++) rows[i] = (values[i] - mean[i % dim]) / std[i % dim];
  return rows;
}

/** Standardized rows → the user's units, in f64, rounded to f32. */
export function unstandardize(values: ArrayLike<number>, { mean, std }: Standardization): Float32Array {
  const dim = mean.length;
  const rows = new Float32Array(values.length);
  for (let i = 0; i < rows.length; i++) rows[i] = values[i] * std[i % dim] + mean[i % dim];
  return rows;
}

function square(x: number): number {
  return x * x;
}
