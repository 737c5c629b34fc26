import type { Rows } from "../../data/rows.ts";
import { checkWork } from "../../support/limits.ts";
import { oneOf, readOptions, seed, type Spec } from "../../support/options.ts";
import { dimOption } from "../sets.ts";
import { testUniformity, type UniformityTest } from "../uniformity.ts";
import { checkCount, readCases } from "./cases.ts";
import { coverageAt, levelsOption, type LevelCoverage } from "./levels.ts";
import { placesIn } from "./ranks.ts";

/** Options of {@link expectedCoverage}. */
export interface ExpectedCoverageOptions {
  /** Numbers in a row; needed where both sets are flat arrays. @default the length of nested rows */
  dim?: number | undefined;
  /** Nominal levels, 0…1. @default [0.5, 0.8, 0.95] */
  levels?: readonly number[] | undefined;
  /**
   * `"central"`: the interval between the quantiles (1 ∓ level)/2. `"highest"`: all above the quantile 1 − level; with
   * log-densities as draws and truths it is the region of highest density. @default "central"
   */
  region?: "central" | "highest" | undefined;
  /** Seed of what is left to chance among finitely many draws. @default 0 */
  seed?: number | undefined;
}

export const expectedCoverageSpec = {
  dim: dimOption,
  levels: levelsOption(),
  region: oneOf(["central", "highest"], { default: "central" }),
  seed: seed({ default: 0 }),
} satisfies Spec<ExpectedCoverageOptions>;

/** One column of {@link expectedCoverage}, with the test that coverage is right at all levels at once. */
export interface ColumnCoverage extends UniformityTest {
  /** In the order asked for. */
  levels: LevelCoverage[];
}

/**
 * How often credible regions hold the truth, for each column: the share of cases in which it lies in the region of level α of its
 * draws. With `region: "highest"`, log-densities ln q(draw | case) as draws and ln q(truth | case) as truths it is the expected
 * coverage of Hermans et al. 2022 (arXiv:2110.06581) and Deistler, Goncalves & Macke 2022 (arXiv:2210.04815), for any number of
 * columns at once.
 *
 * The null: a truth of its draws' law is in the region with probability α, exactly and for any number L of draws, since the
 * truth's place among them is randomized within a rank; so the coverage has the standard error √(α(1 − α)/cases). Less than α
 * is overconfidence. For a normal law whose draws are c times as wide as they should be, the central 90 % hold
 * 2Φ(1.6449·c) − 1: .5892 at c = ½, .8118 at .8, .9602 at 1.25, .9990 at 2 (and a little nearer to .9 for few draws).
 *
 * @param draws   (cases·L, dim) row-major: L independent draws for the first case, then for the second …
 * @param truths  (cases, dim) row-major, 8 cases or more
 * @returns one for each column; `pValue` is Anderson & Darling's of the least levels that hold the truths, uniform where
 *   coverage is right. Takes cases·L·dim steps
 * @throws LangevinError "invalid-data" for sizes that do not fit, values that are not finite and fewer cases;
 *   "invalid-argument" for options and for more than 2³⁵ steps, a minute or so
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { expectedCoverage } from "langevin/metrics";
 *
 * const law = gaussian({ mean: [0], std: 1 });
 * const draws = law.sample(200 * 50, { seed: 2 });
 * const [{ levels }] = expectedCoverage(draws, law.sample(200, { seed: 1 }), { dim: 1 });
 * for (const { level, coverage, error } of levels) console.log(level, coverage, error); // within 2 errors or so
 * ```
 */
export function expectedCoverage(draws: Rows, truths: Rows, options: ExpectedCoverageOptions = {}): ColumnCoverage[] {
  const where = "expectedCoverage";
  const { dim: given, levels, region, seed } = readOptions(where, options, expectedCoverageSpec);
  const cases = readCases(where, draws, truths, given);
  checkCount(where, cases);
  const { count, each, dim } = cases;
  checkWork(where, count * each * dim, "take fewer draws of each case");
  return Array.from({ length: dim }, (_, column) => {
    const depths = placesIn(cases, column, seed).map((place) => {
      const u = place / (each + 1);
      return region === "central" ? Math.abs(2 * u - 1) : 1 - u;
    });
    return { levels: coverageAt(levels, depths), ...testUniformity(depths) };
  });
}
