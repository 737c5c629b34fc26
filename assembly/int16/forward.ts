// Forward of the whole network over one tile of rows, with the products of all layers but the first in 16-bit integers.

import { multiplyPanel, weightPanelBytes } from "../dense";
import { activate, Activation } from "../generated/activations";
import { PANEL_ROW, TILE_ROWS } from "../lanes";
import { addTo, clearPadding } from "../mlp";
import * as Plan from "../plan";
import { integerPanelBytes, multiplyIntegerPanel, quantizeRows } from "./dense";
import { addSilu } from "./silu";

const PANEL: usize = <usize>TILE_ROWS * PANEL_ROW;

/**
 * As `forward` in ../mlp.ts, without derivatives. The first layer, activations and what residual layers add to are f32.
 *
 * @param parameters  weight panels of the first layer; of each other layer one row of 8 f32, the largest |q| of its input, and
 *                    integer panels
 * @param scratch     of this thread
 */
export function forwardInt16(
  plan: usize, tile: usize, parameters: usize, start: usize, startStep: usize, skipped: i32, rows: i32, scratch: usize,
): void {
  const bytes = <usize>rows * PANEL_ROW;
  const last = Plan.layerCount(plan) - 1;
  // Integers and scales lie where gradients are while training
  const scales = scratch + Plan.gradientOffset(plan);
  const q = scales + (<usize>TILE_ROWS << 2);
  for (let l = 0; l <= last; l++) {
    const layer = Plan.layer(plan, l);
    const K = Plan.inputs(layer);
    const O = Plan.outputs(layer);
    let w = parameters + Plan.weightsOffset(layer);
    let x = tile + Plan.inputOffset(layer);
    let y = l == last ? tile + Plan.derivativeOffset(layer) : tile + Plan.inputOffset(Plan.layer(plan, l + 1));
    if (l > 0) {
      quantizeRows(q, scales, x, rows, K, load<f32>(w));
      w += PANEL_ROW;
    }
    for (let p = 0; p < O; p += 8) {
      if (l == 0) {
        const from = <usize>(skipped << 3);
        multiplyPanel(y, x + <usize>skipped * PANEL, w + PANEL_ROW + from * PANEL_ROW, start, 0, rows, K - (skipped << 3));
        w += weightPanelBytes(K);
        start += startStep;
      } else {
        multiplyIntegerPanel(y, q, w, scales, rows, K);
        w += integerPanelBytes(K);
      }
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
