/** The distance between the two levels of a binary column, and the least one of any code. */
export const EDGE = 2;

/** Moves the codes (levels, size) so that Σ_k probabilities[k]·v_k = 0. */
export function centerCodes(codes: Float64Array, probabilities: ArrayLike<number>): void {
  const levels = probabilities.length;
  const size = codes.length / levels;
  for (let c = 0; c < size; c++) {
    let mean = 0;
    for (let k = 0; k < levels; k++) mean += probabilities[k] * codes[k * size + c];
    for (let k = 0; k < levels; k++) codes[k * size + c] -= mean;
  }
}
