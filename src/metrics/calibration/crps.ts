import type { Rows } from "../../data/rows.ts";
import { exponentOf } from "../../numerics/math.ts";
import { checkWork } from "../../support/limits.ts";
import { readOptions, type Spec } from "../../support/options.ts";
import { dimOption, scaleSets } from "../sets.ts";
import { readCases } from "./cases.ts";
import { properScore, type ProperScore } from "./proper-score.ts";

/** Options of {@link crps}. */
export interface CrpsOptions {
  /** Numbers in a row; needed where both sets are flat arrays. @default the length of nested rows */
  dim?: number | undefined;
}

export const crpsSpec = { dim: dimOption } satisfies Spec<CrpsOptions>;

/**
 * The continuous ranked probability score of forecasts by draws, for each column:
 *
 *     CRPS(F, y) = ∫(F(t) − 1{t ≥ y})² dt = E|X − y| − ½ E|X − X'|
 *
 * (Gneiting & Raftery 2007, eq. 20, 21), with the mean over pairs of different draws, so that its expectation is that of the
 * law itself for any number L of draws (Ferro 2014, "fair"). The mean absolute error is what it is for a forecast of one value.
 *
 * The null: where truths are of their draws' law, E|X − y| is E|X − X'|, so that the mean is `expected`, ½ E|X − X'|, with
 * `z` ~ N(0, 1) for many cases. For a normal law of deviation σ that is σ/√π = .5642 σ. z above 0 belongs to forecasts that are
 * too narrow or shifted, below 0 to too wide ones. A right forecast may still be poor: compare means too.
 *
 * @param draws   (cases·L, dim) row-major: L ≥ 2 independent draws for the first case, then for the second …
 * @param truths  (cases, dim) row-major
 * @returns one for each column, in the column's units; of a single case errors are NaN. Takes cases·L·log₂L·dim·8 steps
 * @throws LangevinError "invalid-data" for sizes that do not fit, values that are not finite and scores beyond f64;
 *   "invalid-argument" for options and for more than 2³⁵ steps, a minute or so
 *
 * @example
 * ```ts
 * import { gaussian } from "langevin";
 * import { crps } from "langevin/metrics";
 *
 * const law = gaussian({ mean: [0], std: 2 });
 * const [{ mean, error, expected, z }] = crps(law.sample(500 * 20, { seed: 1 }), law.sample(500, { seed: 2 }), { dim: 1 });
 * console.log(mean, error, expected, z); // 1.128 within 2 errors or so, its error, near 1.128, within ±2
 * ```
 */
export function crps(draws: Rows, truths: Rows, options: CrpsOptions = {}): ProperScore[] {
  const where = "crps";
  const { dim: given } = readOptions(where, options, crpsSpec);
  const cases = readCases(where, draws, truths, given, 2);
  const { count, each, dim } = cases;
  checkWork(where, count * each * dim * 8 * exponentOf(2 * each), "take fewer draws of each case");
  const { generated, reference, restore } = scaleSets(
    where,
    [cases.draws, cases.truths],
    [-400, 400],
    ["draws", "truths"],
  );
  const column = new Float64Array(each);
  return Array.from({ length: dim }, (_, c) => {
    const [toTruth, between] = [new Float64Array(count), new Float64Array(count)];
    for (let i = 0; i < count; i++) {
      const truth = reference.values[i * dim + c];
      for (let l = 0; l < each; l++) column[l] = generated.values[(i * each + l) * dim + c];
      column.sort();
      let [distances, gaps] = [0, 0];
      for (let l = 0; l < each; l++) {
        distances += Math.abs(column[l] - truth);
        gaps += (2 * l + 1 - each) * (column[l] - truth); // Σ over pairs l < k of x₍ₖ₎ − x₍ₗ₎
      }
      toTruth[i] = distances / each;
      between[i] = gaps / ((each * (each - 1)) / 2);
    }
    return properScore(toTruth, between, restore);
  });
}
