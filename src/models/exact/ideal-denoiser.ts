import { toTable, type Rows } from "../../data/rows.ts";
import { drawRows } from "../../numerics/draws.ts";
import { exp, log } from "../../numerics/math.ts";
import { invalid } from "../../support/errors.ts";
import { checkWork } from "../../support/limits.ts";
import { integer, readOptions, type Spec } from "../../support/options.ts";
import { checkSigma } from "../check.ts";
import type { SigmaRange } from "../../noise/sigma-range.ts";
import { rowsRange } from "./exact-range.ts";
import { finiteResults, withinF32, withinF64 } from "./results.ts";
import type { ExactModel } from "../score-model.ts";

const LN_2PI = 1.8378770664093453;

/** A finite data set as a model: at σ > 0 it also denoises. */
export interface IdealDenoiser extends ExactModel {
  /** D(x, σ) = E[row | x], at every row of x; arguments and errors as in `score`. */
  denoise(x: Rows, sigma: number): Float32Array;
}

/** Options of {@link idealDenoiser}. */
export interface IdealDenoiserOptions {
  /** Numbers in a row; needed for a flat array only. @default the length of nested rows */
  dim?: number | undefined;
}

export const idealDenoiserSpec = { dim: integer(1, 0x7fffffff) } satisfies Spec<IdealDenoiserOptions>;

/** What an exponential costs, in steps. */
const EXP = 16;

/**
 * What a network without limits would learn from the rows: p_σ = 1/n Σ N(rowₙ, σ²I), whose
 * denoiser is the posterior mean
 *
 *     D(x, σ) = Σ wₙ·rowₙ,   wₙ ∝ exp(−‖x − rowₙ‖²/(2σ²)),   score = (D − x)/σ²
 *
 * (Karras et al. 2022, arXiv:2206.00364, appendix B.3). In f64, weights relative to the nearest row, so that it holds
 * far from the data and at any σ > 0; O(n·dim) a row of x. σ = 0 has no density: score, denoise, divergence and logDensity
 * throw.
 *
 * @throws LangevinError "invalid-data" for rows that are no table of finite numbers, "invalid-argument" for options
 *
 * @example
 * ```ts
 * import { idealDenoiser } from "langevin";
 *
 * const model = idealDenoiser([
 *   [0, 0],
 *   [1, 1],
 * ]);
 * console.log(model.denoise([0.9, 0.8], 0.1)); // nearly the second row
 * ```
 */
export function idealDenoiser(rows: Rows, options: IdealDenoiserOptions = {}): IdealDenoiser {
  const where = "idealDenoiser";
  const { values: data, count, dim } = toTable(where, "rows", rows, readOptions(where, options, idealDenoiserSpec).dim);

  const mean = new Float64Array(dim);
  data.forEach((value, i) => (mean[i % dim] += value / count));
  const variance = new Float64Array(dim);
  data.forEach((value, i) => (variance[i % dim] += ((value - mean[i % dim]) * (value - mean[i % dim])) / count));

  const column = variance.findIndex((value) => !(value < Infinity));
  if (column >= 0) throw invalid(where, `rows whose variance is within f64 in column ${column}`, variance[column]);

  const squares = new Float64Array(count);
  const shift = new Float64Array(dim);
  function begin(name: string, x: Rows, sigma: number): { values: Float64Array; count: number } {
    const at = `${where}.${name}`;
    checkSigma(at, sigma, false);
    const table = toTable(at, "x", x, dim, { empty: true });
    checkWork(at, table.count * count * (dim + EXP), "take a part of x at a time");
    return table;
  }
  /** Leaves D(x, σ) − x of one row in `shift`; returns ln Σₙ exp(−‖x − rowₙ‖²/(2σ²)). */
  function evaluate(x: Float64Array, row: number, sigma: number): number {
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

  let range: { of: SigmaRange | undefined } | undefined;
  return {
    dim,
    mean,
    variance,
    get sigmaRange() {
      range ??= { of: rowsRange({ values: data, count, dim }, { mean, variance }) };
      return range.of;
    },
    score(x, sigma = 0) {
      const { values } = begin("score", x, sigma);
      const score = new Float32Array(values.length);
      for (let at = 0; at < score.length; at += dim) {
        evaluate(values, at / dim, sigma);
        for (let i = 0; i < dim; i++) score[at + i] = shift[i] / sigma / sigma;
      }
      return finiteResults(`${where}.score`, `score ${withinF32}`, score, dim);
    },
    denoise(x, sigma) {
      const { values } = begin("denoise", x, sigma);
      const denoised = new Float32Array(values.length);
      for (let at = 0; at < denoised.length; at += dim) {
        evaluate(values, at / dim, sigma);
        for (let i = 0; i < dim; i++) denoised[at + i] = values[at + i] + shift[i];
      }
      return finiteResults(`${where}.denoise`, `denoised row ${withinF32}`, denoised, dim);
    },
    divergence(x, sigma = 0) {
      const { values, count: rowCount } = begin("divergence", x, sigma);
      const variance = sigma * sigma;
      const divergence = Float64Array.from({ length: rowCount }, (_, row) => {
        const logSum = evaluate(values, row, sigma);
        let total = 0; // 1, but for rounding
        let spread = 0;
        for (let n = 0; n < count; n++) {
          const weight = exp(-0.5 * squares[n] - logSum);
          if (weight === 0) continue;
          total += weight;
          for (let i = 0; i < dim; i++) {
            const difference = data[n * dim + i] - values[row * dim + i] - shift[i];
            spread += weight * difference * difference;
          }
        }
        return (spread / total / variance - dim) / variance;
      });
      return finiteResults(`${where}.divergence`, `divergence ${withinF64}`, divergence, 1);
    },
    logDensity(x, sigma = 0) {
      const { values, count: rowCount } = begin("logDensity", x, sigma);
      const constant = -log(count) - dim * (0.5 * LN_2PI + log(sigma));
      const logs = Float64Array.from({ length: rowCount }, (_, row) => constant + evaluate(values, row, sigma));
      return finiteResults(`${where}.logDensity`, `log density ${withinF64}`, logs, 1);
    },
    sample: (rowCount, options = {}) =>
      drawRows(`${where}.sample`, rowCount, options, {
        dim,
        draw(random, out, at) {
          const n = Math.floor(random.uniform() * count);
          out.set(data.subarray(n * dim, (n + 1) * dim), at);
        },
      }),
  };
}
