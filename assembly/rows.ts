// Between the host's row-major rows and the panels of a tile.

import { PANEL_ROW, TILE_ROWS } from "./lanes";

/** tile[r, c] = rows[r, c] for r < count; rows up to the next multiple of 4 become zero. */
export function packRows(tile: usize, rows: usize, count: i32, dim: i32): void {
  for (let column = 0; column < dim; column++) {
    const out = tile + <usize>(column >> 3) * TILE_ROWS * PANEL_ROW + <usize>((column & 7) << 2);
    for (let r = 0; r < count; r++)
      store<f32>(out + <usize>r * PANEL_ROW, load<f32>(rows + ((<usize>r * dim + column) << 2)));
    for (let r = count; r & 3; r++) store<f32>(out + <usize>r * PANEL_ROW, 0);
  }
}

/** rows[r, c] = tile[r, c] for r < count. */
export function unpackRows(rows: usize, tile: usize, count: i32, dim: i32): void {
  for (let column = 0; column < dim; column++) {
    const from = tile + <usize>(column >> 3) * TILE_ROWS * PANEL_ROW + <usize>((column & 7) << 2);
    for (let r = 0; r < count; r++)
      store<f32>(rows + ((<usize>r * dim + column) << 2), load<f32>(from + <usize>r * PANEL_ROW));
  }
}

/** The index of the first of n f32 that is NaN or infinite, or −1. */
export function firstNonFinite(x: usize, n: i32): i32 {
  for (let i = 0; i < n; i++) if ((load<i32>(x + (<usize>i << 2)) & 0x7f800000) == 0x7f800000) return i;
  return -1;
}
