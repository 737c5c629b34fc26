// A layer's first weights, drawn where they lie.

import { PANEL_ROW } from "./lanes";
import { threefry4 } from "./threefry";

/**
 * w[i, o] = range·(2u − 1), in f64 and rounded once; u = (w + ½)·2⁻³² in f32 of the word o mod 2 at counter (i, ⌊o/2⌋).
 * Biases and padding are left alone.
 *
 * @param weights     out (⌈O/8⌉ panels of I rows and their padding): the layer's first panel
 * @param panelBytes  from one panel to the next
 * @param bits        32 bytes of scratch
 */
export function drawWeights(weights: usize, panelBytes: usize, inputs: i32, outputs: i32, range: f64, key0: i32, key1: i32, bits: usize): void {
  for (let first = 0; first < outputs; first += 8, weights += panelBytes) {
    const columns = min(8, outputs - first);
    for (let i = 0; i < inputs; i++) {
      threefry4(bits, key0, key1, i32x4.splat(i), i32x4.add(i32x4.splat(first >> 1), i32x4(0, 1, 2, 3)));
      const row = weights + <usize>(i + 1) * PANEL_ROW;
      for (let c = 0; c < columns; c++) {
        const word = load<u32>(bits + <usize>(((c & 1) << 4) + ((c >> 1) << 2)));
        const u = (<f32>word + 0.5) * <f32>2.3283064365386963e-10;
        store<f32>(row + (<usize>c << 2), <f32>(range * (2 * <f64>u - 1)));
      }
    }
  }
}
