import type { Rows } from "../../data/rows.ts";
import { rowDistance } from "../../numerics/row-distance.ts";
import { checkWork } from "../../support/limits.ts";
import { readOptions, type Spec } from "../../support/options.ts";
import { dimOption, scaleSets } from "../sets.ts";
import { readCases } from "./cases.ts";
import { properScore, type ProperScore } from "./proper-score.ts";

/** Options of {@link energyScore}. */
export interface EnergyScoreOptions {
  /** Numbers in a row; needed where both sets are flat arrays. @default the length of nested rows */
  dim?: number | undefined;
}

export const energyScoreSpec = { dim: dimOption } satisfies Spec<EnergyScoreOptions>;

/**
 * The energy score of forecasts by draws, all columns together: ES(F, y) = E‖X − y‖ − ½ E‖X − X'‖ (Gneiting & Raftery 2007,
 * eq. 22, β = 1), with the mean over pairs of different draws. In one column it is {@link crps}, whose null and z it shares: where
 * truths are of their draws' law the mean is `expected`, ½ E‖X − X'‖.
 *
 * Columns of large numbers dominate it: scale them first. It sees wrong means and widths better than wrong correlations.
 *
 * @param draws   (cases·L, dim) row-major: L ≥ 2 independent draws for the first case, then for the second …
 * @param truths  (cases, dim) row-major
 * @returns in the units of the rows; of a single case errors are NaN. Takes cases·L²·dim/2 steps
 * @throws LangevinError "invalid-data" for sizes that do not fit, values that are not finite and scores beyond f64;
 *   "invalid-argument" for options and for more than 2³⁵ steps, a minute or so
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { energyScore } from "langevin/metrics";
 *
 * const law = gaussian({ mean: [0, 3], std: 1 });
 * const { mean, error, z } = energyScore(law.sample(400 * 20, { seed: 1 }), law.sample(400, { seed: 2 }), { dim: 2 });
 * console.log(mean, error, z); // near √π/2 = 0.886, its error, within ±2 or so
 * ```
 */
export function energyScore(draws: Rows, truths: Rows, options: EnergyScoreOptions = {}): ProperScore {
  const where = "energyScore";
  const { dim: given } = readOptions(where, options, energyScoreSpec);
  const cases = readCases(where, draws, truths, given, 2);
  const { count, each, dim } = cases;
  checkWork(where, (count * each * (each + 1) * dim) / 2, "take fewer draws of each case");
  const sets = scaleSets(where, [cases.draws, cases.truths], [-400, 400], ["draws", "truths"]);
  const [drawn, known] = [sets.generated.values, sets.reference.values];
  const [toTruth, between] = [new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    const [first, end] = [i * each * dim, (i + 1) * each * dim];
    let [distances, gaps] = [0, 0];
    for (let a = first; a < end; a += dim) {
      distances += rowDistance(drawn, a, known, i * dim, dim, "euclidean");
      for (let b = a + dim; b < end; b += dim) gaps += rowDistance(drawn, a, drawn, b, dim, "euclidean");
    }
    toTruth[i] = distances / each;
    between[i] = gaps / ((each * (each - 1)) / 2);
  }
  return properScore(toTruth, between, sets.restore);
}
