import { toTables, type Rows, type Table } from "../data/rows.ts";
import { drawPlaces, metricsKey } from "../numerics/draws.ts";
import { threefry2x32 } from "../numerics/random.ts";
import { LangevinError } from "../support/errors.ts";
import { checkWork } from "../support/limits.ts";
import { integer, positive, readOptions, seed, type Spec } from "../support/options.ts";
import { dimOption } from "./sets.ts";

/** Options of {@link kernelSteinDiscrepancy}. */
export interface KernelSteinOptions {
  /** Numbers in a row; needed where both sets are flat arrays. @default the length of nested rows */
  dim?: number | undefined;
  /** The kernel's length, in the units of the rows. @default 1 */
  lengthScale?: number | undefined;
  /** Draws of the null distribution; the p-value is 1/(bootstraps + 1) at least. @default 499 */
  bootstraps?: number | undefined;
  /** More rows are replaced by this many of them, drawn without replacement, up to 100,000. @default 2000 */
  maxRows?: number | undefined;
  /** Seed of the null distribution and of the subsample. @default 0 */
  seed?: number | undefined;
}

export const kernelSteinSpec = {
  dim: dimOption,
  lengthScale: positive({ default: 1 }),
  bootstraps: integer(19, 1_000_000, { default: 499 }),
  maxRows: integer(2, 100_000, { default: 2000 }),
  seed: seed({ default: 0 }),
} satisfies Spec<KernelSteinOptions>;

/** What {@link kernelSteinDiscrepancy} finds. */
export interface KernelSteinDiscrepancy {
  /** The estimate of KSD², without bias and without units: it may be below 0. */
  squared: number;
  /** Its standard error, by the spread over rows and over pairs. */
  error: number;
  /** (1 + how many draws of the null distribution are as large)/(bootstraps + 1). */
  pValue: number;
  /** The null distribution: the estimate with random signs, ascending. */
  null: Float64Array;
  /** Rows that were looked at. */
  rows: number;
}

/**
 * The squared kernel Stein discrepancy of rows from a law whose score s is known, its constant not (Liu, Lee & Jordan 2016;
 * Chwialkowski, Strathmann & Gretton 2016), with the inverse multiquadric kernel k = (1 + r²)^{−½} (Gorham & Mackey 2017), r =
 * ‖x − x'‖ in units of `lengthScale`:
 *
 *     KSD² = mean over pairs i ≠ j of u(xᵢ, xⱼ),
 *     u = s·s' b^{−½} + (s − s')·(x − x') b^{−3/2} + D b^{−3/2} − 3 r² b^{−5/2},  b = 1 + r²
 *
 * Under the score of N(0, 1), rows of N(½, 1) have .176439, of N(1, 1) .705757, of N(0, ¼) .201337, of N(0, 2.25) .093508.
 *
 * **It is blind to the shares of modes far apart**, since scores are (arXiv:2304.14762): rows that miss a mode altogether have a
 * KSD near 0. Never show it alone: {@link permutationTest} and {@link energyDistance} see shares.
 *
 * The null: of independent rows of the law the estimate has mean 0. Its distribution is that of the estimate with a random sign
 * for each row, for many rows (wild bootstrap); the p-value is uniform but for terms of 1/rows. The error is that of a
 * U-statistic, √(4(n − 2)ζ₁ + 2ζ₂)/√(n(n − 1)), ζ₁ the variance of a row's mean u and ζ₂ that of u (Hoeffding 1948). States of a chain
 * are not independent: thin them.
 *
 * @param rows    (n, dim) row-major
 * @param scores  (n, dim): the score of the law at each row, ∇ ln p, in 1 over the units of the rows
 * @returns numbers without units. Takes n²·(3·dim + bootstraps)/2 steps: 10⁹, a second or so, by default
 * @throws LangevinError "invalid-data" for sizes that do not fit, a single row, values that are not finite and u beyond f64;
 *   "invalid-argument" for options and for more than 2³⁵ steps, a minute or so
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { kernelSteinDiscrepancy } from "langevin/metrics";
 *
 * const law = gaussian({ mean: [0], std: 1 });
 * const rows = gaussian({ mean: [1], std: 1 }).sample(500, { seed: 1 });
 * const { squared, error, pValue } = kernelSteinDiscrepancy(rows, law.score(rows), { dim: 1 });
 * console.log(squared, error, pValue); // 0.706 within 2 errors or so, its error, 0.002
 * ```
 */
export function kernelSteinDiscrepancy(
  rows: Rows,
  scores: Rows,
  options: KernelSteinOptions = {},
): KernelSteinDiscrepancy {
  const where = "kernelSteinDiscrepancy";
  const { dim: given, lengthScale, bootstraps, maxRows, seed } = readOptions(where, options, kernelSteinSpec);
  const tables = toTables(where, { rows, scores }, given);
  const [{ count, dim }, { count: known }] = tables;
  if (count !== known || count < 2)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected two rows or more and a score for each, got ${count} rows and ${known} scores`,
    );
  const n = Math.min(count, maxRows);
  checkWork(where, (n * n * (3 * dim + bootstraps)) / 2, "choose fewer bootstraps or rows");
  const places = n < count ? drawPlaces(count, n, metricsKey(seed, "subsample", 0)) : undefined;
  const x = taken(tables[0], places).map((value) => value / lengthScale);
  const s = taken(tables[1], places).map((value) => value * lengthScale);
  const { sums, squares, drawn } = sumPairs(x, s, dim, signsOf(n, bootstraps, seed));

  const pairs = n * (n - 1);
  const total = sums.reduce((sum, value) => sum + value, 0);
  if (!(Math.abs(total) < Infinity && squares < Infinity))
    throw new LangevinError(
      "invalid-data",
      `${where}: expected rows and scores whose products are within f64, got more`,
    );
  const squared = total / pairs;
  const ofPairs = Math.max(0, (2 * squares) / pairs - squared * squared);
  let ofRows = 0;
  for (const sum of sums) ofRows += (sum / (n - 1) - squared) * (sum / (n - 1) - squared);
  // A mean over n − 1 pairs varies by their own spread as well
  const zeta = Math.max(0, ofRows / (n - 1) - ofPairs / (n - 1));
  const null_ = drawn.map((sum) => (2 * sum) / pairs).sort();
  return {
    squared,
    error: Math.sqrt((4 * (n - 2) * zeta + 2 * ofPairs) / pairs),
    pValue: (1 + null_.filter((value) => value >= squared).length) / (bootstraps + 1),
    null: null_,
    rows: n,
  };
}

/** Some rows of a table, or all. */
function taken({ values, dim }: Table, places: Uint32Array | undefined): Float64Array {
  if (!places) return values;
  const some = new Float64Array(places.length * dim);
  places.forEach((row, i) => some.set(values.subarray(row * dim, (row + 1) * dim), i * dim));
  return some;
}

/** ±1 for each row, for each bootstrap: (bootstraps, n). */
function signsOf(n: number, bootstraps: number, seed: number): Float64Array[] {
  return Array.from({ length: bootstraps }, (_, b) => {
    const key = metricsKey(seed, "signs", b);
    const signs = new Float64Array(n);
    for (let i = 0; i < n; i += 32) {
      const [word] = threefry2x32(key, i >>> 5, 0);
      for (let k = i; k < Math.min(n, i + 32); k++) signs[k] = (word >>> (k - i)) & 1 ? 1 : -1;
    }
    return signs;
  });
}

/** Σⱼ u(xᵢ, xⱼ) over j ≠ i for each row, Σ u² over i < j, and for each row of signs w Σ wᵢ·wⱼ·u(xᵢ, xⱼ) over i < j. */
function sumPairs(x: Float64Array, s: Float64Array, dim: number, signs: readonly Float64Array[]) {
  const n = x.length / dim;
  const sums = new Float64Array(n);
  const drawn = new Float64Array(signs.length);
  const row = new Float64Array(n);
  let squares = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const u = steinKernel(x, s, i * dim, j * dim, dim);
      row[j] = u;
      sums[i] += u;
      sums[j] += u;
      squares += u * u;
    }
    signs.forEach((w, b) => {
      let sum = 0;
      for (let j = i + 1; j < n; j++) sum += w[j] * row[j];
      drawn[b] += w[i] * sum;
    });
  }
  return { sums, squares, drawn };
}

/** u of the rows at offsets i and j. */
function steinKernel(x: Float64Array, s: Float64Array, i: number, j: number, dim: number): number {
  let [squared, products, along] = [0, 0, 0];
  for (let d = 0; d < dim; d++) {
    const difference = x[i + d] - x[j + d];
    squared += difference * difference;
    products += s[i + d] * s[j + d];
    along += (s[i + d] - s[j + d]) * difference;
  }
  const b = 1 + squared;
  const inverse = 1 / b;
  return (products + (along + dim - 3 * squared * inverse) * inverse) / Math.sqrt(b);
}
