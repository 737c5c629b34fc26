// One dense layer's three products. One micro-kernel shape: 4 rows × 8 columns of the result in registers; more rows where
// the host has found that faster, with the same bits (dense-blocks.ts).
// Every operand is in panels of 8 columns, so each pointer advances by constants. See docs/decisions/0001.
//
// Legend: B rows of the batch, T = TILE_ROWS, K inputs and O outputs (multiples of 8), missing columns are zero.
// A weight panel p holds the bias and the weights of outputs 8p…8p+7: row 0 the bias, rows 1…K the weights.

import { multiplyEightRows, multiplySixRows, weightGradientEightRows } from "./dense-blocks";
import { BLOCK_ROWS } from "./generated/constants";
import { madd, PANEL_ROW, TILE_ROWS } from "./lanes";

/** Bytes of a weight panel: one row of biases and K of weights. */
// @ts-ignore: decorator
@inline
export function weightPanelBytes(K: i32): usize {
  return <usize>(K + 1) * PANEL_ROW;
}

/**
 * y[r, c] = start[r, c] + Σₖ x[r, k]·w[k, c] for the 8 columns of one panel.
 *
 * @param y          out (T, 8)   the first `rows` rows overwritten; must not overlap x; may be start
 * @param x          in  (T, K)   panels, T rows each
 * @param w          in  (K, 8)
 * @param start      in  what the sums start from: one row of 8 (startStep 0) or (T, 8) (startStep 128)
 * @param startStep  bytes from one group of 4 rows to the next in `start`: 0 or 128
 * @param rows       multiple of 4, ≤ T
 *
 * Sums in f32 over k in order: |error| ≤ (K + 1)·2⁻²⁴·(|start| + Σ|x·w|)·(1 + small), see test/kernels/dense.test.ts.
 */
export function multiplyPanel(y: usize, x: usize, w: usize, start: usize, startStep: usize, rows: i32, K: i32): void {
  const next = <usize>(TILE_ROWS - 1) * PANEL_ROW; // from the end of a row's 8 columns to the next panel's same row
  const wEnd = w + <usize>K * PANEL_ROW;
  const yEnd = y + <usize>rows * PANEL_ROW;
  const row = startStep ? PANEL_ROW : 0;
  // Larger blocks first where the host chose them, such that a multiple of 4 rows is left
  const blockRows = load<i32>(BLOCK_ROWS);
  let done: usize = 0;
  if (blockRows == 8) {
    const blocks = <usize>rows >> 3;
    multiplyEightRows(y, x, w, start, startStep, blocks, K);
    done = blocks * 8;
  } else if (blockRows == 6) {
    const blocks = <usize>(rows / 12) << 1;
    multiplySixRows(y, x, w, start, startStep, blocks, K);
    done = blocks * 6;
  }
  y += done * PANEL_ROW;
  x += done * PANEL_ROW;
  start += done * row;
  while (y < yEnd) {
    let s00 = v128.load(start), s01 = v128.load(start, 16);
    let s10 = v128.load(start + row), s11 = v128.load(start + row, 16);
    let s20 = v128.load(start + 2 * row), s21 = v128.load(start + 2 * row, 16);
    let s30 = v128.load(start + 3 * row), s31 = v128.load(start + 3 * row, 16);
    let a = x;
    let b = w;
    while (b < wEnd) {
      const aEnd = a + PANEL_ROW;
      while (a < aEnd) {
        // one step of k: twice unrolled, V8 runs out of registers and is slower by a third (docs/decisions/0001)
        let b0 = v128.load(b), b1 = v128.load(b, 16);
        let t = v128.load32_splat(a);
        s00 = madd(t, b0, s00); s01 = madd(t, b1, s01);
        t = v128.load32_splat(a, 32);
        s10 = madd(t, b0, s10); s11 = madd(t, b1, s11);
        t = v128.load32_splat(a, 64);
        s20 = madd(t, b0, s20); s21 = madd(t, b1, s21);
        t = v128.load32_splat(a, 96);
        s30 = madd(t, b0, s30); s31 = madd(t, b1, s31);
        a += 4;
        b += 32;
      }
      a += next;
    }
    v128.store(y, s01, 16); v128.store(y, s00);
    v128.store(y, s11, 48); v128.store(y, s10, 32);
    v128.store(y, s21, 80); v128.store(y, s20, 64);
    v128.store(y, s31, 112); v128.store(y, s30, 96);
    y += 4 * PANEL_ROW;
    x += 4 * PANEL_ROW;
    start += startStep;
  }
}

/**
 * dW[k, c] = Σ_b x[b, k]·dY[b, c] and dBias[c] = Σ_b dY[b, c] for the 8 columns of one weight panel.
 *
 * @param dPanel     out (1 + K, 8)  overwritten
 * @param x          in  (B, K)  first of the batch's tiles, each K/8 panels of T rows
 * @param dY         in  (B, 8)  this panel of the first tile
 * @param batch      B
 * @param tileBytes  from a tile to the next, of x and dY alike
 *
 * Sums in f32 over the batch in order, whatever the tiles: |error| ≤ (B + 1)·2⁻²⁴·Σ|x·dY|.
 */
export function weightGradientPanel(dPanel: usize, x: usize, dY: usize, K: i32, batch: i32, tileBytes: usize): void {
  columnSums(dPanel, dY, batch, tileBytes);
  let out = dPanel + PANEL_ROW;
  if (load<i32>(BLOCK_ROWS) == 8) return weightGradientEightRows(out, x, dY, K, batch, tileBytes);
  for (let k = 0; k < K; k += 4) {
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    let aTile = x + <usize>(k >> 3) * TILE_ROWS * PANEL_ROW + <usize>((k & 4) << 2);
    let bTile = dY;
    for (let left = batch; left > 0; left -= TILE_ROWS) {
      let a = aTile;
      let b = bTile;
      const bEnd = b + <usize>min(left, TILE_ROWS) * PANEL_ROW;
      while (b < bEnd) {
        // one row of the batch
        let b0 = v128.load(b), b1 = v128.load(b, 16);
        let t = v128.load32_splat(a);
        s00 = madd(t, b0, s00); s01 = madd(t, b1, s01);
        t = v128.load32_splat(a, 4);
        s10 = madd(t, b0, s10); s11 = madd(t, b1, s11);
        t = v128.load32_splat(a, 8);
        s20 = madd(t, b0, s20); s21 = madd(t, b1, s21);
        t = v128.load32_splat(a, 12);
        s30 = madd(t, b0, s30); s31 = madd(t, b1, s31);
        a += 32;
        b += 32;
      }
      aTile += tileBytes;
      bTile += tileBytes;
    }
    v128.store(out, s01, 16); v128.store(out, s00);
    v128.store(out, s11, 48); v128.store(out, s10, 32);
    v128.store(out, s21, 80); v128.store(out, s20, 64);
    v128.store(out, s31, 112); v128.store(out, s30, 96);
    out += 4 * PANEL_ROW;
  }
}

function columnSums(sums: usize, dY: usize, batch: i32, tileBytes: usize): void {
  let s0 = f32x4.splat(0), s1 = s0;
  for (let left = batch; left > 0; left -= TILE_ROWS) {
    const end = dY + <usize>min(left, TILE_ROWS) * PANEL_ROW;
    for (let b = dY; b < end; b += PANEL_ROW) {
      s0 = f32x4.add(s0, v128.load(b));
      s1 = f32x4.add(s1, v128.load(b, 16));
    }
    dY += tileBytes;
  }
  v128.store(sums, s0);
  v128.store(sums, s1, 16);
}

/**
 * wᵀ ← w for one weight panel: the (K, 8) weights of outputs 8p…8p+7 become rows 8p…8p+7 of wᵀ (O, K) in panels.
 *
 * @param transposed  out: row 8p of the first panel of wᵀ
 * @param w           in (K, 8): the panel without its bias row
 */
export function transposePanel(transposed: usize, w: usize, K: i32, O: i32): void {
  const panel = <usize>O * PANEL_ROW;
  for (let k = 0; k < K; k += 4) {
    for (let c: usize = 0; c < 8; c += 4) {
      const from = w + <usize>k * PANEL_ROW + c * 4;
      const r0 = v128.load(from), r1 = v128.load(from, 32), r2 = v128.load(from, 64), r3 = v128.load(from, 96);
      const a = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), b = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
      const d = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7), e = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
      const to = transposed + <usize>(k >> 3) * panel + c * PANEL_ROW + <usize>((k & 4) << 2);
      v128.store(to, v128.shuffle<f32>(a, b, 0, 1, 4, 5));
      v128.store(to, v128.shuffle<f32>(a, b, 2, 3, 6, 7), 32);
      v128.store(to, v128.shuffle<f32>(d, e, 0, 1, 4, 5), 64);
      v128.store(to, v128.shuffle<f32>(d, e, 2, 3, 6, 7), 96);
    }
  }
}
