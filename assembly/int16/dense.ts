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

/** A row's 8 columns ← sum·(scale of row·scale of column) + start, each operation rounded to f32. */
// @ts-ignore: decorator
@inline
function store8(y: usize, s0: v128, s1: v128, row: v128, c0: v128, c1: v128, start: usize): void {
  const a = f32x4.mul(f32x4.convert_i32x4_s(s0), f32x4.mul(row, c0));
  const b = f32x4.mul(f32x4.convert_i32x4_s(s1), f32x4.mul(row, c1));
  v128.store(y, f32x4.add(a, v128.load(start)));
  v128.store(y, f32x4.add(b, v128.load(start, 16)), 16);
}

/**
 * y[r, c] = (Σₖ q[r, k]·w[k, c])·scales[r]·scale[c] + start[r, c] for the 8 columns of one integer panel; the sum is exact.
 *
 * @param y          out (T, 8)  the first `rows` rows overwritten; may be start
 * @param q          in  as quantizeRows gives it
 * @param w          in  an integer panel
 * @param scales     in  f32 (T)
 * @param start      in  what is added: one row of 8, such as the panel's biases (startStep 0), or (T, 8) (startStep 128)
 * @param startStep  bytes from one group of 4 rows to the next in `start`: 0 or 128
 * @param rows       multiple of 4, ≤ T
 * @param K          such that K·max|q|·max|w| < 2³¹
 */
export function multiplyIntegerPanel(
  y: usize, q: usize, w: usize, scales: usize, start: usize, startStep: usize, rows: i32, K: i32,
): void {
  const row = startStep ? PANEL_ROW : 0;
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
    const c0 = v128.load(w, 32), c1 = v128.load(w, 48);
    store8(y, s00, s01, v128.load32_splat(scales), c0, c1, start);
    store8(y + PANEL_ROW, s10, s11, v128.load32_splat(scales, 4), c0, c1, start + row);
    store8(y + 2 * PANEL_ROW, s20, s21, v128.load32_splat(scales, 8), c0, c1, start + 2 * row);
    store8(y + 3 * PANEL_ROW, s30, s31, v128.load32_splat(scales, 12), c0, c1, start + 3 * row);
    y += 4 * PANEL_ROW;
    scales += 16;
    start += startStep;
  }
}
