// Uniforms and standard normals from random words, a fixed number of words for each.

import { splat, PANEL_ROW, TILE_ROWS } from "./lanes";
import { cosReduced4, logNormal4, sinReduced4 } from "./math";
import { threefry4 } from "./threefry";

/** (w + ½)·2⁻³² with w rounded to f32: in (0, 1], the smallest value 2⁻³³. */
// @ts-ignore: decorator
@inline
export function uniform4(words: v128): v128 {
  return f32x4.mul(f32x4.add(f32x4.convert_i32x4_u(words), splat(0.5)), splat(2.3283064365386963e-10));
}

/** n uniforms from n words; n a multiple of 4, y may be the words' own place. */
export function uniformArray(y: usize, words: usize, n: i32): void {
  for (let i = 0; i < n << 2; i += 16) v128.store(y + i, uniform4(v128.load(words + i)));
}

/**
 * z[r, c] ~ N(0, 1) for a tile of rows: columns 2j and 2j+1 of row r by Box & Muller (1958) from the words at counter
 * (firstRow + r, j). Rows up to the next multiple of 4 are written; columns past `dim` are left alone.
 *
 * @param z     out (TILE_ROWS, dim) in panels
 * @param bits  32 bytes of scratch
 */
export function normals(z: usize, rows: i32, dim: i32, key0: i32, key1: i32, firstRow: i32, bits: usize): void {
  for (let column = 0; column < dim; column += 2) {
    const out = z + <usize>(column >> 3) * TILE_ROWS * PANEL_ROW + <usize>((column & 7) << 2);
    const last = column + 1 == dim;
    const counter1 = i32x4.splat(column >> 1);
    for (let r = 0; r < rows; r += 4) {
      const row = i32x4.add(i32x4.splat(firstRow + r), i32x4(0, 1, 2, 3));
      threefry4(bits, key0, key1, row, counter1);
      const radius = f32x4.sqrt(f32x4.mul(splat(-2), logNormal4(uniform4(v128.load(bits)))));
      // The angle in turns, v = (w >> 8)·2⁻²⁴, is reduced exactly: v − n/4
      const turns = f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_u(v128.load(bits, 16), 8)), splat(5.960464477539063e-8));
      const n = f32x4.nearest(f32x4.mul(turns, splat(4)));
      const angle = f32x4.mul(f32x4.sub(turns, f32x4.mul(n, splat(0.25))), splat(6.283185307179586));
      const a = f32x4.mul(radius, cosReduced4(angle, n));
      const b = f32x4.mul(radius, sinReduced4(angle, n));
      const at = out + <usize>r * PANEL_ROW;
      if (last) {
        v128.store_lane<f32>(at, a, 0, 0);
        v128.store_lane<f32>(at, a, 1, 32);
        v128.store_lane<f32>(at, a, 2, 64);
        v128.store_lane<f32>(at, a, 3, 96);
      } else {
        const low = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const high = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        v128.store_lane<i64>(at, low, 0, 0);
        v128.store_lane<i64>(at, low, 1, 32);
        v128.store_lane<i64>(at, high, 0, 64);
        v128.store_lane<i64>(at, high, 1, 96);
      }
    }
  }
}
