import { toTable, type Rows } from "../../data/rows.ts";
import { metricsKey } from "../../numerics/draws.ts";
import { RowRandom } from "../../numerics/random.ts";
import { rowDistance } from "../../numerics/row-distance.ts";
import { LangevinError } from "../../support/errors.ts";
import { checkWork } from "../../support/limits.ts";
import { readOptions, seed, unchecked, type Spec } from "../../support/options.ts";
import { dimOption } from "../sets.ts";
import { testUniformity, type UniformityTest } from "../uniformity.ts";
import { checkCount, readCases, type Cases } from "./cases.ts";
import { coverageAt, levelsOption, type LevelCoverage } from "./levels.ts";
import { Places } from "./places.ts";

/** Options of {@link tarpCoverage}. */
export interface TarpCoverageOptions {
  /** Numbers in a row; needed where both sets are flat arrays. @default the length of nested rows */
  dim?: number | undefined;
  /** Nominal levels, 0…1. @default [0.5, 0.8, 0.95] */
  levels?: readonly number[] | undefined;
  /**
   * (cases, dim): a point for each case, that may depend on what the case is conditioned on and not on the truth. @default drawn,
   * in each column uniform with the mean and variance of draws and truths together
   */
  references?: Rows | undefined;
  /** Seed of the references, and of what is left to chance among finitely many draws. @default 0 */
  seed?: number | undefined;
}

export const tarpCoverageSpec = {
  dim: dimOption,
  levels: levelsOption(),
  references: unchecked<Rows>(),
  seed: seed({ default: 0 }),
} satisfies Spec<TarpCoverageOptions>;

/** What {@link tarpCoverage} finds, with the test that coverage is right at all levels at once. */
export interface TarpCoverage extends UniformityTest {
  /** In the order asked for. */
  levels: LevelCoverage[];
  /** For each case the share of draws nearer to its reference than the truth is, randomized within a rank. */
  shares: Float64Array;
}

/**
 * Expected coverage by distances to random points (TARP: Lemos, Coogan, Hezaveh & Perreault-Levasseur 2023, arXiv:2302.03026):
 * for each case the share f of draws that are nearer to a random reference than the truth is, in all columns together; the
 * coverage at level α is the share of cases with f ≤ α.
 *
 * The null: where each truth is of its draws' law, f is uniform on (0, 1), exactly and wherever the references are; so the
 * coverage is α with the standard error √(α(1 − α)/cases), and Anderson & Darling's test of f is `pValue`. It needs
 * no densities, and sees wrong correlations, which ranks column by column do not; best with `references` on the side where draws are
 * missing or too many. Draws that ignore what they are conditioned on pass, unless `references` depend on it.
 *
 * Distances are Euclidean after each column is divided by its deviation over draws and truths.
 *
 * @param draws   (cases·L, dim) row-major: L independent draws for the first case, then for the second …
 * @param truths  (cases, dim) row-major, 8 cases or more
 * @returns levels without units. Takes 2·cases·L·dim steps
 * @throws LangevinError "invalid-data" for sizes that do not fit, values that are not finite or too large, and fewer cases;
 *   "invalid-argument" for options and for more than 2³⁵ steps, a minute or so
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { tarpCoverage } from "langevin/metrics";
 *
 * const law = gaussian({ mean: [0, 0], covariance: [[1, 0.9], [0.9, 1]] });
 * const truths = law.sample(300, { seed: 1 });
 * console.log(tarpCoverage(law.sample(300 * 50, { seed: 2 }), truths, { dim: 2 }).pValue); // as likely small as large
 * const apart = gaussian({ mean: [0, 0], std: 1 }); // each column is right, their correlation is not
 * const references = truths.map((_, i) => (i % 2 ? 2 : -2)); // off the diagonal
 * console.log(tarpCoverage(apart.sample(300 * 50, { seed: 2 }), truths, { dim: 2, references }).pValue); // below 1e-6
 * ```
 */
export function tarpCoverage(draws: Rows, truths: Rows, options: TarpCoverageOptions = {}): TarpCoverage {
  const where = "tarpCoverage";
  const { dim: given, levels, references, seed } = readOptions(where, options, tarpCoverageSpec);
  const cases = readCases(where, draws, truths, given);
  checkCount(where, cases);
  const { count, each, dim } = cases;
  checkWork(where, 2 * count * each * dim, "take fewer draws of each case");
  const points = references === undefined ? undefined : readReferences(where, references, cases);
  const scales = scalesOf(where, cases);
  const scaled = (values: Float64Array): Float64Array =>
    values.map((value, i) => (value - scales[i % dim].mean) / scales[i % dim].std);
  const [drawn, known] = [scaled(cases.draws.values), scaled(cases.truths.values)];
  const from = points ? scaled(points) : drawReferences(count, dim, seed);
  const places = new Places(seed, TARP);
  const shares = Float64Array.from({ length: count }, (_, i) => {
    const distance = rowDistance(known, i * dim, from, i * dim, dim, "euclidean");
    const toDraw = (l: number): number => rowDistance(drawn, (i * each + l) * dim, from, i * dim, dim, "euclidean");
    return places.placeOf(i, distance, each, toDraw) / (each + 1);
  });
  return { levels: coverageAt(levels, shares), shares, ...testUniformity(shares.slice()) };
}

/** Number of the places of distances: those before are of columns. */
const TARP = 0xffffffff;

function readReferences(where: string, references: Rows, { count, dim }: Cases): Float64Array {
  const table = toTable(where, "references", references, dim);
  if (table.count !== count)
    throw new LangevinError("invalid-data", `${where}: expected ${count} references, one a truth, got ${table.count}`);
  return table.values;
}

interface Scale {
  mean: number;
  /** 1 for a constant column */
  std: number;
}

/** Mean and deviation of each column over draws and truths: the same if a truth and one of its draws change places. */
function scalesOf(where: string, { draws, truths, dim }: Cases): Scale[] {
  const sets = [draws.values, truths.values];
  const total = draws.count + truths.count;
  return Array.from({ length: dim }, (_, column) => {
    const over = (term: (value: number) => number): number => {
      let sum = 0;
      for (const values of sets) for (let i = column; i < values.length; i += dim) sum += term(values[i]) / total;
      return sum;
    };
    const mean = over((value) => value);
    const variance = over((value) => (value - mean) * (value - mean));
    if (!(variance < Infinity))
      throw new LangevinError(
        "invalid-data",
        `${where}: expected draws and truths whose squares are within f64, got a variance of ${variance} in column ${column}`,
      );
    return { mean, std: variance > 0 ? Math.sqrt(variance) : 1 };
  });
}

/** Uniform numbers of mean 0 and variance 1. */
function drawReferences(count: number, dim: number, seed: number): Float64Array {
  const key = metricsKey(seed, "references", 0);
  const points = new Float64Array(count * dim);
  for (let i = 0; i < count; i++) {
    const random = new RowRandom(key, i);
    for (let d = 0; d < dim; d++) points[i * dim + d] = Math.sqrt(3) * (2 * random.uniform() - 1);
  }
  return points;
}
