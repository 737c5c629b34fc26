/**
 * A·xᵏ = bᵏ for a symmetric positive definite A, by Cholesky's factors L·Lᵀ = A.
 *
 * @param matrix  (n, n) row-major, of which the lower triangle is read; overwritten by L
 * @param right   (k, n) row-major
 * @returns x¹ … xᵏ
 */
export function solvePositive(matrix: Float64Array, right: Float64Array, n: number): number[][] {
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * n + k] * matrix[j * n + k];
      matrix[i * n + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * n + j];
    }
  return Array.from({ length: right.length / n }, (_, r) => {
    const x = Array.from(right.subarray(r * n, (r + 1) * n));
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) x[i] -= matrix[i * n + j] * x[j];
      x[i] /= matrix[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let j = i + 1; j < n; j++) x[i] -= matrix[j * n + i] * x[j];
      x[i] /= matrix[i * n + i];
    }
    return x;
  });
}
