import type { Rows } from "../../data/rows.ts";
import { checkWork } from "../../support/limits.ts";
import { readOptions, seed, type Spec } from "../../support/options.ts";
import { dimOption } from "../sets.ts";
import { testUniformity, type UniformityTest } from "../uniformity.ts";
import { checkCount, readCases, type Cases } from "./cases.ts";
import { Places } from "./places.ts";

/** Options of {@link calibrationRanks}. */
export interface CalibrationRanksOptions {
  /** Numbers in a row; needed where both sets are flat arrays. @default the length of nested rows */
  dim?: number | undefined;
  /** Seed of the order of equal numbers, and of where the transform lies within a rank. @default 0 */
  seed?: number | undefined;
}

export const calibrationRanksSpec = {
  dim: dimOption,
  seed: seed({ default: 0 }),
} satisfies Spec<CalibrationRanksOptions>;

/** One column of {@link calibrationRanks}, with the test of uniformity of its transform. */
export interface ColumnRanks extends UniformityTest {
  /** For each case how many of its L draws are below the truth, 0…L; equal ones at random. */
  ranks: Uint32Array;
  /** (rank + U)/(L + 1), U uniform on (0, 1): the probability integral transform of the truth. */
  transform: Float64Array;
}

/**
 * Ranks of the truth among draws, for each column: simulation-based calibration (Talts, Betancourt, Simpson, Vehtari & Gelman
 * 2018, arXiv:1804.06788) of posterior draws, and the randomized probability integral transform (PIT) of forecasts by draws
 * (Czado, Gneiting & Held 2009).
 *
 * The null: where each truth is of the same law as its draws, and independent of them, ranks are uniform on 0…L and the
 * transform is uniform on (0, 1), exactly and whatever the law; Anderson & Darling's test says so ({@link uniformityTest}).
 * Ranks that heap up at both ends belong to draws that are too narrow, in the middle to draws that are too wide, at one end to
 * draws that are shifted. Draws that ignore what they are conditioned on, as those of the prior do, pass: their {@link crps} is
 * worse, and {@link tarpCoverage} sees them by references that depend on the condition.
 *
 * @param draws   (cases·L, dim) row-major: L independent draws for the first case, then for the second …; of a chain, thinned
 * @param truths  (cases, dim) row-major, 8 cases or more
 * @returns one for each column. Takes cases·L·dim steps
 * @throws LangevinError "invalid-data" for sizes that do not fit, values that are not finite and fewer cases;
 *   "invalid-argument" for options and for more than 2³⁵ steps, a minute or so
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { calibrationRanks } from "langevin/metrics";
 *
 * const law = gaussian({ mean: [0], std: 1 });
 * const truths = law.sample(200, { seed: 1 });
 * const draws = law.sample(200 * 50, { seed: 2 });
 * console.log(calibrationRanks(draws, truths, { dim: 1 })[0].pValue); // as likely small as large
 * console.log(calibrationRanks(draws.map((x) => x / 2), truths, { dim: 1 })[0].pValue); // below 1e-4: too narrow
 * ```
 */
export function calibrationRanks(draws: Rows, truths: Rows, options: CalibrationRanksOptions = {}): ColumnRanks[] {
  const where = "calibrationRanks";
  const { dim: given, seed } = readOptions(where, options, calibrationRanksSpec);
  const cases = readCases(where, draws, truths, given);
  checkCount(where, cases);
  const { count, each, dim } = cases;
  checkWork(where, count * each * dim, "take fewer draws of each case");
  return Array.from({ length: dim }, (_, column) => {
    const places = placesIn(cases, column, seed);
    const transform = places.map((place) => place / (each + 1));
    return { ranks: Uint32Array.from(places, Math.floor), transform, ...testUniformity(transform.slice()) };
  });
}

/** The place of each truth among its draws, in one column. */
export function placesIn({ draws, truths, each, dim }: Cases, column: number, seed: number): Float64Array {
  const places = new Places(seed, column);
  return Float64Array.from({ length: truths.count }, (_, i) =>
    places.placeOf(i, truths.values[i * dim + column], each, (l) => draws.values[(i * each + l) * dim + column]),
  );
}
