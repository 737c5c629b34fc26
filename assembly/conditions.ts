// Numbers that rows are conditioned on: features of their own, constant along a row's path. So samplers sum their products with the
// first layer's weights once a run: (bias + Σ features of σ) + Σ conditions, and then the other features in order.

import { columnAt, loadColumn, storeColumn } from "./conditioning";
import { multiplyPanel, weightPanelBytes } from "./dense";
import { PANEL_ROW, quadRows, TILE_ROWS } from "./lanes";
import { cosReduced4, quadrant4, reduce4, sinReduced4, trigDomain4 } from "./math";
import * as Plan from "./plan";

const PANEL: usize = <usize>TILE_ROWS * PANEL_ROW;

/** The column of the first layer's input where conditions begin: behind all others. */
// @ts-ignore: decorator
@inline
export function conditionsFrom(plan: usize): i32 {
  const C = Plan.conditions(plan);
  if (C == 0) return Plan.usedInputs(plan);
  return Plan.usedInputs(plan) - C * (1 + (Plan.conditionFrequencies(plan) << 1)) - 1;
}

/**
 * Features of a row's conditions, 0 where it has none: themselves, for each frequency their sines and their cosines; and one that is
 * 1 where it has none. The last columns of the first layer's input (T, K).
 *
 * @param conditions  f32 (…, C) row-major, standardized
 * @param which       i32 of the tile's rows: which of these each has, −1 for none; 0: no row has any
 * @param count       rows with conditions; those up to the next multiple of 4 get none
 */
export function conditionFeatures(plan: usize, features: usize, conditions: usize, which: usize, count: i32): void {
  const C = Plan.conditions(plan);
  if (C == 0) return;
  const from = conditionsFrom(plan);
  const last = Plan.usedInputs(plan) - 1;
  for (let r = 0; r < quadRows(count); r++) {
    const row = which != 0 && r < count ? load<i32>(which + (<usize>r << 2)) : -1;
    const out = features + <usize>r * PANEL_ROW;
    for (let c = 0; c < C; c++)
      store<f32>(columnAt(out, from + c), row < 0 ? 0 : load<f32>(conditions + (<usize>(row * C + c) << 2)));
    store<f32>(columnAt(out, last), row < 0 ? 1 : 0);
  }
  const frequencies = Plan.frequencies(plan) + (<usize>(Plan.sigmaFrequencies(plan) + Plan.coordinateFrequencies(plan)) << 2);
  for (let f = 0; f < Plan.conditionFrequencies(plan); f++) {
    const frequency = v128.load32_splat(frequencies + (<usize>f << 2));
    for (let c = 0; c < C; c++) {
      const plain = columnAt(features, from + c);
      const sine = columnAt(features, from + (1 + 2 * f) * C + c);
      const cosine = columnAt(features, from + (2 + 2 * f) * C + c);
      for (let r = 0; r < quadRows(count); r += 4) {
        const at = <usize>r * PANEL_ROW;
        const angle = trigDomain4(f32x4.mul(frequency, loadColumn(plain + at)));
        const n = quadrant4(angle);
        const reduced = reduce4(angle, n);
        storeColumn(sine + at, sinReduced4(reduced, n));
        storeColumn(cosine + at, cosReduced4(reduced, n));
      }
    }
  }
}

/** Inputs of the first layer, without the panels that hold conditions alone. */
export function inputsWithoutConditions(plan: usize): i32 {
  return Plan.conditions(plan) == 0 ? Plan.inputs(Plan.layer(plan, 0)) : (conditionsFrom(plan) + 7) & ~7;
}

/** Features of conditions beside others in a panel ← 0, so that sums that start with theirs do not count them again. */
export function clearConditions(plan: usize, features: usize, rows: i32): void {
  const end = min(Plan.usedInputs(plan), inputsWithoutConditions(plan));
  for (let column = conditionsFrom(plan); column < end; column++) {
    const at = columnAt(features, column);
    for (let r = 0; r < rows; r++) store<f32>(at + <usize>r * PANEL_ROW, 0);
  }
}

/**
 * sums[k] ← Σ features of conditions which[k]·their weights in the first layer.
 *
 * @param tile  workspace of one tile
 * @param sums  out f32 (count, outputs of the first layer) row-major
 * @param conditions  f32 (…, C) row-major, standardized
 * @param which  i32 (count), −1 for none
 */
export function conditionSums(
  plan: usize, tile: usize, parameters: usize, scratch: usize, sums: usize, conditions: usize, which: usize, count: i32,
): void {
  const layer = Plan.layer(plan, 0);
  const K = Plan.inputs(layer);
  const O = Plan.outputs(layer);
  const skipped = conditionsFrom(plan) & ~7;
  const features = tile + Plan.inputOffset(layer);
  const x = features + <usize>(skipped >> 3) * PANEL;
  const y = scratch + Plan.aboveOffset(plan);
  for (let first = 0; first < count; first += TILE_ROWS) {
    const rows = min(count - first, TILE_ROWS);
    memory.fill(x, 0, PANEL);
    conditionFeatures(plan, features, conditions, which + (<usize>first << 2), rows);
    let w = parameters + Plan.weightsOffset(layer);
    for (let p = 0; p < O; p += 8) {
      const from = w + PANEL_ROW + <usize>skipped * PANEL_ROW;
      multiplyPanel(y, x, from, scratch + Plan.zeroOffset(plan), 0, quadRows(rows), K - skipped);
      for (let r = 0; r < rows; r++)
        memory.copy(sums + (<usize>((first + r) * O + p) << 2), y + <usize>r * PANEL_ROW, PANEL_ROW);
      w += weightPanelBytes(K);
    }
  }
}

/** y ← x + sum, 8 numbers. */
// @ts-ignore: decorator
@inline
function add8(y: usize, x: usize, sum: usize): void {
  v128.store(y, f32x4.add(v128.load(x), v128.load(sum)));
  v128.store(y, f32x4.add(v128.load(x, 16), v128.load(sum, 16)), 16);
}

/** What all rows' sums start from, with the same conditions for all: start ← start + sum. */
export function shareConditions(plan: usize, scratch: usize, sum: usize): void {
  const start = scratch + Plan.startOffset(plan);
  const bytes = <usize>Plan.outputs(Plan.layer(plan, 0)) << 2;
  for (let at: usize = 0; at < bytes; at += PANEL_ROW) add8(start + at, start + at, sum + at);
}

/** What each row's sums start from ← start + its conditions' sum. */
export function startWithConditions(plan: usize, scratch: usize, sums: usize, labels: usize, count: i32): void {
  const start = scratch + Plan.startOffset(plan);
  const bytes = <usize>Plan.outputs(Plan.layer(plan, 0)) << 2;
  for (let r = 0; r < quadRows(count); r++) {
    const sum = sums + (r < count ? <usize>(load<i32>(labels + (<usize>r << 2)) + 1) * bytes : 0);
    let out = scratch + Plan.rowStartOffset(plan) + <usize>r * PANEL_ROW;
    for (let at: usize = 0; at < bytes; at += PANEL_ROW) {
      add8(out, start + at, sum + at);
      out += PANEL;
    }
  }
}
