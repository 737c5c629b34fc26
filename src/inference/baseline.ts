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
/** Ridge, in units of a feature's own variance. */
const RIDGE = 1e-6;
/** Deviation that stands for a smaller one. */
const LEAST_STD = 1e-4;
/** s(x) in deviations of all rows from m(x): the least and the largest, and what is added to gaps before their logarithm is taken. */
const [LEAST, LARGEST, ADDED] = [0.03, 10, 0.01];

/**
 * The least-squares fit of rows of parameters by splines of the numbers observed, and of the logarithms of what is left, squared.
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
  const size = featureCount(splines);
  const features = new Float64Array(rows * size);
  for (let k = 0; k < rows; k++)
    features.set(splineFeatures(splines, observations.subarray(k * conditions, (k + 1) * conditions)), k * size);
  const mean = leastSquares(features, z.subarray(0, rows * dim), { rows, size, dim });
  const gaps = z.slice(0, rows * dim);
  const squares = new Float64Array(dim);
  const fitted = (coefficients: readonly number[], k: number): number =>
    coefficients.reduce((sum, value, i) => sum + value * features[k * size + i], 0);
  gaps.forEach((_, i) => {
    gaps[i] -= fitted(mean[i % dim], Math.floor(i / dim));
    squares[i % dim] += (gaps[i] * gaps[i]) / rows;
  });
  const variance = squares.map((square) => Math.max(LEAST_STD * LEAST_STD, square));
  const logs = gaps.map((gap, i) => log(gap * gap + ADDED * ADDED * variance[i % dim]));
  const logVariance = leastSquares(features, logs, { rows, size, dim });
  const range = Array.from(variance, (own): [number, number] => [
    log(own * LEAST * LEAST),
    log(own * LARGEST * LARGEST),
  ]);
  // Logarithms' mean is not the mean's logarithm
  logVariance.forEach((own, d) => {
    let ratio = 0;
    for (let k = 0; k < rows; k++)
      ratio += (gaps[k * dim + d] * gaps[k * dim + d]) / exp(within(range[d], fitted(own, k))) / rows;
    own[0] += log(Math.max(ratio, 1e-6));
  });
  return { splines, mean, logVariance, range };
}

function within([least, largest]: readonly [number, number], value: number): number {
  return Math.min(largest, Math.max(least, value));
}

/** Coefficients of each of dim columns by the features of rows. */
function leastSquares(
  features: Float64Array,
  values: Float64Array,
  { rows, size, dim }: { rows: number; size: number; dim: number },
): number[][] {
  const gram = new Float64Array(size * size);
  const right = new Float64Array(dim * size);
  for (let k = 0; k < rows; k++) {
    const own = features.subarray(k * size, (k + 1) * size);
    for (let i = 0; i < size; i++) {
      if (own[i] === 0) continue;
      for (let j = 0; j <= i; j++) gram[i * size + j] += own[i] * own[j];
      for (let d = 0; d < dim; d++) right[d * size + i] += own[i] * values[k * dim + d];
    }
  }
  for (let i = 1; i < size; i++) gram[i * size + i] += RIDGE * rows;
  return solvePositive(gram, right, size);
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
