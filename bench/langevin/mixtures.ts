import { gaussianMixture, type ExactModel } from "../../src/index.ts";

/** Σ wₖ·N(meanₖ, stdₖ²I) with modes far enough apart to tell whose a row is. */
export interface Mixture {
  readonly dim: number;
  readonly weights: readonly number[];
  readonly means: readonly (readonly number[])[];
  readonly stds: readonly number[];
}

export function mixture(
  weights: readonly number[],
  means: readonly (readonly number[])[],
  stds: readonly number[],
): Mixture {
  return { dim: means[0].length, weights, means, stds };
}

/** One factor and a shift a column, so that the mixture has mean 0 and, in its columns on average, variance 1. */
export function standardized({ dim, weights, means, stds }: Mixture): Mixture {
  const columns = Array.from({ length: dim }, (_, d) => d);
  const center = columns.map((d) => sum(weights.map((w, k) => w * means[k][d])));
  const variance = columns.map((d) => sum(weights.map((w, k) => w * (stds[k] ** 2 + (means[k][d] - center[d]) ** 2))));
  const scale = Math.sqrt(sum(variance) / dim);
  const moved = means.map((mean) => mean.map((value, d) => (value - center[d]) / scale));
  return mixture(
    weights,
    moved,
    stds.map((std) => std / scale),
  );
}

export function exactModel({ weights, means, stds }: Mixture): ExactModel {
  return gaussianMixture({ weights, means, variance: stds.map((std) => std * std) });
}

/** The exact model with the same score computed three times as fast, by Math.exp. */
export function quickModel(law: Mixture): ExactModel {
  return { ...exactModel(law), score: (x, sigma = 0) => quickScore(law, x as Float32Array, sigma) };
}

/** Σ rₖ·(meanₖ − x)/vₖ with vₖ = stdₖ² + σ² and rₖ in proportion to weightₖ·N(x; meanₖ, vₖI). */
function quickScore({ dim, weights, means, stds }: Mixture, x: Float32Array, sigma: number): Float32Array {
  const count = weights.length;
  const precisions = stds.map((std) => 1 / (std * std + sigma * sigma));
  const constants = weights.map((weight, k) => Math.log(weight) + (dim / 2) * Math.log(precisions[k]));
  const flat = Float64Array.from(means.flat());
  const [terms, sums, score] = [new Float64Array(count), new Float64Array(dim), new Float32Array(x.length)];
  for (let at = 0; at < x.length; at += dim) {
    let largest = -Infinity;
    for (let k = 0; k < count; k++) {
      let square = 0;
      for (let d = 0; d < dim; d++) square += (x[at + d] - flat[k * dim + d]) ** 2;
      terms[k] = constants[k] - (precisions[k] * square) / 2;
      if (terms[k] > largest) largest = terms[k];
    }
    let total = 0;
    sums.fill(0);
    for (let k = 0; k < count; k++) {
      const density = Math.exp(terms[k] - largest);
      total += density;
      for (let d = 0; d < dim; d++) sums[d] += density * precisions[k] * (flat[k * dim + d] - x[at + d]);
    }
    for (let d = 0; d < dim; d++) score[at + d] = sums[d] / total;
  }
  return score;
}

/** Shares and widths of the modes in a set of rows. */
export interface ModeStatistics {
  /** The share of the rows that each mode has. */
  shares: number[];
  /** The root mean square of the distances of each mode's rows to its mean, in its own deviations a column, less 1. */
  widths: number[];
  /** The same over all rows. */
  width: number;
  /** ½·Σ|share − weight| */
  totalVariation: number;
}

/** A row is its mode's whose weighted density is largest there. */
export function modeStatistics(rows: ArrayLike<number>, { dim, weights, means, stds }: Mixture): ModeStatistics {
  const counts = weights.map(() => 0);
  const squares = weights.map(() => 0);
  const constants = weights.map((weight, k) => Math.log(weight) - dim * Math.log(stds[k]));
  for (let at = 0; at < rows.length; at += dim) {
    let [own, best, square] = [0, -Infinity, 0];
    for (let k = 0; k < weights.length; k++) {
      let distance = 0;
      for (let d = 0; d < dim; d++) distance += ((rows[at + d] - means[k][d]) / stds[k]) ** 2;
      const density = constants[k] - distance / 2;
      if (density > best) [own, best, square] = [k, density, distance];
    }
    counts[own]++;
    squares[own] += square;
  }
  const count = rows.length / dim;
  const shares = counts.map((n) => n / count);
  return {
    shares,
    widths: squares.map((square, k) => Math.sqrt(square / counts[k] / dim) - 1),
    width: Math.sqrt(sum(squares) / count / dim) - 1,
    totalVariation: sum(shares.map((share, k) => Math.abs(share - weights[k]))) / 2,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
