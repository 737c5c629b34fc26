/**
 * A categorical column in the model's space: level k lies at code v_k, a point of `size` coordinates. Blocks are the last
 * columns of an encoded row, one after another; the plain numbers come first.
 */
export interface CategoryBlock {
  /** v, (levels, size) row-major, with Σ_k probabilities[k]·v_k = 0; levels = probabilities.length. */
  readonly codes: Float64Array;
  /** π, the share of each level among the rows: positive, summing to 1. */
  readonly probabilities: Float64Array;
}

/** Columns of an encoded row that a block takes. */
export function blockSize({ codes, probabilities }: CategoryBlock): number {
  return codes.length / probabilities.length;
}
