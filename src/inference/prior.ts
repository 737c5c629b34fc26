import { toTable, type Rows } from "../data/rows.ts";
import { drawRows, type SampleOptions } from "../numerics/draws.ts";
import { exp, log } from "../numerics/math.ts";
import { normalCdf, normalQuantile } from "../numerics/normal.ts";
import { checkNumber, checkPositive, invalid } from "../support/errors.ts";
import { isList } from "../support/lists.ts";
import { isReadable } from "../support/readable.ts";

/** What is thought of the parameters before anything is observed: an exact model, or anything else that draws rows. */
export interface Prior {
  /** Parameters: numbers in a row. */
  readonly dim: number;
  /** `count` independent rows, (count, dim) row-major. Row k depends on the seed and offset + k alone. */
  sample(count: number, options?: SampleOptions): Float64Array;
  /** ln p of each row; −∞ where there are none. Draws of a posterior that are there are rejected. */
  logDensity?(rows: Rows): Float64Array;
}

/** The law of one parameter: uniform, or uniform or normal in its logarithm, between two ends; normal by mean and deviation. */
export type PriorColumn =
  | {
      /** Uniform between two ends. */
      readonly uniform: readonly [lower: number, upper: number];
    }
  | {
      /** The logarithm is uniform; the ends are those of the parameter, above 0. */
      readonly logUniform: readonly [lower: number, upper: number];
    }
  | {
      /** Normal, by mean and deviation. */
      readonly normal: readonly [mean: number, std: number];
    }
  | {
      /** The logarithm is normal, of this mean and deviation. */
      readonly logNormal: readonly [logMean: number, logStd: number];
    };

/** A prior of {@link independentPrior}. */
export interface IndependentPrior extends Prior {
  /** The law of each parameter. */
  readonly columns: readonly PriorColumn[];
  logDensity(rows: Rows): Float64Array;
  /** z = Φ⁻¹(F(θ)) of each number, F the law's distribution function: N(0, I) where rows are the prior's. */
  toNormal(rows: Rows): Float64Array;
  /** The way back, θ = F⁻¹(Φ(z)): always where the prior has rows. */
  fromNormal(rows: Rows): Float64Array;
}

/** One parameter's law: u = F(θ), or for normal ones z itself. */
interface Law {
  toNormal(theta: number): number;
  fromNormal(z: number): number;
  /** ln p(θ), −∞ outside. */
  logDensity(theta: number): number;
}

const LOG_SQRT_2PI = log(2 * Math.PI) / 2;

/**
 * The prior of independent parameters, each of a known law.
 *
 * {@link trainPosterior} learns such parameters as normal scores z = Φ⁻¹(F(θ)), for which the prior is N(0, I): draws never leave
 * its bounds, log-densities have none of their mass outside, and several observations need no other model of the prior.
 *
 * @param columns  one law for each parameter: `{ uniform: [lower, upper] }`, `{ logUniform: [lower, upper] }`,
 *   `{ normal: [mean, std] }`, or `{ logNormal: [mean, std] }` of the logarithm
 * @throws LangevinError "invalid-argument"
 *
 * @example
 * ```ts
 * import { independentPrior } from "langevin/inference";
 *
 * const prior = independentPrior([{ uniform: [0, 1] }, { logNormal: [0, 0.5] }]);
 * console.log(prior.sample(2, { seed: 1 }), prior.logDensity([[0.3, 1]])); // −ln(0.5·√(2π)) = −0.226
 * ```
 */
export function independentPrior(columns: readonly PriorColumn[]): IndependentPrior {
  const where = "independentPrior";
  if (!isList(columns) || columns.length === 0) throw invalid(where, "columns an array of one law or more", columns);
  const laws = Array.from(columns, (column, i) => readLaw(where, i, column));
  const dim = laws.length;
  const map = (name: string, rows: Rows, of: (law: Law, value: number) => number): Float64Array =>
    toTable(`${where}.${name}`, "rows", rows, dim, { empty: true }).values.map((value, i) => of(laws[i % dim], value));
  return {
    dim,
    columns: structuredClone([...columns]),
    sample: (count, options = {}) =>
      drawRows(`${where}.sample`, count, options, {
        dim,
        draw: (random, out, at) => laws.forEach((law, i) => (out[at + i] = law.fromNormal(random.normal()))),
      }),
    logDensity(rows) {
      const logs = map("logDensity", rows, (law, theta) => law.logDensity(theta));
      return Float64Array.from({ length: logs.length / dim }, (_, k) => sumOf(logs.subarray(k * dim, (k + 1) * dim)));
    },
    toNormal: (rows) => map("toNormal", rows, (law, theta) => law.toNormal(theta)),
    fromNormal: (rows) => map("fromNormal", rows, (law, z) => law.fromNormal(z)),
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function readLaw(where: string, i: number, column: PriorColumn): Law {
  const name = `columns[${i}]`;
  if (!isReadable(column) || typeof column !== "object" || column === null || Object.keys(column).length !== 1)
    throw invalid(where, `${name} { uniform }, { logUniform }, { normal } or { logNormal }`, column);
  if ("uniform" in column) return uniform(...ends(where, `${name}.uniform`, column.uniform));
  if ("normal" in column) return normal(...moments(where, `${name}.normal`, column.normal));
  if ("logUniform" in column) {
    const [lower, upper] = ends(where, `${name}.logUniform`, column.logUniform);
    checkPositive(where, `${name}.logUniform[0]`, lower);
    return ofLogarithm(uniform(log(lower), log(upper)));
  }
  if ("logNormal" in column) return ofLogarithm(normal(...moments(where, `${name}.logNormal`, column.logNormal)));
  throw invalid(where, `${name} { uniform }, { logUniform }, { normal } or { logNormal }`, column);
}

function pair(where: string, name: string, value: unknown): [number, number] {
  if (!isList(value) || value.length !== 2) throw invalid(where, `${name} two numbers`, value);
  const [a, b] = Array.from(value as ArrayLike<unknown>, (one, k) =>
    checkNumber(where, `${name}[${k}]`, one, -1e100, 1e100),
  );
  return [a, b];
}

function ends(where: string, name: string, value: unknown): [lower: number, upper: number] {
  const [lower, upper] = pair(where, name, value);
  if (!(lower < upper)) throw invalid(where, `${name} a number and a larger one`, value);
  return [lower, upper];
}

function moments(where: string, name: string, value: unknown): [mean: number, std: number] {
  const [mean, std] = pair(where, name, value);
  checkPositive(where, `${name}[1]`, std);
  return [mean, std];
}

function normal(mean: number, std: number): Law {
  return {
    toNormal: (theta) => (theta - mean) / std,
    fromNormal: (z) => mean + std * z,
    logDensity: (theta) => -(((theta - mean) / std) * ((theta - mean) / std)) / 2 - LOG_SQRT_2PI - log(std),
  };
}

function uniform(lower: number, upper: number): Law {
  const width = upper - lower;
  const inside = -log(width);
  return {
    // From the nearer end, where numbers are finer
    toNormal: (theta) =>
      theta - lower < upper - theta
        ? normalQuantile(Math.max(0, (theta - lower) / width))
        : -normalQuantile(Math.max(0, (upper - theta) / width)),
    fromNormal: (z) =>
      z < 0 ? Math.max(lower, lower + width * normalCdf(z)) : Math.min(upper, upper - width * normalCdf(-z)),
    logDensity: (theta) => (theta >= lower && theta <= upper ? inside : -Infinity),
  };
}

function ofLogarithm(law: Law): Law {
  return {
    toNormal: (theta) => (theta > 0 ? law.toNormal(log(theta)) : -Infinity),
    fromNormal: (z) => exp(law.fromNormal(z)),
    logDensity: (theta) => (theta > 0 ? law.logDensity(log(theta)) - log(theta) : -Infinity),
  };
}
