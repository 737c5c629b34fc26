import { checkTables, present, type TableColumn } from "./column.ts";
import { levelsOf, shares } from "./levels.ts";

/**
 * 1 − sup_x |F_real(x) − F_synthetic(x)|: the complement of the Kolmogorov–Smirnov statistic, missing values left out.
 *
 * @returns 0…1; NaN where a side has no values
 */
export function ksComplement(real: ArrayLike<number>, synthetic: ArrayLike<number>): number {
  const a = present(real).sort();
  const b = present(synthetic).sort();
  if (a.length === 0 || b.length === 0) return NaN;
  let largest = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const x = Math.min(a[i], b[j]);
    while (i < a.length && a[i] === x) i++;
    while (j < b.length && b[j] === x) j++;
    largest = Math.max(largest, Math.abs(i / a.length - j / b.length));
  }
  return 1 - largest;
}

/** 1 − ½ Σ |p − q| over levels: the complement of the total-variation distance. A missing value is a level. */
export function tvComplement(real: ArrayLike<number>, synthetic: ArrayLike<number>): number {
  return 1 - totalVariation(shares(levelsOf(real)), shares(levelsOf(synthetic)));
}

/** ½ Σ |p − q| */
export function totalVariation(p: ReadonlyMap<number, number>, q: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [level, share] of p) sum += Math.abs(share - (q.get(level) ?? 0));
  for (const [level, share] of q) if (!p.has(level)) sum += share;
  return sum / 2;
}

/**
 * How near each column's distribution comes to the real one's ("Column Shapes" of SDMetrics): {@link ksComplement} of
 * numbers, {@link tvComplement} of categories.
 *
 * @returns one score for each column, and their mean, in which columns without values do not count
 */
export function columnShapes(real: readonly TableColumn[], synthetic: readonly TableColumn[]) {
  checkTables("columnShapes", real, synthetic);
  const columns = real.map(({ kind, values }, c) =>
    (kind === "number" ? ksComplement : tvComplement)(values, synthetic[c].values),
  );
  return { score: meanPresent(columns), columns };
}

/** The mean of what is not NaN. */
export function meanPresent(values: readonly number[]): number {
  const counted = values.filter((value) => !Number.isNaN(value));
  return counted.reduce((sum, value) => sum + value, 0) / counted.length;
}
