/** Column d of a (n, dim) row-major array. */
export function columnOf(rows: Float64Array, dim: number, d: number): Float64Array {
  return Float64Array.from({ length: rows.length / dim }, (_, i) => rows[i * dim + d]);
}

/** Standard deviation of each column of all parts together; 1 where a column is constant. */
export function columnDeviations(parts: Float64Array[], dim: number): Float64Array {
  const count = parts.reduce((sum, rows) => sum + rows.length / dim, 0);
  const deviations = new Float64Array(dim);
  for (let d = 0; d < dim; d++) {
    let mean = 0;
    for (const rows of parts) for (let i = d; i < rows.length; i += dim) mean += rows[i] / count;
    let variance = 0;
    for (const rows of parts) for (let i = d; i < rows.length; i += dim) variance += (rows[i] - mean) ** 2 / count;
    deviations[d] = Math.sqrt(variance) || 1;
  }
  return deviations;
}

/** `count` rows of a (·, dim) row-major array from row `first` on, each column over its deviation. */
export function scaledRows(rows: Float64Array, first: number, count: number, deviations: Float64Array): Float64Array {
  const dim = deviations.length;
  return rows.slice(first * dim, (first + count) * dim).map((value, i) => value / deviations[i % dim]);
}
