// The products of dense.ts with more of the result in registers: 6 or 8 rows of 8 columns. Which is fastest depends on the
// JavaScript engine (docs/decisions/0020): 8 where it makes one 256-bit operation of two neighboring 128-bit ones, 6 where
// it needs no register besides. Each sum adds the same products in the same order, so the bits are those of 4 rows.
//
// The upper vector of a pair is stored first: an engine that pairs them then stores once.

import { madd, PANEL_ROW, TILE_ROWS } from "./lanes";

/** multiplyPanel of `blocks` times 6 rows. */
// @ts-ignore: decorator
@inline
export function multiplySixRows(
  y: usize, x: usize, w: usize, start: usize, startStep: usize, blocks: usize, K: i32,
): void {
  const next = <usize>(TILE_ROWS - 1) * PANEL_ROW;
  const wEnd = w + <usize>K * PANEL_ROW;
  const yEnd = y + blocks * 6 * PANEL_ROW;
  const row = startStep ? PANEL_ROW : 0;
  while (y < yEnd) {
    let s00 = v128.load(start), s01 = v128.load(start, 16);
    let s10 = v128.load(start + row), s11 = v128.load(start + row, 16);
    let s20 = v128.load(start + 2 * row), s21 = v128.load(start + 2 * row, 16);
    let s30 = v128.load(start + 3 * row), s31 = v128.load(start + 3 * row, 16);
    let s40 = v128.load(start + 4 * row), s41 = v128.load(start + 4 * row, 16);
    let s50 = v128.load(start + 5 * row), s51 = v128.load(start + 5 * row, 16);
    let a = x;
    let b = w;
    while (b < wEnd) {
      const aEnd = a + PANEL_ROW;
      while (a < aEnd) {
        let b0 = v128.load(b), b1 = v128.load(b, 16);
        let t = v128.load32_splat(a);
        s00 = madd(t, b0, s00); s01 = madd(t, b1, s01);
        t = v128.load32_splat(a, 32);
        s10 = madd(t, b0, s10); s11 = madd(t, b1, s11);
        t = v128.load32_splat(a, 64);
        s20 = madd(t, b0, s20); s21 = madd(t, b1, s21);
        t = v128.load32_splat(a, 96);
        s30 = madd(t, b0, s30); s31 = madd(t, b1, s31);
        t = v128.load32_splat(a, 128);
        s40 = madd(t, b0, s40); s41 = madd(t, b1, s41);
        t = v128.load32_splat(a, 160);
        s50 = madd(t, b0, s50); s51 = madd(t, b1, s51);
        a += 4;
        b += 32;
      }
      a += next;
    }
    v128.store(y, s01, 16); v128.store(y, s00);
    v128.store(y, s11, 48); v128.store(y, s10, 32);
    v128.store(y, s21, 80); v128.store(y, s20, 64);
    v128.store(y, s31, 112); v128.store(y, s30, 96);
    v128.store(y, s41, 144); v128.store(y, s40, 128);
    v128.store(y, s51, 176); v128.store(y, s50, 160);
    y += 6 * PANEL_ROW;
    x += 6 * PANEL_ROW;
    start += 6 * row;
  }
}

/** multiplyPanel of `blocks` times 8 rows. */
// @ts-ignore: decorator
@inline
export function multiplyEightRows(
  y: usize, x: usize, w: usize, start: usize, startStep: usize, blocks: usize, K: i32,
): void {
  const next = <usize>(TILE_ROWS - 1) * PANEL_ROW;
  const wEnd = w + <usize>K * PANEL_ROW;
  const yEnd = y + blocks * 8 * PANEL_ROW;
  const row = startStep ? PANEL_ROW : 0;
  while (y < yEnd) {
    let s00 = v128.load(start), s01 = v128.load(start, 16);
    let s10 = v128.load(start + row), s11 = v128.load(start + row, 16);
    let s20 = v128.load(start + 2 * row), s21 = v128.load(start + 2 * row, 16);
    let s30 = v128.load(start + 3 * row), s31 = v128.load(start + 3 * row, 16);
    let s40 = v128.load(start + 4 * row), s41 = v128.load(start + 4 * row, 16);
    let s50 = v128.load(start + 5 * row), s51 = v128.load(start + 5 * row, 16);
    let s60 = v128.load(start + 6 * row), s61 = v128.load(start + 6 * row, 16);
    let s70 = v128.load(start + 7 * row), s71 = v128.load(start + 7 * row, 16);
    let a = x;
    let b = w;
    while (b < wEnd) {
      const aEnd = a + PANEL_ROW;
      while (a < aEnd) {
        let b0 = v128.load(b), b1 = v128.load(b, 16);
        let t = v128.load32_splat(a);
        s00 = madd(t, b0, s00); s01 = madd(t, b1, s01);
        t = v128.load32_splat(a, 32);
        s10 = madd(t, b0, s10); s11 = madd(t, b1, s11);
        t = v128.load32_splat(a, 64);
        s20 = madd(t, b0, s20); s21 = madd(t, b1, s21);
        t = v128.load32_splat(a, 96);
        s30 = madd(t, b0, s30); s31 = madd(t, b1, s31);
        t = v128.load32_splat(a, 128);
        s40 = madd(t, b0, s40); s41 = madd(t, b1, s41);
        t = v128.load32_splat(a, 160);
        s50 = madd(t, b0, s50); s51 = madd(t, b1, s51);
        t = v128.load32_splat(a, 192);
        s60 = madd(t, b0, s60); s61 = madd(t, b1, s61);
        t = v128.load32_splat(a, 224);
        s70 = madd(t, b0, s70); s71 = madd(t, b1, s71);
        a += 4;
        b += 32;
      }
      a += next;
    }
    v128.store(y, s01, 16); v128.store(y, s00);
    v128.store(y, s11, 48); v128.store(y, s10, 32);
    v128.store(y, s21, 80); v128.store(y, s20, 64);
    v128.store(y, s31, 112); v128.store(y, s30, 96);
    v128.store(y, s41, 144); v128.store(y, s40, 128);
    v128.store(y, s51, 176); v128.store(y, s50, 160);
    v128.store(y, s61, 208); v128.store(y, s60, 192);
    v128.store(y, s71, 240); v128.store(y, s70, 224);
    y += 8 * PANEL_ROW;
    x += 8 * PANEL_ROW;
    start += 8 * row;
  }
}

/** The weights' part of weightGradientPanel, 8 of them at a time. */
// @ts-ignore: decorator
@inline
export function weightGradientEightRows(
  out: usize, x: usize, dY: usize, K: i32, batch: i32, tileBytes: usize,
): void {
  for (let k = 0; k < K; k += 8) {
    let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
    let s40 = s00, s41 = s00, s50 = s00, s51 = s00, s60 = s00, s61 = s00, s70 = s00, s71 = s00;
    let aTile = x + <usize>k * TILE_ROWS * 4;
    let bTile = dY;
    for (let left = batch; left > 0; left -= TILE_ROWS) {
      let a = aTile;
      let b = bTile;
      const bEnd = b + <usize>min(left, TILE_ROWS) * PANEL_ROW;
      while (b < bEnd) {
        let b0 = v128.load(b), b1 = v128.load(b, 16);
        let t = v128.load32_splat(a);
        s00 = madd(t, b0, s00); s01 = madd(t, b1, s01);
        t = v128.load32_splat(a, 4);
        s10 = madd(t, b0, s10); s11 = madd(t, b1, s11);
        t = v128.load32_splat(a, 8);
        s20 = madd(t, b0, s20); s21 = madd(t, b1, s21);
        t = v128.load32_splat(a, 12);
        s30 = madd(t, b0, s30); s31 = madd(t, b1, s31);
        t = v128.load32_splat(a, 16);
        s40 = madd(t, b0, s40); s41 = madd(t, b1, s41);
        t = v128.load32_splat(a, 20);
        s50 = madd(t, b0, s50); s51 = madd(t, b1, s51);
        t = v128.load32_splat(a, 24);
        s60 = madd(t, b0, s60); s61 = madd(t, b1, s61);
        t = v128.load32_splat(a, 28);
        s70 = madd(t, b0, s70); s71 = madd(t, b1, s71);
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
    v128.store(out, s41, 144); v128.store(out, s40, 128);
    v128.store(out, s51, 176); v128.store(out, s50, 160);
    v128.store(out, s61, 208); v128.store(out, s60, 192);
    v128.store(out, s71, 240); v128.store(out, s70, 224);
    out += 8 * PANEL_ROW;
  }
}
