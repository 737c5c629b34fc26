import { checkTables, type TableColumn } from "./column.ts";
import { binEdges, cut, digitize, levelsOf, pairLevels, shares } from "./levels.ts";
import { meanPresent, totalVariation } from "./shape.ts";

/** Options of {@link columnPairTrends}. */
export interface PairTrendsOptions {
  /**
   * "sdmetrics-0.11" cuts the numbers of mixed pairs as the quality reports of that version do, which published tables
   * use: each table by bins of its own, and its largest value into a bin alone. Without it both are cut by the real
   * table's bins.
   */
  compat?: "sdmetrics-0.11" | undefined;
}

/** Pearson's correlation over the rows in which neither is missing; NaN where a side is constant. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let count = 0;
  let meanX = 0;
  let meanY = 0;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue;
    count++;
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    meanX += dx / count;
    meanY += dy / count;
    xx += dx * (x[i] - meanX);
    yy += dy * (y[i] - meanY);
    xy += dx * (y[i] - meanY);
  }
  return xx > 0 && yy > 0 ? xy / (Math.sqrt(xx) * Math.sqrt(yy)) : NaN;
}

/** 1 − |ρ_real − ρ_synthetic| / 2 with Pearson's ρ of two columns of numbers; NaN where one is constant. */
export function correlationSimilarity(
  real: readonly [ArrayLike<number>, ArrayLike<number>],
  synthetic: readonly [ArrayLike<number>, ArrayLike<number>],
): number {
  return 1 - Math.abs(correlation(...real) - correlation(...synthetic)) / 2;
}

/** 1 − ½ ΣΣ |R − S| over the cells of the contingency tables of two columns of levels (−1 for missing, a level too). */
export function contingencySimilarity(
  real: readonly [Int32Array, Int32Array],
  synthetic: readonly [Int32Array, Int32Array],
): number {
  return 1 - totalVariation(shares(pairLevels(...real)), shares(pairLevels(...synthetic)));
}

/**
 * How near the dependence of each pair of columns comes to the real one ("Column Pair Trends" of SDMetrics):
 * {@link correlationSimilarity} of two columns of numbers, else {@link contingencySimilarity}, for which numbers are cut
 * into ten bins of equal width.
 *
 * @returns a score for each pair, and their mean, in which undefined ones do not count
 */
export function columnPairTrends(
  real: readonly TableColumn[],
  synthetic: readonly TableColumn[],
  { compat }: PairTrendsOptions = {},
) {
  checkTables("columnPairTrends", real, synthetic);
  const realLevels = real.map(({ kind, values }) => {
    if (kind === "category") return levelsOf(values);
    return (compat ? digitize : cut)(values, binEdges(values));
  });
  const syntheticLevels = synthetic.map(({ kind, values }, c) => {
    if (kind === "category") return levelsOf(values);
    return compat ? digitize(values, binEdges(values)) : cut(values, binEdges(real[c].values));
  });
  const pairs: { columns: [number, number]; score: number }[] = [];
  for (let a = 0; a < real.length; a++)
    for (let b = a + 1; b < real.length; b++) {
      const numbers = real[a].kind === "number" && real[b].kind === "number";
      const score = numbers
        ? correlationSimilarity([real[a].values, real[b].values], [synthetic[a].values, synthetic[b].values])
        : contingencySimilarity([realLevels[a], realLevels[b]], [syntheticLevels[a], syntheticLevels[b]]);
      pairs.push({ columns: [a, b], score });
    }
  return { score: meanPresent(pairs.map(({ score }) => score)), pairs };
}
