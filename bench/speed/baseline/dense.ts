/** Columns of every matrix are padded with zeros to a multiple of this, rows to a multiple of 2: no tails in the loops. */
export const COLUMN_BLOCK = 4;

export function padded(columns: number): number {
  return Math.ceil(columns / COLUMN_BLOCK) * COLUMN_BLOCK;
}

/**
 * C[m,n] += Σₖ A[m,k]·B[k,n] for m < M, n < N, k < K, in blocks of 2 × 4 whose sums stay in locals.
 *
 * C row-major from cAt on, row stride N; A[m,k] at aAt + m·aRow + k·aColumn, so that A may be read transposed;
 * B row-major from bAt on, row stride N. M even, N a multiple of 4. The sums are f64, rounded once on the store.
 *
 * The `| 0` on every index tells the compiler that it cannot overflow, which saves a check and a sign extension a load.
 */
export function multiplyAdd(
  c: Float32Array,
  cAt: number,
  a: Float32Array,
  aAt: number,
  aRow: number,
  aColumn: number,
  b: Float32Array,
  bAt: number,
  M: number,
  N: number,
  K: number,
): void {
  const span = Math.imul(K, N);
  for (let m = 0; m < M; m = (m + 2) | 0) {
    const p0 = (aAt + Math.imul(m, aRow)) | 0;
    for (let n = 0; n < N; n = (n + 4) | 0) {
      const c0 = (cAt + Math.imul(m, N) + n) | 0;
      const c1 = (c0 + N) | 0;
      let s00 = c[c0];
      let s01 = c[(c0 + 1) | 0];
      let s02 = c[(c0 + 2) | 0];
      let s03 = c[(c0 + 3) | 0];
      let s10 = c[c1];
      let s11 = c[(c1 + 1) | 0];
      let s12 = c[(c1 + 2) | 0];
      let s13 = c[(c1 + 3) | 0];
      let p = p0;
      let q = (bAt + n) | 0;
      const end = (q + span) | 0;
      while (q < end) {
        const b0 = b[q];
        const b1 = b[(q + 1) | 0];
        const b2 = b[(q + 2) | 0];
        const b3 = b[(q + 3) | 0];
        const a0 = a[p];
        const a1 = a[(p + aRow) | 0];
        s00 += a0 * b0;
        s01 += a0 * b1;
        s02 += a0 * b2;
        s03 += a0 * b3;
        s10 += a1 * b0;
        s11 += a1 * b1;
        s12 += a1 * b2;
        s13 += a1 * b3;
        p = (p + aColumn) | 0;
        q = (q + N) | 0;
      }
      c[c0] = s00;
      c[(c0 + 1) | 0] = s01;
      c[(c0 + 2) | 0] = s02;
      c[(c0 + 3) | 0] = s03;
      c[c1] = s10;
      c[(c1 + 1) | 0] = s11;
      c[(c1 + 2) | 0] = s12;
      c[(c1 + 3) | 0] = s13;
    }
  }
}

/** Every row of c (rows, N) from cAt on becomes bias[biasAt … biasAt + N). */
export function fillRows(c: Float32Array, rows: number, N: number, bias: Float32Array, biasAt: number): void {
  for (let row = 0, at = 0; row < rows; row++, at += N) for (let n = 0; n < N; n++) c[at + n] = bias[biasAt + n];
}

/** sums[sumsAt + n] += Σ_b c[b,n], c (rows, N). */
export function addColumns(sums: Float32Array, sumsAt: number, c: Float32Array, rows: number, N: number): void {
  for (let row = 0, at = 0; row < rows; row++, at += N) for (let n = 0; n < N; n++) sums[sumsAt + n] += c[at + n];
}

/** out[n,k] = b[k,n] for k < K, n < N; b from bAt on, out from outAt on. */
export function transpose(out: Float32Array, outAt: number, b: Float32Array, bAt: number, K: number, N: number): void {
  for (let k = 0; k < K; k++) for (let n = 0; n < N; n++) out[outAt + n * K + k] = b[bAt + k * N + n];
}
