import type { MixedRows } from "./mixed-rows.ts";

/** The mean of rows whose levels are coded one-hot. */
export interface Center {
  numbers: Float64Array;
  /** The share of each level of each column. */
  levels: Map<number, number>[];
  /** Σ over columns and levels of the squared share */
  squares: number;
}

/** Rows whose missing numbers are put at the mean of their column. */
export function withoutGaps(rows: MixedRows): MixedRows {
  const { p } = rows;
  const numbers = rows.numbers.slice();
  for (let c = 0; c < p; c++) {
    let [sum, count] = [0, 0];
    for (let i = c; i < numbers.length; i += p)
      if (!Number.isNaN(numbers[i])) {
        sum += numbers[i];
        count++;
      }
    for (let i = c; i < numbers.length; i += p) if (Number.isNaN(numbers[i])) numbers[i] = count > 0 ? sum / count : 0;
  }
  return { ...rows, numbers };
}

export function centerOf({ count, numbers, p, levels, q }: MixedRows): Center {
  const mean = new Float64Array(p);
  numbers.forEach((value, i) => (mean[i % p] += value / count));
  const tables = Array.from({ length: q }, () => new Map<number, number>());
  levels.forEach((level, i) => tables[i % q].set(level, (tables[i % q].get(level) ?? 0) + 1 / count));
  const squares = tables.flatMap((table) => [...table.values()]).reduce((sum, share) => sum + share * share, 0);
  return { numbers: mean, levels: tables, squares };
}

/** Euclidean distances of rows: Σ over levels of (1{is it} − share)² = 1 − 2 share + Σ share² in each column. */
export function distancesTo({ count, numbers, p, levels, q }: MixedRows, center: Center): Float64Array {
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
