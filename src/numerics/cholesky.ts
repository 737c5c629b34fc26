/**
 * Lower L, dim × dim, with L·Lᵀ = a + shift·I for a symmetric a.
 *
 * @param failed  is told the pivot that is not above 0, and its row
 * @returns undefined where there is none
 */
export function cholesky(
  a: Float64Array,
  dim: number,
  shift = 0,
  failed?: (pivot: number, row: number) => void,
): Float64Array | undefined {
  const l = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * dim + j] + (i === j ? shift : 0);
      for (let k = 0; k < j; k++) sum -= l[i * dim + k] * l[j * dim + k];
      if (i === j && !(sum > 0)) return void failed?.(sum, i);
      l[i * dim + j] = i === j ? Math.sqrt(sum) : sum / l[j * dim + j];
    }
  }
  return l;
}
