// Stable targets (Xu, Tong & Jaakkola 2023, arXiv:2302.00670): a noised row's target is not the noise it was made with
// but that noise's mean, given the noised row, over reference rows of the data. docs/internals/notation.md.

import { DATA_ROW, LABEL, SIGMA, columnAt } from "./conditioning";
import { PANEL_ROW, madd, splat } from "./lanes";
import { powerOfTwo4 } from "./math";
import * as Objective from "./objective";
import * as Plan from "./plan";
import { FOUND, NEAR, OFFSETS, classBytes, columnBytes, findBlocks } from "./reference-rows";

/** Weights below 2⁻²⁹ of the row's own are left out: with 512 rows that moves a target by less than 2⁻²⁰ of its terms. */
const CUT: f32 = -29;
/** Exponents above this count as this, so that no sum of weights overflows. */
const CAP: f32 = 86;
/** log₂ e/2 */
const HALF_LOG2_E: f32 = 0.72134752;

// What a column of the noised row needs in the loop over reference rows, 64 bytes: x̃ in four lanes, and two sums.
const COLUMN: usize = 64;
const SUM: usize = 16;
const SUM2: usize = 32;

/**
 * noise[r] ← Σ_m w_m·(x̃_r − x_m)/(σ_r·Σ_m w_m), w_m = exp((‖x̃_r − x_b‖² − ‖x̃_r − x_m‖²)/2σ_r²), x_b the row's own, over rows
 * x_m of the own row's class, and of so many classes beside it that about `referenceRows` rows are in near blocks; for a row
 * that is given with its label, over rows of that label.
 *
 * @param columns  scratch, 64·D bytes
 * @param list     scratch for a list of blocks
 */
export function stableNoise(
  plan: usize, objective: usize, noise: usize, noised: usize, rowScalars: usize, columns: usize, list: usize, count: i32,
): void {
  const D = Plan.dim(plan);
  const classes = Objective.referenceClasses(objective);
  const bytes = classBytes(objective, D);
  const wanted = <u32>Objective.referenceRows(objective);
  const to = Objective.reference(objective) + <usize>classes * bytes;
  for (let r = 0; r < count; r++) {
    const x = noised + <usize>r * PANEL_ROW;
    const sigma = load<f32>(rowScalars + (<usize>r << 2), SIGMA);
    const row = load<u32>(rowScalars + (<usize>r << 2), DATA_ROW);
    const label = Objective.labels(objective) == 0 ? -1 : load<i32>(rowScalars + (<usize>r << 2), LABEL);
    const scale = HALF_LOG2_E / (sigma * sigma);
    const own = ownDistance(x, Objective.data(objective) + ((<usize>row * D) << 2), D);
    for (let d = 0; d < D; d++) {
      const column = columns + <usize>d * COLUMN;
      v128.store(column, v128.load32_splat(columnAt(x, d)));
      v128.store(column, splat(0), SUM);
      v128.store(column, splat(0), SUM2);
    }
    findBlocks(list, objective, x, D, sigma, scale, own, CUT);
    // The groups of classes depend on x̃ and σ alone, so that the target's mean is E[z | x̃]
    const rows = <u32>classes * <u32>(load<i32>(list, NEAR) << 3);
    const groups = min(max((rows + wanted - 1) / wanted, 1), <u32>classes);
    const from = Objective.reference(objective) + <usize>(row % <u32>classes % groups) * bytes;
    const step = <usize>groups * bytes;
    const total = D == 2
      ? sums2(columns, list, from, to, step, columnBytes(objective), scale, own, label)
      : D == 3
      ? sums3(columns, list, from, to, step, columnBytes(objective), scale, own, label)
      : sums(columns, D, list, from, to, step, columnBytes(objective), scale, own, label);
    if (total == 0) continue;
    const scaled = sigma * total;
    for (let d = 0; d < D; d++) {
      const column = columns + <usize>d * COLUMN;
      const sum = sumOfLanes(f32x4.add(v128.load(column, SUM), v128.load(column, SUM2)));
      store<f32>(columnAt(noise + <usize>r * PANEL_ROW, d), sum / scaled);
    }
  }
}

// @ts-ignore: decorator
@inline
function near(exponent: v128, label: i32, labels: usize): v128 {
  const counts = f32x4.gt(exponent, splat(CUT));
  return label < 0 ? counts : v128.and(counts, i32x4.eq(i32x4.splat(label), v128.load(labels)));
}

/** Σ w, and the sums of all columns; w = 2^(scale·(own − ‖x̃ − x_m‖²)). */
function sums(
  columns: usize, D: i32, list: usize, from: usize, to: usize, step: usize, stride: usize, scale: f32, own: f32, label: i32,
): f32 {
  const end = columns + <usize>D * COLUMN;
  const found = <usize>load<i32>(list, FOUND) << 2;
  let total = splat(0), total2 = total;
  for (let rows = from; rows < to; rows += step)
    for (let i: usize = 0; i < found; i += 4) {
      const block = rows + <usize>load<u32>(list + i, OFFSETS);
      let distance = splat(0), distance2 = distance;
      let at = block;
      for (let column = columns; column < end; column += COLUMN) {
        const value = v128.load(column);
        const gap = f32x4.sub(value, v128.load(at));
        const gap2 = f32x4.sub(value, v128.load(at, 16));
        distance = madd(gap, gap, distance);
        distance2 = madd(gap2, gap2, distance2);
        at += stride;
      }
      const exponent = f32x4.mul(splat(scale), f32x4.sub(splat(own), distance));
      const exponent2 = f32x4.mul(splat(scale), f32x4.sub(splat(own), distance2));
      const counts = near(exponent, label, at);
      const counts2 = near(exponent2, label, at + 16);
      if (!v128.any_true(v128.or(counts, counts2))) continue;
      const weight = v128.and(counts, powerOfTwo4(f32x4.min(exponent, splat(CAP))));
      const weight2 = v128.and(counts2, powerOfTwo4(f32x4.min(exponent2, splat(CAP))));
      total = f32x4.add(total, weight);
      total2 = f32x4.add(total2, weight2);
      at = block;
      for (let column = columns; column < end; column += COLUMN) {
        const value = v128.load(column);
        const gap = f32x4.sub(value, v128.load(at));
        const gap2 = f32x4.sub(value, v128.load(at, 16));
        v128.store(column, madd(weight, gap, v128.load(column, SUM)), SUM);
        v128.store(column, madd(weight2, gap2, v128.load(column, SUM2)), SUM2);
        at += stride;
      }
    }
  return sumOfLanes(f32x4.add(total, total2));
}

/** The same for two columns, in registers. */
function sums2(
  columns: usize, list: usize, from: usize, to: usize, step: usize, stride: usize, scale: f32, own: f32, label: i32,
): f32 {
  const x = v128.load(columns), y = v128.load(columns + COLUMN);
  const found = <usize>load<i32>(list, FOUND) << 2;
  let total = splat(0), total2 = total;
  let sumX = total, sumX2 = total, sumY = total, sumY2 = total;
  for (let rows = from; rows < to; rows += step)
    for (let i: usize = 0; i < found; i += 4) {
      const at = rows + <usize>load<u32>(list + i, OFFSETS);
      const gapX = f32x4.sub(x, v128.load(at));
      const gapX2 = f32x4.sub(x, v128.load(at, 16));
      const gapY = f32x4.sub(y, v128.load(at + stride));
      const gapY2 = f32x4.sub(y, v128.load(at + stride, 16));
      const distance = madd(gapY, gapY, f32x4.mul(gapX, gapX));
      const distance2 = madd(gapY2, gapY2, f32x4.mul(gapX2, gapX2));
      const exponent = f32x4.mul(splat(scale), f32x4.sub(splat(own), distance));
      const exponent2 = f32x4.mul(splat(scale), f32x4.sub(splat(own), distance2));
      const counts = near(exponent, label, at + 2 * stride);
      const counts2 = near(exponent2, label, at + 2 * stride + 16);
      if (!v128.any_true(v128.or(counts, counts2))) continue;
      const weight = v128.and(counts, powerOfTwo4(f32x4.min(exponent, splat(CAP))));
      const weight2 = v128.and(counts2, powerOfTwo4(f32x4.min(exponent2, splat(CAP))));
      total = f32x4.add(total, weight);
      total2 = f32x4.add(total2, weight2);
      sumX = madd(weight, gapX, sumX);
      sumX2 = madd(weight2, gapX2, sumX2);
      sumY = madd(weight, gapY, sumY);
      sumY2 = madd(weight2, gapY2, sumY2);
    }
  v128.store(columns, sumX, SUM);
  v128.store(columns, sumX2, SUM2);
  v128.store(columns + COLUMN, sumY, SUM);
  v128.store(columns + COLUMN, sumY2, SUM2);
  return sumOfLanes(f32x4.add(total, total2));
}

/** The same for three columns. */
function sums3(
  columns: usize, list: usize, from: usize, to: usize, step: usize, stride: usize, scale: f32, own: f32, label: i32,
): f32 {
  const x = v128.load(columns), y = v128.load(columns + COLUMN), z = v128.load(columns + 2 * COLUMN);
  const found = <usize>load<i32>(list, FOUND) << 2;
  let total = splat(0), sumX = total, sumY = total, sumZ = total;
  for (let rows = from; rows < to; rows += step)
    for (let i: usize = 0; i < found << 1; i += 4) {
      // Four rows at a time: two vectors of three columns need more registers than there are
      const at = rows + <usize>load<u32>(list + ((i >> 1) & ~3), OFFSETS) + ((i & 4) << 2);
      const gapX = f32x4.sub(x, v128.load(at));
      const gapY = f32x4.sub(y, v128.load(at + stride));
      const gapZ = f32x4.sub(z, v128.load(at + 2 * stride));
      const distance = madd(gapZ, gapZ, madd(gapY, gapY, f32x4.mul(gapX, gapX)));
      const exponent = f32x4.mul(splat(scale), f32x4.sub(splat(own), distance));
      const counts = near(exponent, label, at + 3 * stride);
      if (!v128.any_true(counts)) continue;
      const weight = v128.and(counts, powerOfTwo4(f32x4.min(exponent, splat(CAP))));
      total = f32x4.add(total, weight);
      sumX = madd(weight, gapX, sumX);
      sumY = madd(weight, gapY, sumY);
      sumZ = madd(weight, gapZ, sumZ);
    }
  v128.store(columns, sumX, SUM);
  v128.store(columns + COLUMN, sumY, SUM);
  v128.store(columns + 2 * COLUMN, sumZ, SUM);
  return sumOfLanes(total);
}

/** ‖x − own‖² */
function ownDistance(x: usize, own: usize, D: i32): f32 {
  let sum: f32 = 0;
  for (let d = 0; d < D; d++) {
    const gap = load<f32>(columnAt(x, d)) - load<f32>(own + (<usize>d << 2));
    sum += gap * gap;
  }
  return sum;
}

// @ts-ignore: decorator
@inline
function sumOfLanes(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}
