import { checkInteger, LangevinError } from "../../support/errors.ts";
import { exp, log } from "../../numerics/math.ts";
import { purposes, RowRandom, streamKey } from "../../numerics/random.ts";
import { checkRows, checkSampling, checkSigma, checkVector } from "../check.ts";
import type { ExactModel } from "../score-model.ts";

const LN_2PI = 1.8378770664093453;

/** A finite data set as a model: at σ > 0 it also denoises. */
export interface IdealDenoiser extends ExactModel {
  /** D(x, σ) = E[row | x], at every row of x (rows × dim, row-major). */
  denoise(x: ArrayLike<number>, sigma: number): Float32Array;
}

/**
 * What a network would learn without limits from the rows (rows × dim, row-major): p_σ = 1/n Σ N(rowₙ, σ²I), whose
 * denoiser is the posterior mean
 *
 *     D(x, σ) = Σ wₙ·rowₙ,   wₙ ∝ exp(−‖x − rowₙ‖²/(2σ²)),   score = (D − x)/σ²
 *
 * (Karras et al. 2022, arXiv:2206.00364, appendix B.3). In f64, weights relative to the nearest row, so that it holds
 * far from the data and at any σ > 0; O(n·dim) a row of x. σ = 0 has no density: score, denoise and logDensity throw.
 */
export function idealDenoiser(rows: ArrayLike<number>, dim: number): IdealDenoiser {
  const where = "idealDenoiser";
  checkInteger(where, "dim", dim, 1);
  const data = checkVector(where, "rows", rows);
  const count = data.length / dim;
  if (!Number.isInteger(count))
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected rows an array of rows × ${dim} numbers, got ${data.length}`,
    );

  const mean = new Float64Array(dim);
  data.forEach((value, i) => (mean[i % dim] += value / count));
  const variance = new Float64Array(dim);
  data.forEach((value, i) => (variance[i % dim] += ((value - mean[i % dim]) * (value - mean[i % dim])) / count));

  const squares = new Float64Array(count);
  const shift = new Float64Array(dim);
  function begin(name: string, x: ArrayLike<number>, sigma: number): number {
    checkSigma(`${where}.${name}`, sigma, false);
    return checkRows(`${where}.${name}`, x, dim);
  }
  /** Leaves D(x, σ) − x of one row in `shift`; returns ln Σₙ exp(−‖x − rowₙ‖²/(2σ²)). */
  function evaluate(x: ArrayLike<number>, row: number, sigma: number): number {
    let nearest = Infinity;
    for (let n = 0; n < count; n++) {
      let square = 0;
      for (let i = 0; i < dim; i++) {
        const scaled = (data[n * dim + i] - x[row * dim + i]) / sigma;
        square += scaled * scaled;
      }
      squares[n] = square;
      if (square < nearest) nearest = square;
    }
    let weightSum = 0;
    shift.fill(0);
    for (let n = 0; n < count; n++) {
      const weight = exp(0.5 * (nearest - squares[n]));
      if (weight === 0) continue;
      weightSum += weight;
      for (let i = 0; i < dim; i++) shift[i] += weight * (data[n * dim + i] - x[row * dim + i]);
    }
    for (let i = 0; i < dim; i++) shift[i] /= weightSum;
    return log(weightSum) - 0.5 * nearest;
  }

  return {
    dim,
    mean,
    variance,
    score(x, sigma = 0) {
      const score = new Float32Array(begin("score", x, sigma) * dim);
      for (let at = 0; at < score.length; at += dim) {
        evaluate(x, at / dim, sigma);
        for (let i = 0; i < dim; i++) score[at + i] = shift[i] / sigma / sigma;
      }
      return score;
    },
    denoise(x, sigma) {
      const denoised = new Float32Array(begin("denoise", x, sigma) * dim);
      for (let at = 0; at < denoised.length; at += dim) {
        evaluate(x, at / dim, sigma);
        for (let i = 0; i < dim; i++) denoised[at + i] = x[at + i] + shift[i];
      }
      return denoised;
    },
    divergence(x, sigma = 0) {
      const variance = sigma * sigma;
      return Float64Array.from({ length: begin("divergence", x, sigma) }, (_, row) => {
        const logSum = evaluate(x, row, sigma);
        let total = 0; // 1, but for rounding
        let spread = 0;
        for (let n = 0; n < count; n++) {
          const weight = exp(-0.5 * squares[n] - logSum);
          if (weight === 0) continue;
          total += weight;
          for (let i = 0; i < dim; i++) {
            const difference = data[n * dim + i] - x[row * dim + i] - shift[i];
            spread += weight * difference * difference;
          }
        }
        return (spread / total / variance - dim) / variance;
      });
    },
    logDensity(x, sigma = 0) {
      const rows = begin("logDensity", x, sigma);
      const constant = -log(count) - dim * (0.5 * LN_2PI + log(sigma));
      return Float64Array.from({ length: rows }, (_, row) => constant + evaluate(x, row, sigma));
    },
    sample(rowCount, { seed = 0, offset = 0 } = {}) {
      checkSampling(`${where}.sample`, rowCount, seed, offset);
      const key = streamKey(seed, purposes.exactDensity);
      const x = new Float32Array(rowCount * dim);
      for (let row = 0; row < rowCount; row++) {
        const n = Math.floor(new RowRandom(key, offset + row).uniform() * count);
        x.set(data.subarray(n * dim, (n + 1) * dim), row * dim);
      }
      return x;
    },
  };
}
