import { checkTables, meanPresent, present, type TableColumn } from "./column.ts";
import { codesOf, countsOf } from "./levels.ts";
import { kolmogorovNoise, variationNoise } from "./sampling-noise.ts";

/** How near each column comes to the real one. */
export interface ColumnShapes {
  /** The mean over columns, those that are not defined aside. */
  score: number;
  /** What a fresh draw of the real law would score on average with as many rows. */
  ceiling: number;
  /** One for each column, 0…1; NaN where a side of a column of numbers has no values. */
  columns: number[];
  /** The ceiling of each column. */
  ceilings: number[];
}

/**
 * How near each column's distribution comes to the real one's ("Column Shapes" of SDMetrics): for numbers
 * 1 − sup |F_real − F_synthetic|, the complement of the Kolmogorov–Smirnov statistic, missing values left out; for categories
 * 1 − ½ Σ |p − q|, the complement of the total-variation distance, with missing as a level.
 *
 * Independent columns score as high as good ones: read it beside {@link columnPairTrends}.
 *
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for what is no table
 *
 * @example
 * ```ts
 * import { columnShapes } from "langevin/metrics";
 *
 * const real = [{ kind: "number" as const, values: [1, 2, 3, 4] }];
 * console.log(columnShapes(real, [{ kind: "number", values: [1, 2, 3, 5] }]).score); // 0.75
 * ```
 */
export function columnShapes(real: readonly TableColumn[], synthetic: readonly TableColumn[]): ColumnShapes {
  checkTables("columnShapes", { real, synthetic });
  const both = real.map(({ kind, values }, c) => (kind === "number" ? numbers : levels)(values, synthetic[c].values));
  const columns = both.map(({ score }) => score);
  const ceilings = both.map(({ ceiling }) => ceiling);
  return { score: meanPresent(columns), ceiling: meanPresent(ceilings), columns, ceilings };
}

function numbers(real: ArrayLike<number>, synthetic: ArrayLike<number>) {
  const [a, b] = [present(real).sort(), present(synthetic).sort()];
  if (a.length === 0 || b.length === 0) return { score: NaN, ceiling: NaN };
  return { score: 1 - largestGap(a, b), ceiling: 1 - kolmogorovNoise(a.length, b.length) };
}

/** sup_x |F(x) − G(x)| of two sorted sets */
function largestGap(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const x = Math.min(a[i], b[j]);
    while (i < a.length && a[i] === x) i++;
    while (j < b.length && b[j] === x) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return largest;
}

function levels(real: ArrayLike<number>, synthetic: ArrayLike<number>) {
  const codes = codesOf(real, synthetic);
  const [n, m] = [real.length, synthetic.length];
  const ofReal = countsOf(codes.real, codes.count);
  const ofSynthetic = countsOf(codes.synthetic, codes.count);
  let [distance, noise] = [0, 0];
  for (let code = 0; code < codes.count; code++) {
    const share = ofReal[code] / n;
    // Exact: n·m times the difference of the shares
    distance += Math.abs(ofReal[code] * m - ofSynthetic[code] * n);
    noise += Math.sqrt(share * (1 - share));
  }
  return { score: 1 - distance / (2 * n * m), ceiling: 1 - Math.min(1, variationNoise(noise, n, m)) };
}
