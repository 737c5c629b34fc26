// AdamW (Loshchilov & Hutter 2019, in PyTorch's form), gradient clipping and the moving average of the weights in one
// pass, and the transposed copy the next backward pass reads. What it reads and what it writes may lie apart, so that a step
// which is not finished leaves all as it was (docs/decisions/0022).

import { transposePanel, weightPanelBytes } from "./dense";
import { PANEL_ROW, splat } from "./lanes";
import * as Plan from "./plan";

/** No weight grows beyond it, so that sums of weights and steps stay finite; far beyond any that is of use. */
const MOST: f32 = 1e30;

/**
 * g ← clip·g; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; p ← decay·p − stepSize·m/(√v/rootCorrection + ε), at most 10³⁰ in size;
 * average ← average + averageRate·(p − average).
 *
 * @param newP            out, as newM, newV and newAverage; each may be its own input, newM also g
 * @param bytes           multiple of 16
 * @param g               such that |clip·g| ≤ 10¹⁸, which keeps moments and weights finite
 * @param clip            min(1, maximal norm / norm)
 * @param decay           1 − learningRate·weightDecay
 * @param stepSize        learningRate/(1 − β₁ᵗ)
 * @param rootCorrection  √(1 − β₂ᵗ)
 * @param averageRate     1 − EMA decay
 */
export function adamW(
  p: usize, g: usize, m: usize, v: usize, average: usize,
  newP: usize, newM: usize, newV: usize, newAverage: usize, bytes: usize,
  clip: f32, beta1: f32, beta2: f32, decay: f32, stepSize: f32, rootCorrection: f32, epsilon: f32, averageRate: f32,
): void {
  const rest1 = splat(<f32>(1 - <f64>beta1)), rest2 = splat(<f32>(1 - <f64>beta2));
  for (let i: usize = 0; i < bytes; i += 16) {
    const gradient = f32x4.mul(splat(clip), v128.load(g + i));
    const first = f32x4.add(f32x4.mul(splat(beta1), v128.load(m + i)), f32x4.mul(rest1, gradient));
    const second = f32x4.add(
      f32x4.mul(splat(beta2), v128.load(v + i)), f32x4.mul(rest2, f32x4.mul(gradient, gradient)));
    v128.store(newM + i, first);
    v128.store(newV + i, second);
    const denominator = f32x4.add(f32x4.div(f32x4.sqrt(second), splat(rootCorrection)), splat(epsilon));
    const step = f32x4.div(f32x4.mul(splat(stepSize), first), denominator);
    const moved = f32x4.sub(f32x4.mul(splat(decay), v128.load(p + i)), step);
    const parameter = f32x4.pmin(f32x4.pmax(moved, splat(-MOST)), splat(MOST));
    v128.store(newP + i, parameter);
    const mean = v128.load(average + i);
    v128.store(newAverage + i, f32x4.add(mean, f32x4.mul(splat(averageRate), f32x4.sub(parameter, mean))));
  }
}

/** AdamW of weight panels [begin, end), counted over all layers, then their part of the transposed weights. */
export function updatePanels(
  plan: usize, parameters: usize, gradients: usize, m: usize, v: usize, average: usize,
  newParameters: usize, newM: usize, newV: usize, newAverage: usize, transposed: usize, begin: i32, end: i32,
  clip: f32, beta1: f32, beta2: f32, decay: f32, stepSize: f32, rootCorrection: f32, epsilon: f32, averageRate: f32,
): void {
  let panel = 0;
  for (let l = 0; l < Plan.layerCount(plan); l++) {
    const layer = Plan.layer(plan, l);
    const bytes = weightPanelBytes(Plan.inputs(layer));
    const panels = Plan.outputs(layer) >> 3;
    for (let p = max(0, begin - panel); p < min(panels, end - panel); p++) {
      const at = Plan.weightsOffset(layer) + <usize>p * bytes;
      adamW(parameters + at, gradients + at, m + at, v + at, average + at,
        newParameters + at, newM + at, newV + at, newAverage + at, bytes,
        clip, beta1, beta2, decay, stepSize, rootCorrection, epsilon, averageRate);
    }
    panel += panels;
  }
  transposePanels(plan, newParameters, transposed, begin, end);
}

/** wᵀ ← w for weight panels [begin, end) of all layers but the first, whose input needs no gradient. */
export function transposePanels(plan: usize, parameters: usize, transposed: usize, begin: i32, end: i32): void {
  let panel = Plan.outputs(Plan.layer(plan, 0)) >> 3;
  for (let l = 1; l < Plan.layerCount(plan); l++) {
    const layer = Plan.layer(plan, l);
    const K = Plan.inputs(layer);
    const O = Plan.outputs(layer);
    const w = parameters + Plan.weightsOffset(layer) + PANEL_ROW;
    const wT = transposed + Plan.transposedOffset(layer);
    for (let p = max(0, begin - panel); p < min(O >> 3, end - panel); p++)
      transposePanel(wT + <usize>(p << 3) * PANEL_ROW, w + <usize>p * weightPanelBytes(K), K, O);
    panel += O >> 3;
  }
}
