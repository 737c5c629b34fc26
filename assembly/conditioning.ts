// What depends on a row's noise level: the scalars of the parameterization and the input features. docs/internals/notation.md.

import { cNoisy, cOut } from "./generated/parameterizations";
import * as Categories from "./generated/categories";
import { C_IN, C_NOISY, C_OUT, LOG_SIGMA, SIGMA } from "./generated/row-scalars";
import { PANEL_ROW, quadRows, splat, TILE_ROWS } from "./lanes";
import { cosReduced4, log4, quadrant4, reduce4, sinReduced4, trigDomain4 } from "./math";
import * as Plan from "./plan";

export * from "./generated/row-scalars";

/** ln σ, cIn, cNoisy, cOut of a tile's rows from their σ. */
export function conditionRows(plan: usize, rowScalars: usize): void {
  const kind = Plan.parameterization(plan);
  for (let i: usize = 0; i < <usize>TILE_ROWS << 2; i += 16) {
    const at = rowScalars + i;
    const sigma = v128.load(at, SIGMA);
    const variance = f32x4.add(f32x4.mul(sigma, sigma), splat(1));
    const cIn = f32x4.div(splat(1), f32x4.sqrt(variance));
    v128.store(at, log4(sigma), LOG_SIGMA);
    v128.store(at, cIn, C_IN);
    v128.store(at, cNoisy(kind, sigma, variance, cIn), C_NOISY);
    v128.store(at, cOut(kind, sigma, variance, cIn), C_OUT);
  }
}

/** Four rows of one column. */
// @ts-ignore: decorator
@inline
export function loadColumn(at: usize): v128 {
  let x = v128.load32_zero(at);
  x = v128.load_lane<f32>(at, x, 1, 32);
  x = v128.load_lane<f32>(at, x, 2, 64);
  return v128.load_lane<f32>(at, x, 3, 96);
}

/** Four rows of one column. */
// @ts-ignore: decorator
@inline
export function storeColumn(at: usize, value: v128): void {
  v128.store_lane<f32>(at, value, 0, 0);
  v128.store_lane<f32>(at, value, 1, 32);
  v128.store_lane<f32>(at, value, 2, 64);
  v128.store_lane<f32>(at, value, 3, 96);
}

// @ts-ignore: decorator
@inline
export function columnAt(tile: usize, column: i32): usize {
  return tile + <usize>(column >> 3) * TILE_ROWS * PANEL_ROW + <usize>((column & 7) << 2);
}

/** Features sin and cos of ω·ln σ: columns 0…2E−1 of the first layer's input (T, K). */
export function sigmaFeatures(plan: usize, features: usize, rowScalars: usize, rows: i32): void {
  const E = Plan.sigmaFrequencies(plan);
  const frequencies = Plan.frequencies(plan);
  for (let e = 0; e < E; e++) {
    const omega = v128.load32_splat(frequencies + (<usize>e << 2));
    const sinColumn = columnAt(features, e);
    const cosColumn = columnAt(features, E + e);
    for (let r = 0; r < rows; r += 4) {
      const angle = trigDomain4(f32x4.mul(omega, v128.load(rowScalars + (<usize>r << 2), LOG_SIGMA)));
      const n = quadrant4(angle);
      const reduced = reduce4(angle, n);
      storeColumn(sinColumn + <usize>r * PANEL_ROW, sinReduced4(reduced, n));
      storeColumn(cosColumn + <usize>r * PANEL_ROW, cosReduced4(reduced, n));
    }
  }
}

/** Features cIn·x̃ and sin and cos of φ·cIn·x̃ of the plain coordinates: columns from 2E of the first layer's input (T, K). */
export function coordinateFeatures(plan: usize, features: usize, noised: usize, rowScalars: usize, rows: i32): void {
  const N = Plan.numbers(plan);
  const E = Plan.sigmaFrequencies(plan);
  const F = Plan.coordinateFrequencies(plan);
  const phi = Plan.frequencies(plan) + (<usize>E << 2);
  for (let d = 0; d < N; d++) {
    const from = columnAt(noised, d);
    const plain = columnAt(features, 2 * E + d);
    for (let r = 0; r < rows; r += 4) {
      const x = f32x4.mul(loadColumn(from + <usize>r * PANEL_ROW), v128.load(rowScalars + (<usize>r << 2), C_IN));
      storeColumn(plain + <usize>r * PANEL_ROW, x);
      for (let f = 0; f < F; f++) {
        const angle = trigDomain4(f32x4.mul(v128.load32_splat(phi + (<usize>f << 2)), x));
        const n = quadrant4(angle);
        const reduced = reduce4(angle, n);
        const column = 2 * E + N + 2 * f * N + d;
        storeColumn(columnAt(features, column) + <usize>r * PANEL_ROW, sinReduced4(reduced, n));
        storeColumn(columnAt(features, column + N) + <usize>r * PANEL_ROW, cosReduced4(reduced, n));
      }
    }
  }
}

/** The column of the first layer's input where the classes begin. */
function classesFrom(plan: usize): i32 {
  const plain = (Plan.sigmaFrequencies(plan) << 1) + Plan.numbers(plan) * (1 + (Plan.coordinateFrequencies(plan) << 1));
  const categories = Plan.categories(plan);
  return categories == 0 ? plain : plain + Categories.levels(categories);
}

/**
 * One feature for each class, 1 where it is the row's label: the last columns of the first layer's input (T, K).
 *
 * @param labels  i32 of the tile's rows, −1 for none; 0: no row has one
 * @param count   rows with a label; those up to the next multiple of 4 get none
 */
export function labelFeatures(plan: usize, features: usize, labels: usize, count: i32): void {
  const from = classesFrom(plan);
  const classes = Plan.classes(plan);
  for (let k = 0; k < classes; k++) {
    const column = columnAt(features, from + k);
    for (let r = 0; r < quadRows(count); r++) {
      const is = labels != 0 && r < count && load<i32>(labels + (<usize>r << 2)) == k;
      store<f32>(column + <usize>r * PANEL_ROW, is ? 1 : 0);
    }
  }
}

/** ẑ = cNoisy·x̃ + cOut·F over the panels of plain coordinates; y may be F. */
export function predictedNoise(y: usize, plan: usize, noised: usize, output: usize, rowScalars: usize, rows: i32): void {
  const panels = <usize>((Plan.numbers(plan) + 7) >> 3) * TILE_ROWS * PANEL_ROW;
  for (let panel: usize = 0; panel < panels; panel += <usize>TILE_ROWS * PANEL_ROW) {
    for (let r = 0; r < rows; r++) {
      const at = panel + <usize>r * PANEL_ROW;
      const scalars = rowScalars + (<usize>r << 2);
      const cNoisy = v128.load32_splat(scalars, C_NOISY);
      const cOut = v128.load32_splat(scalars, C_OUT);
      for (let i = at; i < at + PANEL_ROW; i += 16)
        v128.store(y + i, f32x4.add(f32x4.mul(cNoisy, v128.load(noised + i)), f32x4.mul(cOut, v128.load(output + i))));
    }
  }
}
