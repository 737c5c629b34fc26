// One dense layer in 16-bit integers: exact sums, so the same on every engine and in any order. docs/decisions/0021.
//
// Legend: B rows of the batch, T = TILE_ROWS, K inputs and O outputs (multiples of 8), missing columns are zero.
// An integer panel p holds what outputs 8p…8p+7 need: a row of 8 f32 biases, one of 8 f32 scales, and K/2 rows of weights, each of
// 8 pairs w[k, c], w[k + 1, c] of i16.

import { PANEL_ROW, splat, TILE_ROWS } from "../lanes";

const PANEL: usize = <usize>TILE_ROWS * PANEL_ROW;
/** 2⁻¹⁰⁰: a row of smaller values is as one of zeros. */
const LEAST: f32 = 7.888609052210118e-31;

/** Bytes of an integer panel. */
// @ts-ignore: decorator
@inline
export function integerPanelBytes(K: i32): usize {
  return 2 * PANEL_ROW + <usize>(K >> 1) * PANEL_ROW;
}

/** 1.5·2²³: adding it to |x| < 2²² leaves the nearest integer in the low bits. */
// @ts-ignore: decorator
@inline
function nearestInteger(x: v128): v128 {
  return i32x4.sub(f32x4.add(x, splat(12582912)), i32x4.splat(0x4b400000));
}

/** |x| as an integer: of two f32 that are not negative, and of NaN beside them, the larger is the larger integer. */
// @ts-ignore: decorator
@inline
function magnitude(x: v128): v128 {
  return v128.and(x, i32x4.splat(0x7fffffff));
}

/** The larger magnitudes of a panel's row and `most`. */
// @ts-ignore: decorator
@inline
function larger(most: v128, row: usize): v128 {
  return i32x4.max_s(i32x4.max_s(most, magnitude(v128.load(row))), magnitude(v128.load(row, 16)));
}

/** One row's 8 columns times `inverse`, rounded: 8 i16. */
// @ts-ignore: decorator
@inline
function rounded(row: usize, inverse: v128): v128 {
  return i16x8.narrow_i32x4_s(
    nearestInteger(f32x4.mul(v128.load(row), inverse)),
    nearestInteger(f32x4.mul(v128.load(row, 16), inverse)),
  );
}

/**
 * q[r, k] = x[r, k]·limit/m[r] rounded to the nearest integer (ties to even), scales[r] = m[r]/limit, m[r] = maxₖ |x[r, k]|.
 *
 * @param q       out (T/4, K/2, 4) pairs q[r, k], q[r, k + 1] of i16: four rows' pairs side by side
 * @param scales  out f32 (T)
 * @param x       in  (T, K)  panels
 * @param rows    multiple of 4, ≤ T
 * @param limit   the largest |q|, ≤ 2¹⁵ − 1
 *
 * |q·scale − x| ≤ (½ + 2⁻²²·limit)·scale. A row with a value that is not finite gets a scale that is not finite.
 */
export function quantizeRows(q: usize, scales: usize, x: usize, rows: i32, K: i32, limit: f32): void {
  const panels = <usize>(K >> 3);
  for (let r = 0; r < rows; r += 4) {
    const from = x + <usize>r * PANEL_ROW;
    const end = from + panels * PANEL;
    // So that the inverse is finite: a row of zeros stays one
    let m0 = splat(LEAST), m1 = m0, m2 = m0, m3 = m0;
    for (let at = from; at < end; at += PANEL) {
      m0 = larger(m0, at);
      m1 = larger(m1, at + PANEL_ROW);
      m2 = larger(m2, at + 2 * PANEL_ROW);
      m3 = larger(m3, at + 3 * PANEL_ROW);
    }
    const a = i32x4.max_s(v128.shuffle<f32>(m0, m1, 0, 4, 1, 5), v128.shuffle<f32>(m0, m1, 2, 6, 3, 7));
    const b = i32x4.max_s(v128.shuffle<f32>(m2, m3, 0, 4, 1, 5), v128.shuffle<f32>(m2, m3, 2, 6, 3, 7));
    const most = i32x4.max_s(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
    v128.store(scales + (<usize>r << 2), f32x4.div(most, splat(limit)));
    const inverse = f32x4.div(splat(limit), most);
    const i0 = v128.shuffle<f32>(inverse, inverse, 0, 0, 0, 0), i1 = v128.shuffle<f32>(inverse, inverse, 1, 1, 1, 1);
    const i2 = v128.shuffle<f32>(inverse, inverse, 2, 2, 2, 2), i3 = v128.shuffle<f32>(inverse, inverse, 3, 3, 3, 3);
    for (let at = from; at < end; at += PANEL) {
      const r0 = rounded(at, i0), r1 = rounded(at + PANEL_ROW, i1);
      const r2 = rounded(at + 2 * PANEL_ROW, i2), r3 = rounded(at + 3 * PANEL_ROW, i3);
      const a = v128.shuffle<i32>(r0, r1, 0, 4, 1, 5), b = v128.shuffle<i32>(r2, r3, 0, 4, 1, 5);
      const c = v128.shuffle<i32>(r0, r1, 2, 6, 3, 7), d = v128.shuffle<i32>(r2, r3, 2, 6, 3, 7);
      v128.store(q, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
      v128.store(q, v128.shuffle<i32>(a, b, 2, 3, 6, 7), 16);
      v128.store(q, v128.shuffle<i32>(c, d, 0, 1, 4, 5), 32);
      v128.store(q, v128.shuffle<i32>(c, d, 2, 3, 6, 7), 48);
      q += 64;
    }
  }
}

/** sum·(scale of row·scale of column) + bias, each operation rounded to f32. */
// @ts-ignore: decorator
@inline
function scaled(sum: v128, row: v128, column: v128, bias: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.convert_i32x4_s(sum), f32x4.mul(row, column)), bias);
}

/**
 * y[r, c] = (Σₖ q[r, k]·w[k, c])·scales[r]·scale[c] + bias[c] for the 8 columns of one integer panel; the sum is exact.
 *
 * @param y       out (T, 8)  the first `rows` rows overwritten
 * @param q       in  as quantizeRows gives it
 * @param w       in  an integer panel
 * @param scales  in  f32 (T)
 * @param rows    multiple of 4, ≤ T
 * @param K       such that K·max|q|·max|w| < 2³¹
 */
export function multiplyIntegerPanel(y: usize, q: usize, w: usize, scales: usize, rows: i32, K: i32): void {
  const bEnd = w + integerPanelBytes(K);
  const yEnd = y + <usize>rows * PANEL_ROW;
  let a = q;
  while (y < yEnd) {
    let s00 = i32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    for (let b = w + 2 * PANEL_ROW; b < bEnd; b += PANEL_ROW) {
      // two steps of k
      const b0 = v128.load(b), b1 = v128.load(b, 16);
      let t = v128.load32_splat(a);
      s00 = i32x4.add(s00, i32x4.dot_i16x8_s(t, b0)); s01 = i32x4.add(s01, i32x4.dot_i16x8_s(t, b1));
      t = v128.load32_splat(a, 4);
      s10 = i32x4.add(s10, i32x4.dot_i16x8_s(t, b0)); s11 = i32x4.add(s11, i32x4.dot_i16x8_s(t, b1));
      t = v128.load32_splat(a, 8);
      s20 = i32x4.add(s20, i32x4.dot_i16x8_s(t, b0)); s21 = i32x4.add(s21, i32x4.dot_i16x8_s(t, b1));
      t = v128.load32_splat(a, 12);
      s30 = i32x4.add(s30, i32x4.dot_i16x8_s(t, b0)); s31 = i32x4.add(s31, i32x4.dot_i16x8_s(t, b1));
      a += 16;
    }
    const bias0 = v128.load(w), bias1 = v128.load(w, 16), c0 = v128.load(w, 32), c1 = v128.load(w, 48);
    let t = v128.load32_splat(scales);
    v128.store(y, scaled(s00, t, c0, bias0)); v128.store(y, scaled(s01, t, c1, bias1), 16);
    t = v128.load32_splat(scales, 4);
    v128.store(y, scaled(s10, t, c0, bias0), 32); v128.store(y, scaled(s11, t, c1, bias1), 48);
    t = v128.load32_splat(scales, 8);
    v128.store(y, scaled(s20, t, c0, bias0), 64); v128.store(y, scaled(s21, t, c1, bias1), 80);
    t = v128.load32_splat(scales, 12);
    v128.store(y, scaled(s30, t, c0, bias0), 96); v128.store(y, scaled(s31, t, c1, bias1), 112);
    y += 4 * PANEL_ROW;
    scales += 16;
  }
}
