// Forward of the whole network over one tile of rows, its products in 16-bit integers but for those of the plain coordinates.

import { multiplyPanel, weightPanelBytes } from "../dense";
import { activate, Activation } from "../generated/activations";
import { PANEL_ROW, TILE_ROWS } from "../lanes";
import { addTo, clearPadding } from "../mlp";
import * as Plan from "../plan";
import { integerPanelBytes, multiplyIntegerPanel, quantizeRows } from "./dense";
import { addSilu } from "./silu";

const PANEL: usize = <usize>TILE_ROWS * PANEL_ROW;

/**
 * As `forward` in ../mlp.ts, without derivatives. The first layer's products of plain coordinates, on which all detail at small σ
 * depends, activations, and what residual layers add to are f32.
 *
 * @param parameters  weight panels of the first layer; then of each layer one row of 8 f32, the largest |q| of its input, and integer
 *                    panels, of the first layer of the inputs behind the plain coordinates. Its largest |q| is 0 where all its
 *                    inputs are f32
 * @param scratch     of this thread
 */
export function forwardInt16(
  plan: usize, tile: usize, parameters: usize, start: usize, startStep: usize, rowStep: usize, skipped: i32,
  inputs: i32, rows: i32, scratch: usize,
): void {
  const bytes = <usize>rows * PANEL_ROW;
  const last = Plan.layerCount(plan) - 1;
  // Integers and scales lie where gradients are while training
  const scales = scratch + Plan.gradientOffset(plan);
  const q = scales + (<usize>TILE_ROWS << 2);
  for (let l = 0; l <= last; l++) {
    const layer = Plan.layer(plan, l);
    const K = Plan.inputs(layer);
    const end = l == 0 ? inputs : K;
    const O = Plan.outputs(layer);
    const x = tile + Plan.inputOffset(layer);
    let w = parameters + Plan.weightsOffset(layer);
    let y = l == last ? tile + Plan.derivativeOffset(layer) : tile + Plan.inputOffset(Plan.layer(plan, l + 1));
    // Inputs from `exact` on are integers
    const exact = l == 0 ? (Plan.sigmaFrequencies(plan) * 2 + Plan.numbers(plan) + 7) & ~7 : 0;
    let v = l == 0 ? w + <usize>(O >> 3) * weightPanelBytes(K) : w;
    const limit = load<f32>(v);
    if (limit != 0) quantizeRows(q, scales, x + <usize>(exact >> 3) * PANEL, rows, end - exact, limit);
    v += PANEL_ROW;
    for (let p = 0; p < O; p += 8) {
      if (l == 0) {
        const from = w + PANEL_ROW + <usize>(skipped << 3) * PANEL_ROW;
        const to = limit != 0 ? exact : end;
        multiplyPanel(y, x + <usize>skipped * PANEL, from, start, rowStep, rows, to - (skipped << 3));
        if (limit != 0) multiplyIntegerPanel(y, q, v, scales, y, 4 * PANEL_ROW, rows, end - exact);
        w += weightPanelBytes(K);
        start += startStep;
      } else multiplyIntegerPanel(y, q, v, scales, v, 0, rows, K);
      v += integerPanelBytes(K - exact);
      if (l != last) {
        const added = Plan.residual(layer) ? x + <usize>(p >> 3) * PANEL : 0;
        if (Plan.activation(plan) == Activation.silu) addSilu(y, added, bytes);
        else {
          activate(Plan.activation(plan), y, 0, bytes);
          if (added) addTo(y, added, bytes);
        }
      }
      y += PANEL;
    }
    if (l != last && O != Plan.usedOutputs(layer)) clearPadding(y - PANEL, O - Plan.usedOutputs(layer), rows);
  }
}
