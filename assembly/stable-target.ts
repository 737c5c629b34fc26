// Stable targets (Xu, Tong & Jaakkola 2023, arXiv:2302.00670): a noised row's target is not the noise it was made with
// but that noise's mean, given the noised row, over reference rows of the data. docs/internals/notation.md.

import { LABEL, SIGMA, columnAt } from "./conditioning";
import { PANEL_ROW, splat } from "./lanes";
import { exp4 } from "./math";
import * as Objective from "./objective";
import * as Plan from "./plan";
import { stepKey, threefry } from "./threefry";

/** Weights below e⁻²⁰ of the row's own are left out: with 1,024 rows that moves a target by less than 2⁻¹⁸ of its terms. */
const CUT: f32 = -20;
/** Exponents above this count as this, so that no sum of weights overflows. */
const CAP: f32 = 60;
/** A coordinate nothing comes near, in place of rows past the last. */
const NOWHERE: f32 = 1e18;

/** s: bytes of a column of reference rows, whole pairs of vectors. */
// @ts-ignore: decorator
@inline
function strideOf(objective: usize): usize {
  return <usize>((Objective.referenceRows(objective) + 7) & ~7) << 2;
}

/**
 * The reference rows [begin, end) of step `step`: column m the data row that row m of a batch draws, and its label.
 *
 * @param scratch  32 bytes
 */
export function drawReference(
  plan: usize, objective: usize, scratch: usize, seed0: i32, seed1: i32, step: i32, begin: i32, end: i32,
): void {
  const D = Plan.dim(plan);
  const stride = strideOf(objective);
  stepKey(scratch, seed0, seed1, Objective.rowsPurpose(objective), step, 0);
  const key0 = load<i32>(scratch), key1 = load<i32>(scratch, 4);
  for (let m = begin; m < end; m++) {
    const at = Objective.reference(objective) + (<usize>m << 2);
    if (m >= Objective.referenceRows(objective)) {
      for (let d = 0; d < D; d++) store<f32>(at + <usize>d * stride, NOWHERE);
      continue;
    }
    threefry(scratch, key0, key1, m, 0);
    const row = Objective.drawnRow(objective, load<u32>(scratch));
    const from = Objective.data(objective) + ((row * D) << 2);
    for (let d = 0; d < D; d++) store<f32>(at + <usize>d * stride, load<f32>(from + (<usize>d << 2)));
    if (Objective.labels(objective) != 0)
      store<i32>(at + <usize>D * stride, load<i32>(Objective.labels(objective) + (row << 2)));
  }
}

// What a column of the noised row needs in the loop over reference rows, 64 bytes: x̃ in four lanes, and two sums.
const COLUMN: usize = 64;
const SUM: usize = 16;
const SUM2: usize = 32;

/**
 * noise[r] ← Σ_m w_m·(x̃_r − x_m)/(σ_r·Σ_m w_m), w_m = exp((‖x̃_r − x_b‖² − ‖x̃_r − x_m‖²)/2σ_r²), over the reference rows
 * x_m, of which x_b, b = first + r, is the row's own; for a row that is given with its label, over rows of that label.
 *
 * @param columns  scratch, 64·D bytes
 */
export function stableNoise(
  plan: usize, objective: usize, noise: usize, noised: usize, rowScalars: usize, columns: usize, first: i32, count: i32,
): void {
  const D = Plan.dim(plan);
  const stride = strideOf(objective);
  const reference = Objective.reference(objective);
  const end = columns + <usize>D * COLUMN;
  for (let r = 0; r < count; r++) {
    const x = noised + <usize>r * PANEL_ROW;
    for (let d = 0; d < D; d++) {
      const column = columns + <usize>d * COLUMN;
      v128.store(column, v128.load32_splat(columnAt(x, d)));
      v128.store(column, splat(0), SUM);
      v128.store(column, splat(0), SUM2);
    }
    const sigma = load<f32>(rowScalars + (<usize>r << 2), SIGMA);
    const label = Objective.labels(objective) == 0 ? -1 : load<i32>(rowScalars + (<usize>r << 2), LABEL);
    const scale = splat(<f32>0.5 / (sigma * sigma));
    const own = splat(ownDistance(x, reference + (<usize>(first + r) << 2), D, stride));
    let total = splat(0), total2 = total;
    for (let m = reference; m < reference + stride; m += 32) {
      let distance = splat(0), distance2 = distance;
      let at = m;
      for (let column = columns; column < end; column += COLUMN) {
        const value = v128.load(column);
        const gap = f32x4.sub(value, v128.load(at));
        const gap2 = f32x4.sub(value, v128.load(at, 16));
        distance = f32x4.add(distance, f32x4.mul(gap, gap));
        distance2 = f32x4.add(distance2, f32x4.mul(gap2, gap2));
        at += stride;
      }
      const exponent = f32x4.mul(scale, f32x4.sub(own, distance));
      const exponent2 = f32x4.mul(scale, f32x4.sub(own, distance2));
      let near = f32x4.gt(exponent, splat(CUT));
      let near2 = f32x4.gt(exponent2, splat(CUT));
      if (label >= 0) { // labels lie behind the last column
        near = v128.and(near, i32x4.eq(i32x4.splat(label), v128.load(at)));
        near2 = v128.and(near2, i32x4.eq(i32x4.splat(label), v128.load(at, 16)));
      }
      if (!v128.any_true(v128.or(near, near2))) continue;
      const weight = v128.and(near, exp4(f32x4.min(exponent, splat(CAP))));
      const weight2 = v128.and(near2, exp4(f32x4.min(exponent2, splat(CAP))));
      total = f32x4.add(total, weight);
      total2 = f32x4.add(total2, weight2);
      at = m;
      for (let column = columns; column < end; column += COLUMN) {
        const value = v128.load(column);
        const term = f32x4.mul(weight, f32x4.sub(value, v128.load(at)));
        const term2 = f32x4.mul(weight2, f32x4.sub(value, v128.load(at, 16)));
        v128.store(column, f32x4.add(v128.load(column, SUM), term), SUM);
        v128.store(column, f32x4.add(v128.load(column, SUM2), term2), SUM2);
        at += stride;
      }
    }
    const scaled = sigma * sumOfLanes(f32x4.add(total, total2));
    for (let d = 0; d < D; d++) {
      const column = columns + <usize>d * COLUMN;
      const sum = sumOfLanes(f32x4.add(v128.load(column, SUM), v128.load(column, SUM2)));
      store<f32>(columnAt(noise + <usize>r * PANEL_ROW, d), sum / scaled);
    }
  }
}

/** ‖x − own‖², added up as the loop over all rows does it. */
function ownDistance(x: usize, own: usize, D: i32, stride: usize): f32 {
  let sum: f32 = 0;
  for (let d = 0; d < D; d++) {
    const gap = load<f32>(columnAt(x, d)) - load<f32>(own + <usize>d * stride);
    sum += gap * gap;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function sumOfLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
