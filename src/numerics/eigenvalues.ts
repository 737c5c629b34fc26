/**
 * The eigenvalues of a symmetric matrix, in falling order, by cyclic Jacobi rotations (Golub & Van Loan, "Matrix
 * Computations", §8.5): each rotation makes one entry off the diagonal 0, and sweeps over all of them converge
 * quadratically.
 *
 * @param matrix (size, size) row-major, finite; only the upper triangle is read, and it is copied
 * @returns size numbers in f64, each within about size·2⁻⁵²·(largest |eigenvalue|); about 10·size³ operations
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, size: number): Float64Array {
  const a = Float64Array.from(matrix);
  let total = 0;
  for (let p = 0; p < size; p++)
    for (let q = p; q < size; q++) total += (p === q ? 1 : 2) * a[p * size + q] * a[p * size + q];
  // An entry below this moves no eigenvalue by more than 2⁻⁵³ of the largest
  const negligible = Math.sqrt(total) * 1e-16;
  for (let sweep = 0, rotations = 1; rotations > 0 && sweep < 60; sweep++) {
    rotations = 0;
    for (let p = 0; p < size - 1; p++)
      for (let q = p + 1; q < size; q++) {
        if (!(Math.abs(a[p * size + q]) * size > negligible)) continue;
        rotate(a, size, p, q);
        rotations++;
      }
  }
  return Float64Array.from({ length: size }, (_, i) => a[i * size + i])
    .sort()
    .reverse();
}

/** A ← JᵀAJ with the plane rotation J of rows p < q that makes A[p, q] = 0; on the upper triangle. */
function rotate(a: Float64Array, size: number, p: number, q: number): void {
  const apq = a[p * size + q];
  const theta = (a[q * size + q] - a[p * size + p]) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  a[p * size + p] -= t * apq;
  a[q * size + q] += t * apq;
  a[p * size + q] = 0;
  for (let i = 0; i < size; i++) {
    if (i === p || i === q) continue;
    const atP = i < p ? i * size + p : p * size + i;
    const atQ = i < q ? i * size + q : q * size + i;
    const x = a[atP];
    const y = a[atQ];
    a[atP] = c * x - s * y;
    a[atQ] = s * x + c * y;
  }
}
