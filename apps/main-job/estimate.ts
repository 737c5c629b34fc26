/** A number with its standard error. */
export interface Estimate {
  value: number;
  error: number;
}

/** Distances of I sets of rows (down) to J others (across). */
export type Distances = number[][];

/** Parts of the data that may be left out, one at a time. */
export interface Group {
  count: number;
  /** The number without part k. */
  without: (k: number) => number;
}

/**
 * A number with the jackknife's standard error (Efron & Stein 1981): error² = Σ over groups of (g−1)/g·Σₖ (θ₍ₖ₎ − θ̄)², θ₍ₖ₎
 * without part k of the group's g.
 */
export function jackknifeOver(value: number, groups: Group[]): Estimate {
  return { value, error: Math.sqrt(groups.reduce((sum, group) => sum + spread(group), 0)) };
}

/** A function of the means of some tables of distances: groups are the sets down each table, and those across, which all share. */
export function jackknife(tables: Distances[], statistic: (means: number[]) => number): Estimate {
  return jackknifeOver(statistic(tables.map((table) => meanOf(table))), [
    { count: tables[0][0].length, without: (k) => statistic(tables.map((table) => meanOf(table, -1, k))) },
    ...tables.map(({ length }, t) => ({
      count: length,
      without: (k: number) => statistic(tables.map((table, u) => meanOf(table, u === t ? k : -1))),
    })),
  ]);
}

/** (g−1)/g·Σₖ (θ₍ₖ₎ − θ̄)²; nothing is known of a group of one. */
function spread({ count, without }: Group): number {
  if (count < 2) return 0;
  const values = Array.from({ length: count }, (_, k) => without(k));
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) * ((count - 1) / count);
}

/** The mean of a table without one row and one column of it. */
function meanOf(table: Distances, withoutRow = -1, withoutColumn = -1): number {
  let [sum, count] = [0, 0];
  for (const [i, row] of table.entries())
    for (const [j, distance] of row.entries()) {
      if (i === withoutRow || j === withoutColumn) continue;
      sum += distance;
      count++;
    }
  return sum / count;
}

/** A share k/n with its binomial standard error. */
export function shareOf(hits: number, count: number): Estimate {
  const value = hits / count;
  return { value, error: Math.sqrt((value * (1 - value)) / count) };
}
