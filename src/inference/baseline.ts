import type { ScoreNetwork } from "../models/network.ts";
import { invalid } from "../support/errors.ts";
import { solvePositive } from "./solve-positive.ts";

/**
 * What a polynomial says of parameters given an observation, z ≈ m(x), and how far off it is: networks learn (z − m(x))/std, so that
 * they need not find out where a narrow posterior is before they can learn its shape.
 */
export interface Baseline {
  /** Mean of each number of an observation, and its deviation. */
  readonly center: readonly number[];
  readonly scale: readonly number[];
  /** Powers of each number: 0, 1 or 3. */
  readonly degree: number;
  /** 1 + degree·numbers coefficients for each parameter. */
  readonly coefficients: readonly (readonly number[])[];
  /** Deviation of each parameter from m(x). */
  readonly std: readonly number[];
}

/** Rows that are fitted, at most, and features up to which that takes a second at most. */
const [MOST_ROWS, MOST_FEATURES] = [30_000, 100];
/** Rows for each feature, at least. */
const ROWS_EACH = 20;
/** Ridge, in units of a feature's own variance. */
const RIDGE = 1e-6;
/** Standardized numbers beyond it count as it: powers of them would rule. */
const FARTHEST = 5;
/** Deviation that stands for a smaller one. */
const LEAST_STD = 1e-4;

/**
 * The least-squares fit of rows of parameters by powers of the numbers observed.
 *
 * @param z             (n, dim) row-major
 * @param observations  (n, conditions) row-major
 */
export function fitBaseline(
  z: Float64Array,
  observations: Float64Array,
  { dim, conditions }: { dim: number; conditions: number },
): Baseline {
  const count = z.length / dim;
  const rows = Math.min(count, MOST_ROWS);
  const { center, scale } = momentsOf(observations.subarray(0, rows * conditions), conditions);
  const fits = (degree: number): boolean => {
    const features = 1 + degree * conditions;
    return features <= MOST_FEATURES && rows >= ROWS_EACH * features;
  };
  const shape = { center, scale, degree: [3, 1].find(fits) ?? 0 };
  const size = 1 + shape.degree * conditions;
  const gram = new Float64Array(size * size);
  const right = new Float64Array(dim * size);
  for (let k = 0; k < rows; k++) {
    const features = featuresOf(shape, observations.subarray(k * conditions, (k + 1) * conditions));
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) gram[i * size + j] += features[i] * features[j];
      for (let d = 0; d < dim; d++) right[d * size + i] += features[i] * z[k * dim + d];
    }
  }
  for (let i = 1; i < size; i++) gram[i * size + i] += RIDGE * rows;
  const coefficients = solvePositive(gram, right, size);
  const fitted = { ...shape, coefficients, std: new Array<number>(dim).fill(1) };
  const squares = new Float64Array(dim);
  for (let k = 0; k < rows; k++)
    baselineMean(fitted, observations.subarray(k * conditions, (k + 1) * conditions)).forEach((mean, d) => {
      const gap = z[k * dim + d] - mean;
      squares[d] += (gap * gap) / rows;
    });
  return { ...fitted, std: Array.from(squares, (square) => Math.max(LEAST_STD, Math.sqrt(square))) };
}

/** m(x) */
export function baselineMean(baseline: Omit<Baseline, "std">, observation: ArrayLike<number>): Float64Array {
  const features = featuresOf(baseline, observation);
  return Float64Array.from(baseline.coefficients, (own) => own.reduce((sum, value, i) => sum + value * features[i], 0));
}

function featuresOf({ center, scale, degree }: Pick<Baseline, "center" | "scale" | "degree">, x: ArrayLike<number>) {
  const features = [1];
  center.forEach((middle, c) => {
    const value = Math.min(FARTHEST, Math.max(-FARTHEST, (x[c] - middle) / scale[c]));
    for (let power = value, k = 0; k < degree; k++, power *= value) features.push(power);
  });
  return features;
}

function momentsOf(values: Float64Array, columns: number): { center: number[]; scale: number[] } {
  const count = values.length / columns;
  const center = new Array<number>(columns).fill(0);
  const squares = new Array<number>(columns).fill(0);
  values.forEach((value, i) => (center[i % columns] += value / count));
  values.forEach(
    (value, i) => (squares[i % columns] += ((value - center[i % columns]) / count) * (value - center[i % columns])),
  );
  return { center, scale: squares.map((square) => (square > 0 ? Math.sqrt(square) : 1)) };
}

/** Where a network's notes have it. */
const NOTE = "inference.baseline";

export function keepBaseline(network: ScoreNetwork, baseline: Baseline): void {
  network.notes = { ...network.notes, [NOTE]: JSON.stringify(baseline) };
}

/** @throws LangevinError "invalid-argument" for a network that has none */
export function readBaseline(where: string, { dim, options, notes }: ScoreNetwork): Baseline {
  const baseline = parse(notes[NOTE]);
  const { center, scale, degree, coefficients, std } = baseline ?? {};
  const features = 1 + (degree ?? 0) * options.conditions;
  const fits =
    [center, scale].every((list) => areNumbers(list, options.conditions)) &&
    areNumbers(std, dim) &&
    Array.isArray(coefficients) &&
    coefficients.length === dim &&
    coefficients.every((own) => areNumbers(own, features));
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

function areNumbers(list: unknown, count: number): boolean {
  return Array.isArray(list) && list.length === count && list.every(Number.isFinite);
}
