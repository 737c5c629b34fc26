// Forward and backward of the whole network over one tile of rows.

import { multiplyPanel, weightPanelBytes } from "./dense";
import { activate } from "./generated/activations";
import { PANEL_ROW, TILE_ROWS } from "./lanes";
import * as Plan from "./plan";

const PANEL: usize = <usize>TILE_ROWS * PANEL_ROW;

/**
 * The hidden layers' h ← [h +] act(bias + h·W) and the linear output layer, from features already in the first X.
 *
 * @param tile        workspace of the tile
 * @param parameters  weight panels
 * @param start       what the first layer's sums start from: panels, `startStep` bytes apart, of one row of 8 f32 (rowStep 0)
 *                    or of (T, 8) (rowStep 128)
 * @param skipped     leading panels of the first layer's input that `start` already holds
 * @param inputs      inputs of the first layer that count, a multiple of 8
 * @param rows        multiple of 4, ≤ T
 * @param training    1: keep the activations' derivatives in D
 */
export function forward(
  plan: usize, tile: usize, parameters: usize, start: usize, startStep: usize, rowStep: usize, skipped: i32,
  inputs: i32, rows: i32, training: bool,
): void {
  const bytes = <usize>rows * PANEL_ROW;
  const last = Plan.layerCount(plan) - 1;
  for (let l = 0; l <= last; l++) {
    const layer = Plan.layer(plan, l);
    const K = Plan.inputs(layer);
    const O = Plan.outputs(layer);
    const panelBytes = weightPanelBytes(K);
    let w = parameters + Plan.weightsOffset(layer);
    const first = l == 0 ? skipped : 0;
    const end = l == 0 ? inputs : K;
    const x = tile + Plan.inputOffset(layer) + <usize>first * PANEL;
    let derivative = tile + Plan.derivativeOffset(layer);
    let y = l == last ? derivative : tile + Plan.inputOffset(Plan.layer(plan, l + 1));
    for (let p = 0; p < O; p += 8) {
      const from = l == 0 ? start : w;
      multiplyPanel(y, x, w + PANEL_ROW + <usize>(first << 3) * PANEL_ROW, from, l == 0 ? rowStep : 0, rows, end - (first << 3));
      if (l != last) {
        activate(Plan.activation(plan), y, training ? derivative : 0, bytes);
        if (Plan.residual(layer)) addTo(y, x + <usize>(p >> 3) * PANEL, bytes);
      }
      w += panelBytes;
      start += startStep;
      y += PANEL;
      derivative += PANEL;
    }
    // Where act(0) ≠ 0, padding must stay zero, or its weights would learn
    if (l != last && O != Plan.usedOutputs(layer)) clearPadding(y - PANEL, O - Plan.usedOutputs(layer), rows);
  }
}

/**
 * From D of the output layer = ∂loss/∂output to D of every layer = ∂loss/∂(pre-activation).
 *
 * @param transposed  wᵀ of every layer but the first
 * @param scratch     of this thread
 */
export function backward(plan: usize, tile: usize, transposed: usize, scratch: usize, rows: i32): void {
  const zero = scratch + Plan.zeroOffset(plan);
  // dX of the layer above, needed where that layer added its input to its output
  let above = scratch + Plan.aboveOffset(plan);
  let dX = scratch + Plan.gradientOffset(plan);
  for (let l = Plan.layerCount(plan) - 1; l > 0; l--) {
    const layer = Plan.layer(plan, l);
    const K = Plan.inputs(layer);
    const O = Plan.outputs(layer);
    const dY = tile + Plan.derivativeOffset(layer);
    const below = tile + Plan.derivativeOffset(Plan.layer(plan, l - 1));
    const wT = transposed + Plan.transposedOffset(layer);
    const added = Plan.residual(layer);
    for (let p = 0; p < K; p += 8) {
      const at = <usize>(p >> 3) * PANEL;
      const out = dX + at;
      multiplyPanel(out, dY, wT + <usize>(p >> 3) * <usize>O * PANEL_ROW, added ? above + at : zero, added ? 128 : 0, rows, O);
      multiplyTo(below + at, out, <usize>rows * PANEL_ROW);
    }
    const swap = above;
    above = dX;
    dX = swap;
  }
}

// Two vectors an iteration. The upper one is stored first: an engine that makes one operation of both then stores once

/** y ← y + x over `bytes`, a multiple of 32. */
export function addTo(y: usize, x: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    const a = f32x4.add(v128.load(y + i), v128.load(x + i)), b = f32x4.add(v128.load(y + i, 16), v128.load(x + i, 16));
    v128.store(y + i, b, 16);
    v128.store(y + i, a);
  }
}

/** y ← y·x over `bytes`, a multiple of 32. */
export function multiplyTo(y: usize, x: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 32) {
    const a = f32x4.mul(v128.load(y + i), v128.load(x + i)), b = f32x4.mul(v128.load(y + i, 16), v128.load(x + i, 16));
    v128.store(y + i, b, 16);
    v128.store(y + i, a);
  }
}

/** The last `columns` of a panel ← 0. */
export function clearPadding(panel: usize, columns: i32, rows: i32): void {
  for (let r = 0; r < rows; r++)
    for (let c = 8 - columns; c < 8; c++) store<f32>(panel + <usize>r * PANEL_ROW + (<usize>c << 2), 0);
}
