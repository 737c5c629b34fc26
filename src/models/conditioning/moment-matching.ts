import { cholesky } from "../../numerics/cholesky.ts";
import { log } from "../../numerics/math.ts";
import type { Denoised } from "../evaluator/denoiser-jacobian.ts";
import type { Observation } from "./observation.ts";

const LN_2PI = 1.8378770664093453;

/** The rows' D_y and ln p(y | x) at a σ. */
export interface Matched {
  /** (rows, dim): D_y */
  posterior: Float64Array;
  /** (rows): ln p(y | x) */
  logTwists: Float64Array;
}

/**
 * Moment matching posterior sampling: with C = σ²·∂D/∂x, what x₀ is of given x where the data are normal,
 *
 *     D_y = D + C·Aᵀ·(Σ + A·C·Aᵀ)⁻¹·(y − A·D),   ln p(y | x) ≈ ln N(y; A·D, Σ + A·C·Aᵀ).
 *
 * Rozet et al. 2024 (arXiv:2405.13712). Where a learned ∂D/∂x leaves Σ + A·C·Aᵀ not positive definite, C is σ²/(1 + σ²)·I
 * (ΠGDM: Song et al. 2023).
 *
 * @param each  for each of the rows that `found` is of
 */
export function matchMoments(each: readonly Observation[], found: Denoised, sigma: number, dim: number): Matched {
  const posterior = Float64Array.from(found.denoised);
  const logTwists = new Float64Array(each.length);
  const gains = new Float64Array(found.products.length * dim);
  each.forEach((observation, row) => {
    logTwists[row] = matchRow(observation, found, { sigma, dim, row, gains }, posterior);
  });
  return { posterior, logTwists };
}

interface Place {
  sigma: number;
  dim: number;
  row: number;
  /** Room for C·Aᵀ, one column after another. */
  gains: Float64Array;
}

/** One row's D_y into its place, which holds D; ln p(y | x). */
function matchRow(
  { matrix, values, covariance }: Observation,
  { denoised, products }: Denoised,
  { sigma, dim, row, gains }: Place,
  posterior: Float64Array,
): number {
  const size = values.length;
  const at = row * dim;
  const variance = sigma * sigma;
  for (let j = 0; j < size; j++) for (let d = 0; d < dim; d++) gains[j * dim + d] = variance * products[j][at + d];
  let root = cholesky(spreadOf(covariance, matrix, gains, dim), size);
  if (!root) {
    const safe = variance / (1 + variance);
    for (let k = 0; k < size * dim; k++) gains[k] = safe * matrix[k];
    root = cholesky(spreadOf(covariance, matrix, gains, dim), size)!;
  }
  let logTwist = -0.5 * size * LN_2PI;
  // L·w = y − A·D, Lᵀ·u = w
  const residual = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let w = values[i];
    for (let d = 0; d < dim; d++) w -= matrix[i * dim + d] * denoised[at + d];
    for (let j = 0; j < i; j++) w -= root[i * size + j] * residual[j];
    residual[i] = w / root[i * size + i];
    logTwist -= 0.5 * residual[i] * residual[i] + log(root[i * size + i]);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) residual[i] -= root[j * size + i] * residual[j];
    residual[i] /= root[i * size + i];
  }
  for (let j = 0; j < size; j++) for (let d = 0; d < dim; d++) posterior[at + d] += gains[j * dim + d] * residual[j];
  return logTwist;
}

/** Σ + A·C·Aᵀ, its two halves averaged. */
function spreadOf(covariance: Float64Array, matrix: Float64Array, gains: Float64Array, dim: number): Float64Array {
  const size = Math.sqrt(covariance.length);
  const spread = covariance.slice();
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let d = 0; d < dim; d++) sum += matrix[i * dim + d] * gains[j * dim + d];
      spread[i * size + j] += sum / 2;
      spread[j * size + i] += sum / 2;
    }
  return spread;
}
