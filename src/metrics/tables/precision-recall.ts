import { LangevinError } from "../../support/errors.ts";
import { checkWork } from "../../support/limits.ts";
import { readOptions } from "../../support/options.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { mixedRows, ONE_HOT } from "./mixed-rows.ts";
import { nearestRows } from "./nearest-rows.ts";
import { centerOf, distancesTo, withoutGaps } from "./one-hot-center.ts";
import { quantile } from "./quantiles.ts";
import { drawRows, nearestRowsSpec, rowsToCompare, type NearestRowsOptions } from "./row-draws.ts";

/** Levels of α and β: 0, 1/29, …, 1 */
const STEPS = 30;

/** α-precision, β-recall and authenticity; see {@link precisionRecall}. */
export interface PrecisionRecall {
  /** How evenly synthetic rows fill the real rows' shells around the mean; 1 is best. */
  alphaPrecision: number;
  /** How many real rows have a synthetic row beside them; near ½ for a fresh draw of the same law. */
  betaRecall: number;
  /** The share of synthetic rows that are farther from their nearest real row than it is from its own nearest. */
  authenticity: number;
  /** Rows of each table that were compared. */
  rows: number;
}

/**
 * α-precision and β-recall of Alaa et al. 2022 (arXiv:2102.08921) in the form that published tables use: Euclidean after
 * min-max scaling by the real rows and one-hot coding, around plain means. With c the mean real row and R(α) the α-quantile
 * of the real rows' distances to it, P(α) is the share of synthetic rows within R(α), and α-precision 1 − Σ|α − P|/Σα over 30
 * levels. B(β) is the share of real rows that have a synthetic row at least as near as their nearest real one, that row
 * being within the β-quantile of such rows around the mean synthetic row; β-recall 1 − Σ|β − B|/Σβ. Negative ones count
 * as 0. Authenticity is the share of synthetic rows that are farther from their nearest real row than that row is from its own
 * nearest.
 *
 * Two sets of the same law have a β-recall near ½, not 1: above 0.55 rows are copied or repeated.
 *
 * @param real  at least 2 rows; a missing number is put at the mean, a missing level is a level
 * @returns the three figures over as many rows of each table, `maxRows` at most. Takes three times rows²·columns steps, of
 *   which 2³⁵ are allowed
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for options and for
 *   more steps
 *
 * @example
 * ```ts
 * import { precisionRecall } from "langevin/metrics";
 *
 * const table = [{ kind: "number" as const, values: Array.from({ length: 10 }, (_, i) => i / 9) }];
 * console.log(precisionRecall(table, table).alphaPrecision.toFixed(6)); // 0.875172
 * ```
 */
export function precisionRecall(
  real: readonly TableColumn[],
  synthetic: readonly TableColumn[],
  options: NearestRowsOptions = {},
): PrecisionRecall {
  const where = "precisionRecall";
  const { maxRows: asked, seed } = readOptions(where, options, nearestRowsSpec);
  checkTables(where, { real, synthetic });
  const maxRows = rowsToCompare(asked, real.length);
  if (rowsIn(real) < 2)
    throw new LangevinError("invalid-data", `${where}: expected two real rows or more, got ${rowsIn(real)}`);
  const count = Math.min(rowsIn(real), rowsIn(synthetic), maxRows);
  checkWork(where, 3 * count * count * real.length, "choose a smaller maxRows");
  const x = withoutGaps(mixedRows(real, drawRows(real, Math.max(2, count), seed, 0), ONE_HOT));
  const s = withoutGaps(mixedRows(real, drawRows(synthetic, count, seed, 1), ONE_HOT));
  const center = centerOf(x);
  const radii = distancesTo(x, center).sort();
  const toCenter = distancesTo(s, center);
  const among = nearestRows(x, x, ONE_HOT, { excludeSelf: true }).distances;
  const { places, distances } = nearestRows(x, s, ONE_HOT);
  const toSyntheticCenter = distancesTo(s, centerOf(s));
  const closest = Float64Array.from(places, (place) => toSyntheticCenter[place]);
  const closestRadii = closest.slice().sort();
  let [sum, missedPrecision, missedRecall] = [0, 0, 0];
  for (let k = 0; k < STEPS; k++) {
    const level = k / (STEPS - 1);
    const [radius, closestRadius] = [quantile(radii, level), quantile(closestRadii, level)];
    let [precise, recalled] = [0, 0];
    for (const d of toCenter) if (d <= radius) precise++;
    for (let i = 0; i < x.count; i++) if (distances[i] <= among[i] && closest[i] <= closestRadius) recalled++;
    sum += level;
    missedPrecision += Math.abs(level - precise / s.count);
    missedRecall += Math.abs(level - recalled / x.count);
  }
  const back = nearestRows(s, x, ONE_HOT);
  let authentic = 0;
  back.places.forEach((place, i) => (authentic += among[place] < back.distances[i] ? 1 : 0));
  return {
    alphaPrecision: Math.max(0, 1 - missedPrecision / sum),
    betaRecall: Math.max(0, 1 - missedRecall / sum),
    authenticity: authentic / s.count,
    rows: s.count,
  };
}
