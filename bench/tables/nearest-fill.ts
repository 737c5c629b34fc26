import type { TableColumn } from "../../src/metrics/tables/column.ts";

/** Cells filled by what needs no model, as numbers or level indexes; cells that are present stay. */
export type Fill = (columns: readonly TableColumn[]) => Float64Array[];

/** The mean of a column's numbers, the commonest of its levels. */
export const meanOrMode: Fill = (columns) =>
  columns.map((column) => {
    const all = Array.from(column.values).filter((value) => !Number.isNaN(value));
    const center = centerOf(column.kind, all);
    return Float64Array.from(column.values, (value) => (Number.isNaN(value) ? center : value));
  });

/**
 * The mean or the commonest level among the k nearest rows in which the cell is present. Rows are as far apart as their
 * shared cells are on average: |Δ|/deviation of numbers, 0 or 1 of levels.
 */
export function nearestFill(k: number): Fill {
  return (columns) => {
    const filled = meanOrMode(columns);
    const scales = columns.map(({ kind, values }) => (kind === "number" ? deviation(values) || 1 : 1));
    const count = columns[0].values.length;
    for (let i = 0; i < count; i++) {
      if (columns.every(({ values }) => !Number.isNaN(values[i]))) continue;
      const order = Array.from({ length: count }, (_, j) => ({ j, apart: apart(columns, scales, i, j) }))
        .filter(({ j, apart }) => j !== i && !Number.isNaN(apart))
        .sort((a, b) => a.apart - b.apart);
      columns.forEach(({ kind, values }, c) => {
        if (!Number.isNaN(values[i])) return;
        const near = order.filter(({ j }) => !Number.isNaN(values[j])).slice(0, k);
        if (near.length > 0)
          filled[c][i] = centerOf(
            kind,
            near.map(({ j }) => values[j]),
          );
      });
    }
    return filled;
  };
}

function apart(columns: readonly TableColumn[], scales: readonly number[], i: number, j: number): number {
  let sum = 0;
  let shared = 0;
  columns.forEach(({ kind, values }, c) => {
    if (Number.isNaN(values[i]) || Number.isNaN(values[j])) return;
    shared++;
    sum += kind === "number" ? Math.abs(values[i] - values[j]) / scales[c] : Number(values[i] !== values[j]);
  });
  return sum / shared;
}

export function centerOf(kind: TableColumn["kind"], values: readonly number[]): number {
  if (kind === "number") return values.reduce((sum, value) => sum + value, 0) / values.length;
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
}

/** The standard deviation of what is present. */
export function deviation(values: ArrayLike<number>): number {
  const all = Array.from(values).filter((value) => !Number.isNaN(value));
  const mean = centerOf("number", all);
  return Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
}
