import { foldKey, purposes, RowRandom, streamKey, uniformAt, type RandomKey } from "./random.ts";
import { checkOffset, rowKeys } from "./row-blocks.ts";
import { checkInteger, invalid } from "../support/errors.ts";
import { allocate, checkWork } from "../support/limits.ts";
import { readOptions, rowOffset, seed, type Spec } from "../support/options.ts";

/** Options of `sample`. */
export interface SampleOptions {
  /** Rows of equal seeds are equal; those of different seeds, and of the samplers, are independent. @default 0 */
  seed?: number | undefined;
  /** Number of the first row: `sample(5)` is `sample(2)` followed by `sample(3, { offset: 2 })`. @default 0 */
  offset?: number | undefined;
}

export const sampleSpec = {
  seed: seed({ default: 0 }),
  offset: rowOffset(),
} satisfies Spec<SampleOptions>;

/** Numbers that one call draws, at most: 512 MB, in some 10 seconds. */
const MOST_DRAWN = 1 << 26;
/** What a random number costs, in steps. */
const DRAW = 64;

/**
 * `count` rows of an exact law, (count, dim) row-major: row k by the random numbers of (seed, offset + k) alone.
 *
 * @param draw     writes one row at a place
 * @param perRow   steps that a row takes, apart from its random numbers
 */
export function drawRows(
  where: string,
  count: number,
  options: SampleOptions,
  { dim, perRow = 0, draw }: { dim: number; perRow?: number; draw: Draw },
): Float64Array {
  const { seed, offset } = readOptions(where, options, sampleSpec);
  checkInteger(where, "count", count, 0);
  if (count > MOST_DRAWN / dim)
    throw invalid(
      where,
      `count × dim of at most ${MOST_DRAWN} numbers (offset draws the rows after them)`,
      count * dim,
    );
  checkOffset(where, offset, count);
  checkWork(where, count * (perRow + DRAW * dim), "offset draws the rows after fewer");
  const keyOf = rowKeys((block) => streamKey(seed, purposes.exactDensity, block));
  const rows = allocate(where, count * dim);
  for (let k = 0; k < count; k++) draw(new RowRandom(keyOf(offset + k), offset + k), rows, k * dim);
  return rows;
}

/** One row, from its own random numbers, written to `out` from `at` on. */
export type Draw = (random: RowRandom, out: Float64Array, at: number) => void;

/** What random numbers of metrics are for. */
const uses = {
  directions: 0,
  subsample: 1,
  tableRows: 2,
  folds: 3,
  independent: 4,
  membership: 5,
  permutations: 6,
  places: 7,
  references: 8,
  signs: 9,
  perceptron: 10,
  labels: 11,
} as const;

/** The key of a metric's random numbers: another for each use, and for each number of it. */
export function metricsKey(seed: number, use: keyof typeof uses, which: number): Uint32Array {
  return foldKey(streamKey(seed, purposes.metrics), uses[use], which);
}

/** `count` points uniform on the unit sphere of `dim` dimensions, (count, dim): normals divided by their length. */
export function directions(count: number, dim: number, seed: number): Float64Array {
  const key = metricsKey(seed, "directions", 0);
  const points = new Float64Array(count * dim);
  for (let l = 0; l < count; l++) {
    const random = new RowRandom(key, l);
    const point = points.subarray(l * dim, (l + 1) * dim);
    let squared = 0;
    for (let d = 0; d < dim; d++) {
      point[d] = random.normal();
      squared += point[d] * point[d];
    }
    const length = Math.sqrt(squared);
    for (let d = 0; d < dim; d++) point[d] /= length;
  }
  return points;
}

interface Rows {
  /** (count, dim) row-major. */
  values: Float64Array;
  count: number;
  dim: number;
}

/** All rows in f64, or `maxRows` of them drawn without replacement: the first swaps of a Fisher–Yates shuffle. */
export function subsample({ values, count, dim }: Rows, maxRows: number, seed: number, set: number): Float64Array {
  if (count <= maxRows) return values;
  const key = metricsKey(seed, "subsample", set);
  const drawn = new Float64Array(maxRows * dim);
  drawPlaces(count, maxRows, key).forEach((row, i) => drawn.set(values.subarray(row * dim, (row + 1) * dim), i * dim));
  return drawn;
}

/** `count` of the places 0 … all − 1 in random order, none twice: the first swaps of a Fisher–Yates shuffle. */
export function drawPlaces(all: number, count: number, key: RandomKey): Uint32Array {
  const order = Uint32Array.from({ length: all }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + Math.floor(uniformAt(key, i, 0) * (all - i));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order.slice(0, count);
}

/** The places 0 … all − 1 in two parts, `held` of them drawn at random; each in order. */
export function drawSplit(all: number, held: number, key: RandomKey): { training: Uint32Array; holdout: Uint32Array } {
  const holdout = drawPlaces(all, held, key).sort();
  const drawn = new Set(holdout);
  return { training: Uint32Array.from({ length: all }, (_, row) => row).filter((row) => !drawn.has(row)), holdout };
}
