/** What is observed of a row, in the model's units: y = A·x + N(0, Σ). */
export interface Observation {
  /** A, (size, dim) row-major. */
  readonly matrix: Float64Array;
  /** y, (size). */
  readonly values: Float64Array;
  /** Σ, (size, size). */
  readonly covariance: Float64Array;
}

/** What is observed of each row of a run. */
export interface Observations {
  /** Numbers observed of a row, at most. */
  readonly size: number;
  of(row: number): Observation;
}

/** The vectors Aᵀe_j that derivatives are taken along: for each j those of all rows, (rows, dim); 0 where a row has fewer. */
export function observedDirections({ size }: Observations, rows: readonly Observation[], dim: number): Float64Array[] {
  return Array.from({ length: size }, (_, j) => {
    const directions = new Float64Array(rows.length * dim);
    rows.forEach(({ matrix }, r) => directions.set(matrix.subarray(j * dim, (j + 1) * dim), r * dim));
    return directions;
  });
}
