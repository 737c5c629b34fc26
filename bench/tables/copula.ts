import { normalCdf, normalQuantile } from "../../src/numerics/normal.ts";
import { purposes, RowRandom, streamKey, uniformAt } from "../../src/numerics/random.ts";
import { correlation } from "../../src/metrics/tables/correlation.ts";
import { toNumber } from "./columns.ts";
import type { Kind } from "./sets.ts";
import { rowCount, type TextTable } from "./text-table.ts";

/**
 * A Gaussian copula: every column becomes normal by its ranks (numbers in order, levels by their frequency, gaps first, equal
 * cells in random order), and rows are drawn with the correlations of those. Cells are training cells. The cheap rival.
 */
export function gaussianCopula(train: TextTable, kinds: readonly Kind[], count: number, seed: number): TextTable {
  const key = streamKey(seed, purposes.metrics);
  const rows = rowCount(train);
  const orders = train.columns.map((cells, c) => {
    const place = placesOf(cells, kinds[c]);
    const ties = Float64Array.from({ length: rows }, (_, i) => uniformAt(key, i, c));
    return Array.from({ length: rows }, (_, i) => i).sort((a, b) => place[a] - place[b] || ties[a] - ties[b]);
  });
  const normals = orders.map((order) => {
    const z = new Float64Array(rows);
    order.forEach((row, rank) => (z[row] = normalQuantile((rank + 0.5) / rows)));
    return z;
  });
  const factor = cholesky(normals.map((x) => normals.map((y) => correlation(x, y))));
  const columns = train.columns.map((): string[] => []);
  const drawn = streamKey(seed, purposes.samplerStart);
  for (let i = 0; i < count; i++) {
    const random = new RowRandom(drawn, i);
    const noise = columns.map(() => random.normal());
    columns.forEach((cells, c) => {
      const z = factor[c].reduce((sum, weight, k) => sum + weight * noise[k], 0);
      const rank = Math.min(rows - 1, Math.floor(normalCdf(z) * rows));
      cells.push(train.columns[c][orders[c][rank]]);
    });
  }
  return { names: train.names, columns };
}

/** What cells are ordered by. */
function placesOf(cells: readonly string[], kind: Kind): Float64Array {
  if (kind === "number")
    return Float64Array.from(cells, (cell) => {
      const value = toNumber(cell);
      return Number.isNaN(value) ? -Number.MAX_VALUE : value;
    });
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const levels = [...counts].sort((a, b) => b[1] - a[1]).map(([level]) => level);
  const places = new Map(levels.map((level, place) => [level, place]));
  return Float64Array.from(cells, (cell) => places.get(cell)!);
}

/** L with L·Lᵀ = the matrix, whose diagonal is raised where it is not positive. */
function cholesky(matrix: readonly (readonly number[])[]): number[][] {
  const factor = matrix.map((row) => row.map(() => 0));
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      let rest = i === j ? 1 : row[j];
      for (let k = 0; k < j; k++) rest -= factor[i][k] * factor[j][k];
      factor[i][j] = i === j ? Math.sqrt(Math.max(rest, 1e-9)) : rest / factor[j][j];
    }
  });
  return factor;
}
