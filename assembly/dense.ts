// One product shape serves forward, input gradient and weight gradient. Every matrix is stored in
// panels of 8 columns: M (R, C) → ceil(C/8) panels, each (R, 8) contiguous, missing columns zero.
// With this layout each operand of the 4×8 micro-kernel advances by one pointer with constant offsets.

// @ts-ignore: decorator
@inline const ROW: usize = 32; // bytes of one row of a panel: 8 f32

/**
 * y[r, c] = bias[c] + Σₖ x[r, k]·w[k, c]   for one panel c = 8p…8p+7 of w
 *
 * @param y      out panel (rows, 8)   overwritten; must not overlap x
 * @param x      in  (rows, K)  panels of 8 columns, `rows` rows each
 * @param w      in  panel (K, 8)
 * @param start  in  (8) or (rows, 8) by startStep: initial accumulators
 * @param rows   multiple of 4
 * @param K      multiple of 8
 */
export function multiplyPanel(y: usize, x: usize, w: usize, bias: usize, rows: i32, K: i32): void {
  const panelBytes = <usize>rows * ROW;
  const end = y + panelBytes;
  const wEnd = w + <usize>K * ROW;
  const s0 = v128.load(bias);
  const s1 = v128.load(bias, 16);
  while (y < end) {
    let a00 = s0, a01 = s1, a10 = s0, a11 = s1, a20 = s0, a21 = s1, a30 = s0, a31 = s1;
    let a = x;
    let b = w;
    while (b < wEnd) {
      // 8 steps of k: one panel of x
      let b0: v128, b1: v128, t: v128;
      b0 = v128.load(b, 0); b1 = v128.load(b, 16);
      t = v128.load32_splat(a, 0);  a00 = f32x4.add(a00, f32x4.mul(t, b0)); a01 = f32x4.add(a01, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 32); a10 = f32x4.add(a10, f32x4.mul(t, b0)); a11 = f32x4.add(a11, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 64); a20 = f32x4.add(a20, f32x4.mul(t, b0)); a21 = f32x4.add(a21, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 96); a30 = f32x4.add(a30, f32x4.mul(t, b0)); a31 = f32x4.add(a31, f32x4.mul(t, b1));
      b0 = v128.load(b, 32); b1 = v128.load(b, 48);
      t = v128.load32_splat(a, 4);  a00 = f32x4.add(a00, f32x4.mul(t, b0)); a01 = f32x4.add(a01, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 36); a10 = f32x4.add(a10, f32x4.mul(t, b0)); a11 = f32x4.add(a11, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 68); a20 = f32x4.add(a20, f32x4.mul(t, b0)); a21 = f32x4.add(a21, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 100); a30 = f32x4.add(a30, f32x4.mul(t, b0)); a31 = f32x4.add(a31, f32x4.mul(t, b1));
      b0 = v128.load(b, 64); b1 = v128.load(b, 80);
      t = v128.load32_splat(a, 8);  a00 = f32x4.add(a00, f32x4.mul(t, b0)); a01 = f32x4.add(a01, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 40); a10 = f32x4.add(a10, f32x4.mul(t, b0)); a11 = f32x4.add(a11, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 72); a20 = f32x4.add(a20, f32x4.mul(t, b0)); a21 = f32x4.add(a21, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 104); a30 = f32x4.add(a30, f32x4.mul(t, b0)); a31 = f32x4.add(a31, f32x4.mul(t, b1));
      b0 = v128.load(b, 96); b1 = v128.load(b, 112);
      t = v128.load32_splat(a, 12);  a00 = f32x4.add(a00, f32x4.mul(t, b0)); a01 = f32x4.add(a01, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 44); a10 = f32x4.add(a10, f32x4.mul(t, b0)); a11 = f32x4.add(a11, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 76); a20 = f32x4.add(a20, f32x4.mul(t, b0)); a21 = f32x4.add(a21, f32x4.mul(t, b1));
      t = v128.load32_splat(a, 108); a30 = f32x4.add(a30, f32x4.mul(t, b0)); a31 = f32x4.add(a31, f32x4.mul(t, b1));
      a += 16; b += 128;
      if ((b - w) & 255) {} else a += panelBytes - 32;
    }
    v128.store(y, a00, 0); v128.store(y, a01, 16);
    v128.store(y, a10, 32); v128.store(y, a11, 48);
    v128.store(y, a20, 64); v128.store(y, a21, 80);
    v128.store(y, a30, 96); v128.store(y, a31, 112);
    y += 128; x += 128;
  }
}
export function freq(n: i32): f64 { let x: f64 = 1; for (let i=0;i<n;i++) x += 1e-9; return x; }
