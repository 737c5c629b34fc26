/** A number with its standard error. */
export interface Estimate {
  value: number;
  error: number;
}

/** Distances of I sets of rows (down) to J others (across). */
export type Distances = number[][];

/**
 * A function of the means of some tables of distances, with the jackknife's standard error (Efron & Stein 1981):
 * error² = Σ over groups of (g−1)/g·Σₖ (θ₍ₖ₎ − θ̄)², θ₍ₖ₎ without set k of the group's g. A group is the sets down one table,
 * or the sets across, which all tables share.
 */
export function jackknife(tables: Distances[], statistic: (means: number[]) => number): Estimate {
  const across = tables[0][0].length;
  const value = statistic(tables.map((table) => meanOf(table)));
  let variance = spread(across, (k) => statistic(tables.map((table) => meanOf(table, -1, k))));
  for (const [t, { length }] of tables.entries())
    variance += spread(length, (k) => statistic(tables.map((table, u) => meanOf(table, u === t ? k : -1))));
  return { value, error: Math.sqrt(variance) };
}

/** (g−1)/g·Σₖ (θ₍ₖ₎ − θ̄)²; nothing is known of a group of one. */
function spread(count: number, without: (k: number) => number): number {
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
