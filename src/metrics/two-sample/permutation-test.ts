import { toTables, type Rows } from "../../data/rows.ts";
import { drawPlaces, metricsKey, subsample } from "../../numerics/draws.ts";
import { invalid } from "../../support/errors.ts";
import { checkWork } from "../../support/limits.ts";
import { integer, oneOf, positive, readOptions, seed, type Spec } from "../../support/options.ts";
import { dimOption, scaleSets, type SetsOptions } from "../sets.ts";
import { distancesBetween, gaussianKernel, medianDistance } from "./similarity.ts";

/** Options of {@link permutationTest}. */
export interface PermutationTestOptions extends SetsOptions {
  /** The energy distance, or the maximum mean discrepancy of a Gaussian kernel. @default "energy" */
  statistic?: "energy" | "mmd" | undefined;
  /** h of the kernel exp(−‖x − y‖²/(2h²)) of `"mmd"`, in the units of the rows. @default the median distance of two rows */
  bandwidth?: number | undefined;
  /** How often rows are dealt into two sets anew; the p-value is 1/(permutations + 1) at least. @default 499 */
  permutations?: number | undefined;
  /** A larger set is replaced by this many of its rows, drawn without replacement, up to 10,000. @default 1000 */
  maxRows?: number | undefined;
  /** Seed of permutations and subsamples. @default 0 */
  seed?: number | undefined;
}

export const permutationTestSpec = {
  dim: dimOption,
  statistic: oneOf(["energy", "mmd"], { default: "energy" }),
  bandwidth: positive(),
  permutations: integer(19, 1_000_000, { default: 499 }),
  maxRows: integer(2, 10_000, { default: 1000 }),
  seed: seed({ default: 0 }),
} satisfies Spec<PermutationTestOptions>;

/** What {@link permutationTest} finds. */
export interface PermutationTest {
  /** The squared distance of the two sets: in the units of the rows for `"energy"`, without units for `"mmd"`. */
  value: number;
  /** (1 + how many permutations are at least as far apart)/(permutations + 1). */
  pValue: number;
  /** Standard error of the p-value by the choice of permutations. */
  error: number;
  /** The null distribution: the same distance of each permutation, ascending. */
  null: Float64Array;
  /** The kernel's h; undefined for `"energy"`. */
  bandwidth: number | undefined;
  /** Rows of each set that were looked at. */
  rows: {
    /** Rows of the generated set. */
    generated: number;
    /** Rows of the reference set. */
    reference: number;
  };
}

/** Permutations whose distances differ by less than this part of the mean one are alike: their sums are rounded in another order. */
const ALIKE = 1e-12;

/**
 * Whether two sets of rows are of one law: a permutation test of their squared distance
 *
 *     energy: 2·E‖X−Y‖ − E‖X−X'‖ − E‖Y−Y'‖                       (Székely & Rizzo 2013; {@link energyDistance} by pairs "V")
 *     mmd:    E k(X,X') + E k(Y,Y') − 2·E k(X,Y), k = exp(−‖x−y‖²/(2h²))   (Gretton et al. 2012, JMLR 13, eq. 5)
 *
 * over all pairs of rows, those of a row with itself too.
 *
 * The null: where the n + m rows are exchangeable, as independent rows of one law are, every way to deal them into two sets is
 * as likely. So P(pValue ≤ a) ≤ a for every a and any number of rows, with equality for a = k/(permutations + 1) without
 * ties (Phipson & Smyth 2010): the p-value is uniform. States of a chain are not exchangeable with independent rows: thin them.
 *
 * @param generated  (n, dim) row-major
 * @param reference  (m, dim) row-major
 * @returns the distance, the p-value and the null distribution; `value` is biased up, as all of `null` is. Takes
 *   N²·dim/2 + permutations·n²/2 steps and 8·N² bytes with N = n + m, n ≤ m: 0.3·10⁹ steps, under a second, by default
 * @throws LangevinError "invalid-data" for sizes that do not fit `dim`, empty sets, values that are not finite and a distance
 *   beyond f64; "invalid-argument" for options, for a bandwidth without a kernel and for more than 2³⁵ steps, a minute or so;
 *   "out-of-memory"
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { permutationTest } from "langevin/metrics";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const shifted = gaussian({ mean: [1.2, 2], variance: 0.25 });
 * const rows = model.sample(300, { seed: 1 });
 * console.log(permutationTest(model.sample(300, { seed: 2 }), rows, { dim: 2 }).pValue); // as likely small as large
 * console.log(permutationTest(shifted.sample(300, { seed: 2 }), rows, { dim: 2 }).pValue); // 0.004: two of 500
 * ```
 */
export function permutationTest(
  generated: Rows,
  reference: Rows,
  options: PermutationTestOptions = {},
): PermutationTest {
  const where = "permutationTest";
  const settings = readOptions(where, options, permutationTestSpec);
  const { dim: given, statistic, permutations, maxRows, seed } = settings;
  if (statistic === "energy" && settings.bandwidth !== undefined)
    throw invalid(where, `no bandwidth for statistic "energy", which has no kernel`, settings.bandwidth);
  const tables = toTables(where, { generated, reference }, given);
  const { dim } = tables[0];
  const [n, m] = tables.map(({ count }) => Math.min(count, maxRows));
  const all = n + m;
  const fewer = Math.min(n, m);
  checkWork(where, (all * all * dim + permutations * (fewer * fewer + all)) / 2, "choose fewer permutations or rows");
  const { restore, ...sets } = scaleSets(where, tables, [-400, 400]);
  const rows = new Float64Array(all * dim);
  rows.set(subsample(sets.generated, maxRows, seed, 0));
  rows.set(subsample(sets.reference, maxRows, seed, 1), n * dim);

  const pairs = distancesBetween(where, rows, dim);
  const isMmd = statistic === "mmd";
  const bandwidth = isMmd ? (settings.bandwidth ?? restore(medianDistance(pairs))) : undefined;
  if (bandwidth !== undefined) gaussianKernel(pairs, bandwidth / restore(1));
  const apart = distanceOf(pairs, all, isMmd ? -1 : 1);
  const value = apart(Uint32Array.from({ length: n }, (_, i) => i));
  const drawn = Float64Array.from({ length: permutations }, (_, b) =>
    apart(drawPlaces(all, fewer, metricsKey(seed, "permutations", b)).sort()),
  ).sort();
  const bound = value - ALIKE * pairs.reduce((sum, pair) => sum + pair / pairs.length, 0);
  const pValue = (1 + drawn.filter((distance) => distance >= bound).length) / (permutations + 1);
  const back = isMmd ? (distance: number) => distance : restore;
  return {
    value: back(value),
    pValue,
    error: Math.sqrt((pValue * (1 - pValue)) / (permutations + 1)),
    null: drawn.map(back),
    bandwidth,
    rows: { generated: n, reference: m },
  };
}

/**
 * The squared distance of a set of places to all others: 2·Sxy/(n·m) − Sxx/n² − Syy/m² over sums of `pairs`, of distances as they
 * are, of a kernel with the sign −1. It is no less than 0, but for rounding.
 */
function distanceOf(pairs: Float64Array, all: number, sign: 1 | -1): (places: Uint32Array) => number {
  const rowSums = Float64Array.from({ length: all }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < all; j++) sum += pairs[i * all + j];
    return sum;
  });
  const total = rowSums.reduce((sum, row) => sum + row, 0);
  return (places) => {
    const [n, m] = [places.length, all - places.length];
    let [within, ofRows] = [0, 0];
    for (let a = 0; a < n; a++) {
      const row = places[a] * all;
      ofRows += rowSums[places[a]];
      let sum = 0;
      for (let b = 0; b < a; b++) sum += pairs[row + places[b]];
      within += 2 * sum + pairs[row + places[a]];
    }
    const between = ofRows - within;
    const others = total - within - 2 * between;
    return Math.max(0, sign * ((2 * between) / (n * m) - within / (n * n) - others / (m * m)));
  };
}
