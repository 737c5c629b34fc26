import { LangevinError } from "../../support/errors.ts";
import { checkTables, type TableColumn } from "./column.ts";
import { mixedRows, nearestRows, ONE_HOT, type MixedRows } from "./mixed-rows.ts";

/** Levels of α and β: 0, 1/29, …, 1 */
const STEPS = 30;

/** α-precision, β-recall and authenticity; see {@link precisionRecall}. */
export interface PrecisionRecall {
  alphaPrecision: number;
  betaRecall: number;
  authenticity: number;
}

/**
 * α-precision and β-recall of Alaa et al. 2022 (arXiv:2102.08921) in the form that published tables use: Euclidean after
 * min-max scaling by the real rows and one-hot coding, around plain means. With c the mean real row and R(α) the α-quantile
 * of the real rows' distances to it, P(α) is the share of synthetic rows within R(α), and α-precision 1 − Σ|α − P|/Σα over 30
 * levels. B(β) is the share of real rows that have a synthetic row at least as near as their nearest real one, that row
 * being within the β-quantile of such rows around the mean synthetic row; β-recall 1 − Σ|β − B|/Σβ. Authenticity is the share of
 * synthetic rows that are farther from their nearest real row than that row is from its own nearest.
 *
 * Two sets of the same law have a β-recall near ½, not 1: above 0.55 rows are copied or repeated.
 *
 * @param real  at least 2 rows; a missing number is put at the mean
 */
export function precisionRecall(real: readonly TableColumn[], synthetic: readonly TableColumn[]): PrecisionRecall {
  checkTables("precisionRecall", real, synthetic);
  const count = real[0].values.length;
  if (count < 2)
    throw new LangevinError("invalid-data", `precisionRecall: expected two real rows or more, got ${count}`);
  const x = withoutGaps(mixedRows(real, real));
  const s = withoutGaps(mixedRows(real, synthetic));
  const center = centerOf(x);
  const radii = quantiles(distancesTo(x, center));
  const toCenter = distancesTo(s, center);
  const among = nearestRows(x, x, ONE_HOT, { excludeSelf: true }).distances;
  const { places, distances } = nearestRows(x, s, ONE_HOT);
  const toSyntheticCenter = distancesTo(s, centerOf(s));
  const closest = Float64Array.from(places, (place) => toSyntheticCenter[place]);
  const closestRadii = quantiles(closest);
  let sum = 0;
  let missedPrecision = 0;
  let missedRecall = 0;
  for (let k = 0; k < STEPS; k++) {
    const level = k / (STEPS - 1);
    let precise = 0;
    for (const d of toCenter) if (d <= radii[k]) precise++;
    let recalled = 0;
    for (let i = 0; i < count; i++) if (distances[i] <= among[i] && closest[i] <= closestRadii[k]) recalled++;
    sum += level;
    missedPrecision += Math.abs(level - precise / s.count);
    missedRecall += Math.abs(level - recalled / count);
  }
  const back = nearestRows(s, x, ONE_HOT);
  let authentic = 0;
  back.places.forEach((place, i) => (authentic += among[place] < back.distances[i] ? 1 : 0));
  return {
    alphaPrecision: Math.max(0, 1 - missedPrecision / sum),
    betaRecall: Math.max(0, 1 - missedRecall / sum),
    authenticity: authentic / s.count,
  };
}

/** Missing numbers at the mean of their column. */
function withoutGaps(rows: MixedRows): MixedRows {
  const { numbers, p } = rows;
  for (let c = 0; c < p; c++) {
    let sum = 0;
    let count = 0;
    for (let i = c; i < numbers.length; i += p)
      if (!Number.isNaN(numbers[i])) {
        sum += numbers[i];
        count++;
      }
    for (let i = c; i < numbers.length; i += p) if (Number.isNaN(numbers[i])) numbers[i] = count > 0 ? sum / count : 0;
  }
  return rows;
}

interface Center {
  numbers: Float64Array;
  /** The share of each level of each column. */
  levels: Map<number, number>[];
  /** Σ over columns and levels of the squared share */
  squares: number;
}

function centerOf({ count, numbers, p, levels, q }: MixedRows): Center {
  const mean = new Float64Array(p);
  numbers.forEach((value, i) => (mean[i % p] += value / count));
  const tables = Array.from({ length: q }, () => new Map<number, number>());
  levels.forEach((level, i) => tables[i % q].set(level, (tables[i % q].get(level) ?? 0) + 1 / count));
  const squares = tables.flatMap((table) => [...table.values()]).reduce((sum, share) => sum + share * share, 0);
  return { numbers: mean, levels: tables, squares };
}

/** Distances of one-hot rows: Σ over levels of (1{is it} − share)² = 1 − 2 share + Σ share² in each column. */
function distancesTo({ count, numbers, p, levels, q }: MixedRows, center: Center): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    let sum = center.squares;
    for (let c = 0; c < q; c++) sum += 1 - 2 * (center.levels[c].get(levels[i * q + c]) ?? 0);
    for (let c = 0; c < p; c++) {
      const difference = numbers[i * p + c] - center.numbers[c];
      sum += difference * difference;
    }
    return Math.sqrt(Math.max(0, sum));
  });
}

/** The quantiles at all levels, between order statistics linear. */
function quantiles(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  return Float64Array.from({ length: STEPS }, (_, k) => {
    const at = (k / (STEPS - 1)) * (sorted.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  });
}
