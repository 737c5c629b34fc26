// Weighted sums of rows and noise: what every sampler's update comes down to.

import { Purpose } from "./generated/constants";
import { PANEL_ROW, quadRows, splat, TILE_ROWS } from "./lanes";
import { normals } from "./normal";
import { unpackRows } from "./rows";
import { stepKey } from "./threefry";

/** out ← a·x + b·p over n f32; out may be x or p. */
function weightedSum(out: usize, x: usize, a: f32, p: usize, b: f32, n: i32): void {
  const bytes = <usize>n << 2;
  let i: usize = 0;
  for (; i + 16 <= bytes; i += 16)
    v128.store(out + i, f32x4.add(f32x4.mul(splat(a), v128.load(x + i)), f32x4.mul(splat(b), v128.load(p + i))));
  for (; i < bytes; i += 4) store<f32>(out + i, a * load<f32>(x + i) + b * load<f32>(p + i));
}

/**
 * out ← ((a·x + b·p) + c·q) + e·z, every product and sum rounded to f32; q is not read when c is 0, and no noise is
 * drawn when e is 0. Row k's z depends on (seed, level, step, firstRow + k) alone.
 *
 * @param out       (count, dim) row-major; may be x or p; q only where c is 0
 * @param scratch   2 tiles of (T, dim) in panels, then 32 bytes
 * @param firstRow  index of the first row among all particles
 */
export function combineRows(
  out: usize, x: usize, a: f32, p: usize, b: f32, q: usize, c: f32, e: f32, count: i32, dim: i32,
  scratch: usize, firstRow: i32, seed0: i32, seed1: i32, level: i32, step: i32,
): void {
  const tileBytes = (<usize>((dim + 7) >> 3) * TILE_ROWS) * PANEL_ROW;
  const flat = scratch + tileBytes;
  const bits = flat + tileBytes;
  for (let first = 0; first < count; first += TILE_ROWS) {
    const rows = min(count - first, TILE_ROWS);
    const n = rows * dim;
    const at = (<usize>first * dim) << 2;
    weightedSum(out + at, x + at, a, p + at, b, n);
    if (c != 0) weightedSum(out + at, out + at, 1, q + at, c, n);
    if (e == 0) continue;
    stepKey(bits, seed0, seed1, Purpose.samplerSteps, level, step);
    normals(scratch, quadRows(rows), dim, load<i32>(bits), load<i32>(bits, 4), firstRow + first, bits);
    unpackRows(flat, scratch, rows, dim);
    weightedSum(out + at, out + at, 1, flat, e, n);
  }
}
