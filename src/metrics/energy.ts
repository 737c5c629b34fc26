import { checkInteger, checkOneOf, invalid } from "../support/errors.ts";
import { checkSeed } from "../numerics/random.ts";
import { toTable, type Rows } from "../data/rows.ts";
import { subsample } from "../numerics/draws.ts";

export interface EnergyDistanceOptions {
  /** Numbers in a row. */
  dim: number;
  /** `"V"`: pairs of a row with itself count. `"U"`: they do not. */
  statistic?: "V" | "U" | undefined;
  /** A set with more rows is replaced by this many of its rows, drawn without replacement; `Infinity` for all of them. */
  maxRows?: number | undefined;
  /** Of the subsamples. */
  seed?: number | undefined;
}

/**
 * The squared energy distance E = 2·E‖X−Y‖ − E‖X−X'‖ − E‖Y−Y'‖ of two sets of rows
 * (Székely & Rizzo 2013, "Energy statistics", eq. 2.1; in one dimension twice Cramér's ∫(F−G)²).
 *
 * With Sab = Σ_ij ‖a_i − b_j‖ over n and m rows,
 *
 *     V: 2·Sab/(n·m) − Saa/n² − Sbb/m²              ≥ 0; 0 for equal sets; biased up by (E‖X−X'‖)/n + (E‖Y−Y'‖)/m
 *     U: 2·Sab/(n·m) − Saa/(n(n−1)) − Sbb/(m(m−1))   unbiased, so it may be below 0
 *
 * The default is V, the distance of the two empirical distributions. No square root is taken of either.
 *
 * @param a (n, dim) row-major
 * @param b (m, dim) row-major
 * @returns the distance in the units of the rows. Exact up to rounding (f64 sums, about 1e-15 of the mean distance)
 * for sets of up to `maxRows` rows; above that the estimate from the subsamples, which then depends on the order of
 * the rows. Takes (n·m + n²/2 + m²/2)·dim steps: 0.4·10⁹ of them, about a second, for 20,000 against 8,000 rows in 2-D.
 * @throws `invalid-data` for sizes which do not fit `dim`, empty sets and values which are not finite;
 * `invalid-argument` for unknown options and for single rows under `"U"`.
 */
export function energyDistance(a: Rows, b: Rows, options: EnergyDistanceOptions): number {
  const { dim, statistic = "V", maxRows = 20_000, seed = 0 } = options;
  const where = "energyDistance";
  checkInteger(where, "dim", dim, 1);
  checkOneOf(where, "statistic", statistic, ["V", "U"]);
  if (maxRows !== Infinity) checkInteger(where, "maxRows", maxRows, 2);
  checkSeed(where, seed);
  const x = subsample(toTable(where, "a", a, dim), maxRows, seed, 0);
  const y = subsample(toTable(where, "b", b, dim), maxRows, seed, 1);
  const n = x.length / dim;
  const m = y.length / dim;
  if (statistic === "U" && (n < 2 || m < 2))
    throw invalid(where, `two rows or more in each set for statistic "U"`, `${n} and ${m}`);

  const between = (2 * sumDistances(x, y, dim, false)) / (n * m);
  const withinX = (2 * sumDistances(x, x, dim, true)) / (n * (statistic === "V" ? n : n - 1));
  const withinY = (2 * sumDistances(y, y, dim, true)) / (m * (statistic === "V" ? m : m - 1));
  const distance = between - withinX - withinY;
  // V is no less than 0; rounding can leave −1e-15.
  return statistic === "V" && distance < 0 ? 0 : distance;
}

/** Σ ‖x_i − y_j‖ over all i, j, or over i < j. Every row's own sum is added to the total: the rounding grows with n + m. */
function sumDistances(x: Float64Array, y: Float64Array, dim: number, ordered: boolean): number {
  let total = 0;
  for (let i = 0; i < x.length; i += dim) {
    const start = ordered ? i + dim : 0;
    total += dim === 2 ? sumFrom2(x[i], x[i + 1], y, start) : sumFrom(x, i, y, start, dim);
  }
  return total;
}

function sumFrom2(x0: number, x1: number, y: Float64Array, start: number): number {
  let sum = 0;
  for (let j = start; j < y.length; j += 2) {
    const d0 = x0 - y[j];
    const d1 = x1 - y[j + 1];
    sum += Math.sqrt(d0 * d0 + d1 * d1);
  }
  return sum;
}

function sumFrom(x: Float64Array, i: number, y: Float64Array, start: number, dim: number): number {
  let sum = 0;
  for (let j = start; j < y.length; j += dim) {
    let squared = 0;
    for (let d = 0; d < dim; d++) {
      const difference = x[i + d] - y[j + d];
      squared += difference * difference;
    }
    sum += Math.sqrt(squared);
  }
  return sum;
}
