import type { ScoreNetwork } from "../models/network.ts";
import { exp, log } from "../numerics/math.ts";
import { invalid } from "../support/errors.ts";
import { solvePositive } from "./solve-positive.ts";
import { featureCount, splineFeatures, type Splines } from "./splines.ts";

/**
 * What splines say of parameters given an observation, z ≈ m(x), and how far off it is, s(x): networks learn (z − m(x))/s(x), so that
 * they need not find out where a narrow posterior is before they can learn its shape.
 */
export interface Baseline {
  readonly splines: Splines;
  /** m(x): a coefficient of each feature, for each parameter. */
  readonly mean: readonly (readonly number[])[];
  /** ln s(x)². */
  readonly logVariance: readonly (readonly number[])[];
  /** The least and the largest ln s² of each parameter. */
  readonly range: readonly (readonly [least: number, largest: number])[];
}

/** Rows that are fitted, at most. */
const MOST_ROWS = 30_000;
/** Ridge, in units of a feature's own square; and what stands in for it where no row has the feature. */
const [RIDGE, EMPTY] = [1e-8, 1e-12];
/** Deviation that stands for a smaller one. */
const LEAST_STD = 1e-4;
/** s(x) in deviations of all rows from m(x): the least and the largest, and what is added to gaps before their logarithm is taken. */
const [LEAST, LARGEST, ADDED] = [0.03, 10, 0.01];

/** Fits after the first, each weighted by the one before. */
const REFITS = 3;

/**
 * Fits of rows of parameters by splines of the numbers observed, and of the logarithms of what is left, squared. The first is by least
 * squares, and the only one of straight lines; later ones count a row as (1/s(x)²)/(1 + u²)², u being its gap in units of s(x) (Geman & McClure 1985), so that the narrow part of a
 * law says where it is, and its tails do not.
 *
 * @param z             (n, dim) row-major
 * @param observations  (n, conditions) row-major
 */
export function fitBaseline(
  z: Float64Array,
  observations: Float64Array,
  { dim, conditions, splines }: { dim: number; conditions: number; splines: Splines },
): Baseline {
  const rows = Math.min(z.length / dim, MOST_ROWS);
  const features = Array.from({ length: rows }, (_, k) =>
    sparse(splineFeatures(splines, observations.subarray(k * conditions, (k + 1) * conditions))),
  );
  const size = featureCount(splines);
  const columns = Array.from({ length: dim }, (_, d) => {
    const values = Float64Array.from({ length: rows }, (_, k) => z[k * dim + d]);
    let fit = fitColumn(features, values, size);
    for (let i = 0; i < REFITS && splines.degree > 1; i++) fit = fitColumn(features, values, size, fit.weights);
    return fit;
  });
  return {
    splines,
    mean: columns.map(({ mean }) => mean),
    logVariance: columns.map(({ logVariance }) => logVariance),
    range: columns.map(({ range }) => range),
  };
}

/** The features that are not 0. */
interface Features {
  places: number[];
  values: number[];
}

function sparse(features: readonly number[]): Features {
  const places = features.flatMap((value, i) => (value === 0 ? [] : [i]));
  return { places, values: places.map((i) => features[i]) };
}

function sumOf(coefficients: readonly number[], { places, values }: Features): number {
  let sum = 0;
  for (let i = 0; i < places.length; i++) sum += coefficients[places[i]] * values[i];
  return sum;
}

/** m, ln s² and its range for one parameter, and the weights that its rows then have. */
function fitColumn(features: readonly Features[], z: Float64Array, size: number, weights?: Float64Array) {
  const mean = leastSquares(features, z, size, weights);
  const gaps = z.map((value, k) => value - sumOf(mean, features[k]));
  const variance = Math.max(LEAST_STD * LEAST_STD, meanOf(gaps.map((gap) => gap * gap)));
  const range: [number, number] = [
    log(Math.max(LEAST_STD * LEAST_STD, variance * LEAST * LEAST)),
    log(variance * LARGEST * LARGEST),
  ];
  const logs = gaps.map((gap) => log(gap * gap + ADDED * ADDED * variance));
  const logVariance = leastSquares(features, logs, size);
  const squaresAt = (k: number): number => exp(within(range, sumOf(logVariance, features[k])));
  const next = gaps.map((gap, k) => {
    const square = squaresAt(k);
    const part = 1 + (gap * gap) / square;
    return 1 / (square * part * part);
  });
  // Logarithms' mean is not the mean's logarithm
  logVariance[0] += log(Math.max(LEAST_STD, meanOf(gaps.map((gap, k) => (gap * gap) / squaresAt(k)))));
  return { mean, logVariance, range, weights: next };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function within([least, largest]: readonly [number, number], value: number): number {
  return Math.min(largest, Math.max(least, value));
}

/** Coefficients of values by the features of rows. @param weights  how much each row counts; all the same without */
function leastSquares(
  features: readonly Features[],
  values: Float64Array,
  size: number,
  weights?: Float64Array,
): number[] {
  const gram = new Float64Array(size * size);
  const right = new Float64Array(size);
  const mean = weights ? meanOf(weights) : 1;
  features.forEach((own, k) => {
    const weight = weights ? weights[k] / mean : 1;
    for (let i = 0; i < own.places.length; i++) {
      const value = weight * own.values[i];
      const at = own.places[i] * size;
      for (let j = 0; j <= i; j++) gram[at + own.places[j]] += value * own.values[j];
      right[own.places[i]] += value * values[k];
    }
  });
  for (let i = 1; i < size; i++) gram[i * size + i] += RIDGE * gram[i * size + i] + EMPTY * features.length;
  return solvePositive(gram, right, size)[0];
}

/** m(x) and s(x) */
export function baselineAt(
  { splines, mean, logVariance, range }: Baseline,
  observation: ArrayLike<number>,
): { mean: Float64Array; std: Float64Array } {
  const features = splineFeatures(splines, observation);
  const sum = (own: readonly number[]): number => own.reduce((total, value, i) => total + value * features[i], 0);
  return {
    mean: Float64Array.from(mean, sum),
    std: Float64Array.from(logVariance, (own, d) => exp(within(range[d], sum(own)) / 2)),
  };
}

/** Where a network's notes have it. */
const NOTE = "inference.baseline";

export function keepBaseline(network: ScoreNetwork, baseline: Baseline): void {
  network.notes = { ...network.notes, [NOTE]: JSON.stringify(baseline) };
}

/** @throws LangevinError "invalid-argument" for a network that has none */
export function readBaseline(where: string, { dim, options, notes }: ScoreNetwork): Baseline {
  const baseline = parse(notes[NOTE]);
  const { splines, mean, logVariance, range } = baseline ?? {};
  const areEnds = Array.isArray(splines?.ends) && splines.ends.length === options.conditions;
  const fits =
    areEnds &&
    [0, 1, 3].includes(splines.degree) &&
    splines.ends.every((own) => Array.isArray(own) && areNumbers(own, own.length)) &&
    areTable(mean, dim, featureCount(splines)) &&
    areTable(logVariance, dim, featureCount(splines)) &&
    areTable(range, dim, 2);
  if (fits) return baseline as Baseline;
  throw invalid(where, "a network that trainPosterior has trained, whose notes tell its baseline", notes[NOTE]);
}

function parse(text: string | undefined): Partial<Baseline> | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as Partial<Baseline>);
  } catch {
    return undefined;
  }
}

function areTable(table: unknown, rows: number, count: number): boolean {
  return Array.isArray(table) && table.length === rows && table.every((own) => areNumbers(own, count));
}

function areNumbers(list: unknown, count: number): boolean {
  return Array.isArray(list) && list.length === count && list.every(Number.isFinite);
}
