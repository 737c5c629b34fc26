import { LangevinError } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { show } from "../../support/show.ts";
import { cholesky } from "../../numerics/cholesky.ts";
import { log } from "../../numerics/math.ts";
import type { Draw } from "../../numerics/draws.ts";
import { checkVector } from "../check.ts";

const LN_2PI = 1.8378770664093453;

/** N(mean, Σ + σ²I). */
export interface SmoothedNormal {
  /** ln of the density at the row of x that begins at `at`; its gradient in x goes to `gradient`. */
  logDensity(x: ArrayLike<number>, at: number, gradient: Float64Array): number;
  /** Δ ln of the density, −tr (Σ + σ²I)⁻¹, the same everywhere; O(dim³) with a full Σ. */
  laplacian(): number;
}

/** One normal distribution N(mean, Σ). */
export interface NormalComponent {
  readonly mean: Float64Array;
  /** The diagonal of Σ. */
  readonly variance: Float64Array;
  /** The variance of each column given those before it. */
  readonly conditional: Float64Array;
  /** Σ, dim × dim, if it is more than its diagonal. */
  readonly covariance?: Float64Array;
  smoothed(sigma: number): SmoothedNormal;
  /** One row, from dim normals of `random`. */
  readonly draw: Draw;
  /** Steps that a row takes. */
  readonly perRow: number;
}

/** N(mean, diag(variance)); O(dim) a row. */
export function diagonalNormal(mean: Float64Array, variance: Float64Array): NormalComponent {
  const dim = mean.length;
  return {
    mean,
    variance,
    conditional: variance,
    perRow: dim,
    smoothed(sigma) {
      const precision = variance.map((v) => 1 / (v + sigma * sigma));
      const constant = -0.5 * variance.reduce((sum, v) => sum + log(v + sigma * sigma), dim * LN_2PI);
      return {
        logDensity(x, at, gradient) {
          let square = 0;
          for (let i = 0; i < dim; i++) {
            const difference = x[at + i] - mean[i];
            const scaled = difference * precision[i];
            gradient[i] = -scaled;
            square += difference * scaled;
          }
          return constant - 0.5 * square;
        },
        laplacian: () => -precision.reduce((sum, p) => sum + p, 0),
      };
    },
    draw(random, out, at) {
      for (let i = 0; i < dim; i++) out[at + i] = mean[i] + Math.sqrt(variance[i]) * random.normal();
    },
  };
}

/** N(mean, covariance); O(dim²) a row and O(dim³) a σ. `covariance` is dim × dim, row-major. */
export function fullNormal(where: string, name: string, mean: Float64Array, covariance: Float64Array): NormalComponent {
  const dim = mean.length;
  const root = rootOf(where, name, covariance, dim, 0);
  return {
    mean,
    variance: mean.map((_, i) => covariance[i * dim + i]),
    conditional: mean.map((_, i) => root[i * dim + i] * root[i * dim + i]),
    covariance,
    perRow: dim * dim,
    smoothed(sigma) {
      const l = sigma === 0 ? root : rootOf(where, name, covariance, dim, sigma * sigma);
      let constant = -0.5 * dim * LN_2PI;
      for (let i = 0; i < dim; i++) constant -= log(l[i * dim + i]);
      return {
        logDensity(x, at, gradient) {
          let square = 0;
          for (let i = 0; i < dim; i++) {
            let y = mean[i] - x[at + i];
            for (let j = 0; j < i; j++) y -= l[i * dim + j] * gradient[j];
            y /= l[i * dim + i];
            gradient[i] = y;
            square += y * y;
          }
          for (let i = dim - 1; i >= 0; i--) {
            let y = gradient[i];
            for (let j = i + 1; j < dim; j++) y -= l[j * dim + i] * gradient[j];
            gradient[i] = y / l[i * dim + i];
          }
          return constant - 0.5 * square;
        },
        laplacian: () => -squaredInverse(l, dim),
      };
    },
    draw(random, out, at) {
      const z = Float64Array.from(mean, () => random.normal());
      for (let i = 0; i < dim; i++) {
        let sum = mean[i];
        for (let j = 0; j <= i; j++) sum += root[i * dim + j] * z[j];
        out[at + i] = sum;
      }
    },
  };
}

/** Σ of the squares of L⁻¹, that is tr (L·Lᵀ)⁻¹. */
function squaredInverse(l: Float64Array, dim: number): number {
  const column = new Float64Array(dim);
  let sum = 0;
  for (let c = 0; c < dim; c++)
    for (let i = c; i < dim; i++) {
      let y = Number(i === c);
      for (let j = c; j < i; j++) y -= l[i * dim + j] * column[j];
      column[i] = y / l[i * dim + i];
      sum += column[i] * column[i];
    }
  return sum;
}

/** Lower L with L·Lᵀ = covariance + shift·I. */
function rootOf(where: string, name: string, covariance: Float64Array, dim: number, shift: number): Float64Array {
  return cholesky(covariance, dim, shift, (pivot, row) => {
    const got = `got the pivot ${pivot} in row ${row}`;
    throw new LangevinError("invalid-argument", `${where}: expected ${name} positive definite, ${got}`);
  })!;
}

/** The rows of a symmetric matrix as one array; symmetric to 1e-9 of its diagonal. */
export function checkCovariance(
  where: string,
  name: string,
  rows: ArrayLike<ArrayLike<number>>,
  dim: number,
): Float64Array {
  if (!isList(rows) || rows.length !== dim) {
    const got = isList(rows) ? `${rows.length} rows` : show(rows);
    throw new LangevinError("invalid-argument", `${where}: expected ${name} an array of ${dim} rows, got ${got}`);
  }
  const covariance = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) covariance.set(checkVector(where, `${name}[${i}]`, rows[i], dim), i * dim);
  for (let i = 0; i < dim; i++)
    for (let j = 0; j < i; j++) {
      const below = covariance[i * dim + j];
      const above = covariance[j * dim + i];
      const scale = Math.abs(covariance[i * dim + i]) + Math.abs(covariance[j * dim + j]);
      if (Math.abs(below - above) > 1e-9 * scale) {
        const got = `got ${above} at (${j}, ${i}) and ${below} at (${i}, ${j})`;
        throw new LangevinError("invalid-argument", `${where}: expected ${name} symmetric, ${got}`);
      }
    }
  return covariance;
}

/** dim positive numbers: `value` itself, or one number for every column. */
export function checkVariance(
  where: string,
  name: string,
  value: number | ArrayLike<number>,
  dim: number,
): Float64Array {
  const variance = typeof value === "number" ? new Float64Array(dim).fill(value) : checkVector(where, name, value, dim);
  const wrong = variance.find((v) => !(v > 0 && v < Infinity));
  if (wrong !== undefined)
    throw new LangevinError("invalid-argument", `${where}: expected ${name} positive and finite, got ${wrong}`);
  return variance;
}
