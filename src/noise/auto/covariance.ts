import type { Table } from "../../data/rows.ts";
import { subsample } from "../../numerics/draws.ts";
import { symmetricEigenvalues } from "../../numerics/eigenvalues.ts";

/** With more columns, as many rows stand for the covariance: its eigenvalues are those of their Gram matrix. */
const MOST_EIGENVALUES = 160;

const BLOCK_ROWS = 64;

/**
 * The eigenvalues of the covariance of rows with mean 0, in falling order: min(dim, rows) of them, the others being 0.
 * Where rows are fewer than columns they are the Gram matrix's, which has the same ones.
 *
 * @param seed  draws the rows that stand for all where there are too many
 */
export function covarianceEigenvalues(table: Table, seed: number): Float64Array {
  const { dim } = table;
  const most = dim <= MOST_EIGENVALUES ? Math.max(MOST_EIGENVALUES, Math.floor(5e7 / (dim * dim))) : MOST_EIGENVALUES;
  const rows = subsample(table, most, seed, 1);
  const count = rows.length / dim;
  const size = Math.min(dim, count);
  const columns = size === dim ? rows : transpose(rows, count, dim);
  const matrix = new Float64Array(size * size);
  // Some rows at a time, so that they are in cache for all pairs of columns
  const block = BLOCK_ROWS * size;
  for (let from = 0; from < columns.length; from += block) {
    const to = Math.min(columns.length, from + block);
    for (let p = 0; p < size; p++)
      for (let q = p; q < size; q++) {
        let sum = matrix[p * size + q];
        for (let at = from; at < to; at += size) sum += (columns[at + p] * columns[at + q]) / count;
        matrix[p * size + q] = sum;
      }
  }
  return symmetricEigenvalues(matrix, size).map((value) => Math.max(0, value));
}

/** (count, dim) → (dim, count) */
function transpose(rows: Float64Array, count: number, dim: number): Float64Array {
  return Float64Array.from(rows, (_, i) => rows[(i % count) * dim + Math.floor(i / count)]);
}
