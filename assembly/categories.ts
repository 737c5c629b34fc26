// Columns that hold categories: level k of a block lies at the code v_k, and the block's noisy coordinates x̃ alone say of it
//   s_k = ln π_k + (x̃·v_k − ‖v_k‖²/2)/σ².
// The network sees 2(softmax(s) − π) and adds F to s: p = softmax(s + F), D = Σ_k p_k·v_k, ẑ = (x̃ − D)/σ. Without F this is
// Bayes' rule for columns that are independent. docs/internals/notation.md.

import { columnAt, loadColumn, predictedNoise, storeColumn } from "./conditioning";
import { weightPanelBytes, multiplyPanel } from "./dense";
import * as Categories from "./generated/categories";
import { C_IN, DATA_ROW, SIGMA, WEIGHT } from "./generated/row-scalars";
import { PANEL_ROW, splat, TILE_ROWS } from "./lanes";
import { isKnown, maskWords } from "./masks";
import { exp4, logNormal4 } from "./math";
import * as Objective from "./objective";
import * as Plan from "./plan";

const PANEL: usize = <usize>TILE_ROWS * PANEL_ROW;
/** Bytes of one level's T rows. */
const LEVEL: usize = <usize>TILE_ROWS << 2;

// @ts-ignore: decorator
@inline
function firstOf(categories: usize, block: i32): i32 { return load<i32>(Categories.bounds(categories) + (<usize>block << 2)); }

/** One panel of x·w, of whose weights only rows [from, to) are not zero. */
function multiplySparse(y: usize, x: usize, w: usize, start: usize, bounds: usize, rows: i32): void {
  const from = load<i32>(bounds);
  const at = w + PANEL_ROW + <usize>from * PANEL_ROW;
  multiplyPanel(y, x + <usize>(from >> 3) * PANEL, at, start, 0, rows, load<i32>(bounds, 4) - from);
}

/** out[k] ← (x·v_k [− ‖v_k‖²/2])/σ² [+ ln π_k] of a tile's rows x, with what is in brackets where it is asked for. */
function evidenceOf(out: usize, plan: usize, x: usize, scratch: usize, rowScalars: usize, rows: i32, whole: bool): void {
  const categories = Plan.categories(plan);
  const panel = scratch + Categories.panelOffset(categories);
  const L = Categories.levels(categories);
  let w = Categories.codes(categories);
  for (let first = 0; first < L; first += 8) {
    const bounds = Categories.codeRows(categories) + (<usize>first);
    multiplySparse(panel, x, w, whole ? w : scratch + Plan.zeroOffset(plan), bounds, rows);
    for (let k = first; k < min(first + 8, L); k++) {
      const logShare = whole ? v128.load32_splat(Categories.logShares(categories) + (<usize>k << 2)) : splat(0);
      for (let r: usize = 0; r < <usize>rows; r += 4) {
        const sigma = v128.load(rowScalars + (r << 2), SIGMA);
        const product = loadColumn(columnAt(panel, k & 7) + r * PANEL_ROW);
        v128.store(out + <usize>k * LEVEL + (r << 2), f32x4.add(f32x4.div(product, f32x4.mul(sigma, sigma)), logShare));
      }
    }
    w += weightPanelBytes((Plan.dim(plan) + 7) & ~7);
  }
}

/** y ← softmax over each block's levels of x; y may be x. */
function softmax(y: usize, x: usize, categories: usize, rows: i32): void {
  for (let j = 0; j < Categories.blocks(categories); j++) {
    const begin = <usize>firstOf(categories, j) * LEVEL;
    const end = <usize>firstOf(categories, j + 1) * LEVEL;
    for (let r: usize = 0; r < <usize>rows << 2; r += 16) {
      let most = v128.load(x + begin + r);
      for (let k = begin + LEVEL; k < end; k += LEVEL) most = f32x4.max(most, v128.load(x + k + r));
      let sum = splat(0);
      for (let k = begin; k < end; k += LEVEL) {
        const term = exp4(f32x4.sub(v128.load(x + k + r), most));
        v128.store(y + k + r, term);
        sum = f32x4.add(sum, term);
      }
      for (let k = begin; k < end; k += LEVEL) v128.store(y + k + r, f32x4.div(v128.load(y + k + r), sum));
    }
  }
}

/** The column of the first layer's input where the categories begin. */
function featuresFrom(plan: usize): i32 {
  return (Plan.sigmaFrequencies(plan) << 1) + Plan.numbers(plan) * (1 + (Plan.coordinateFrequencies(plan) << 1));
}

/** Features 2(softmax(s) − π), one for each level. */
export function features(plan: usize, input: usize, noised: usize, scratch: usize, rowScalars: usize, rows: i32): void {
  const categories = Plan.categories(plan);
  if (categories == 0) return;
  const evidence = scratch + Categories.evidenceOffset(categories);
  const own = scratch + Categories.ownOffset(categories);
  evidenceOf(evidence, plan, noised, scratch, rowScalars, rows, true);
  softmax(own, evidence, categories, rows);
  const from = featuresFrom(plan);
  for (let k = 0; k < Categories.levels(categories); k++) {
    const share = v128.load32_splat(Categories.shares(categories) + (<usize>k << 2));
    const column = columnAt(input, from + k);
    for (let r: usize = 0; r < <usize>rows; r += 4) {
      const difference = f32x4.sub(v128.load(own + <usize>k * LEVEL + (r << 2)), share);
      storeColumn(column + r * PANEL_ROW, f32x4.add(difference, difference));
    }
  }
}

/** p = softmax(s + F) from the output layer's F, after `features` of the same rows. */
export function posteriors(plan: usize, output: usize, scratch: usize, rows: i32): void {
  const categories = Plan.categories(plan);
  const evidence = scratch + Categories.evidenceOffset(categories);
  const posterior = scratch + Categories.posteriorOffset(categories);
  const N = Plan.numbers(plan);
  for (let k = 0; k < Categories.levels(categories); k++) {
    const column = columnAt(output, N + k);
    for (let r: usize = 0; r < <usize>rows; r += 4) {
      const at = <usize>k * LEVEL + (r << 2);
      v128.store(posterior + at, f32x4.add(v128.load(evidence + at), loadColumn(column + r * PANEL_ROW)));
    }
  }
  softmax(posterior, posterior, categories, rows);
}

/** y ← (x − Σ_k q_k·v_k)/σ in the categories' columns, from q (L, T). */
function noiseOf(y: usize, plan: usize, x: usize, q: usize, scratch: usize, rowScalars: usize, rows: i32): void {
  const categories = Plan.categories(plan);
  const factors = scratch + Categories.factorsOffset(categories);
  const panel = scratch + Categories.panelOffset(categories);
  const L = Categories.levels(categories);
  const D = Plan.dim(plan);
  for (let k = 0; k < (L + 7 & ~7); k++)
    for (let r: usize = 0; r < <usize>rows; r += 4)
      storeColumn(columnAt(factors, k) + r * PANEL_ROW, k < L ? v128.load(q + <usize>k * LEVEL + (r << 2)) : splat(0));
  for (let d = Plan.numbers(plan); d < D; d++) {
    if (d == Plan.numbers(plan) || (d & 7) == 0) {
      const p = <usize>(d >> 3);
      const w = Categories.means(categories) + p * weightPanelBytes((L + 7) & ~7);
      multiplySparse(panel, factors, w, scratch + Plan.zeroOffset(plan), Categories.meanRows(categories) + (p << 3), rows);
    }
    const from = columnAt(x, d), to = columnAt(y, d), mean = columnAt(panel, d & 7);
    for (let r: usize = 0; r < <usize>rows; r += 4) {
      const at = r * PANEL_ROW;
      const difference = f32x4.sub(loadColumn(from + at), loadColumn(mean + at));
      storeColumn(to + at, f32x4.div(difference, v128.load(rowScalars + (r << 2), SIGMA)));
    }
  }
}

/** ẑ of every column from the output layer's F, in place, after `features` of the same rows. */
export function noiseFromOutput(
  plan: usize, output: usize, noised: usize, scratch: usize, rowScalars: usize, rows: i32,
): void {
  const categories = Plan.categories(plan);
  if (categories != 0) posteriors(plan, output, scratch, rows);
  predictedNoise(output, plan, noised, output, rowScalars, rows);
  if (categories == 0) return;
  noiseOf(output, plan, noised, scratch + Categories.posteriorOffset(categories), scratch, rowScalars, rows);
}

/**
 * Σ_j weight_j·CE_j of a tile's rows, and output's columns from N on ← scale·weight·(p − 1), after `posteriors`. A row's
 * weight is relative to σ² + 1, which makes the plain columns' loss 1 for a network that knows nothing.
 */
export function lossAndGradient(
  plan: usize, objective: usize, output: usize, scratch: usize, rowScalars: usize, scale: f32, rows: i32,
): f64 {
  const categories = Plan.categories(plan);
  const posterior = scratch + Categories.posteriorOffset(categories);
  const J = Categories.blocks(categories);
  const masks: usize = Plan.masks(plan) == 0 ? 0 : scratch + Plan.masksOffset(plan);
  const words = maskWords(plan);
  let total = f64x2.splat(0);
  for (let j = 0; j < J; j++) {
    const blockWeight = v128.load32_splat(Categories.weights(categories) + (<usize>j << 2));
    for (let r: usize = 0; r < <usize>rows; r += 4) {
      const scalars = rowScalars + (r << 2);
      const cIn = v128.load(scalars, C_IN);
      const all = f32x4.mul(f32x4.mul(f32x4.mul(v128.load(scalars, WEIGHT), cIn), cIn), blockWeight);
      const weight = masks == 0 ? all : v128.andnot(all, knownRows(masks, words, <i32>r, Plan.numbers(plan) + j));
      const slope = f32x4.mul(weight, splat(scale));
      const level = levelsOf(Objective.levels(objective) + (<usize>j << 2), scalars, <usize>J << 2);
      let own = splat(0);
      for (let k = firstOf(categories, j); k < firstOf(categories, j + 1); k++) {
        const p = v128.load(posterior + <usize>k * LEVEL + (r << 2));
        const is = i32x4.eq(level, i32x4.splat(k));
        own = v128.bitselect(p, own, is);
        const error = f32x4.sub(p, v128.and(is, splat(1)));
        storeColumn(columnAt(output, Plan.numbers(plan) + k) + r * PANEL_ROW, f32x4.mul(slope, error));
      }
      const entropy = f32x4.mul(weight, f32x4.neg(logNormal4(f32x4.max(own, splat(1.1754943508222875e-38)))));
      total = f64x2.add(total, f64x2.promote_low_f32x4(entropy));
      total = f64x2.add(total, f64x2.promote_low_f32x4(v128.shuffle<f32>(entropy, entropy, 2, 3, 2, 3)));
    }
  }
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** All bits for those of four rows in which bit k of the mask is set. */
// @ts-ignore: decorator
@inline
function knownRows(masks: usize, words: i32, r: i32, k: i32): v128 {
  return i32x4(
    -<i32>isKnown(masks, words, r, k), -<i32>isKnown(masks, words, r + 1, k),
    -<i32>isKnown(masks, words, r + 2, k), -<i32>isKnown(masks, words, r + 3, k),
  );
}

/** The levels of four rows' data in one block. */
// @ts-ignore: decorator
@inline
function levelsOf(levels: usize, scalars: usize, step: usize): v128 {
  let level = v128.load32_zero(levels + <usize>load<i32>(scalars, DATA_ROW) * step);
  level = v128.load_lane<i32>(levels + <usize>load<i32>(scalars, DATA_ROW + 4) * step, level, 1);
  level = v128.load_lane<i32>(levels + <usize>load<i32>(scalars, DATA_ROW + 8) * step, level, 2);
  return v128.load_lane<i32>(levels + <usize>load<i32>(scalars, DATA_ROW + 12) * step, level, 3);
}

/** x ← q ⊙ (x − Σ_block q·x): the change of a softmax q whose arguments change by x. */
function softmaxChange(x: usize, q: usize, categories: usize, rows: i32): void {
  for (let j = 0; j < Categories.blocks(categories); j++) {
    const begin = <usize>firstOf(categories, j) * LEVEL;
    const end = <usize>firstOf(categories, j + 1) * LEVEL;
    for (let r: usize = 0; r < <usize>rows << 2; r += 16) {
      let mean = splat(0);
      for (let k = begin; k < end; k += LEVEL)
        mean = f32x4.add(mean, f32x4.mul(v128.load(q + k + r), v128.load(x + k + r)));
      for (let k = begin; k < end; k += LEVEL)
        v128.store(x + k + r, f32x4.mul(v128.load(q + k + r), f32x4.sub(v128.load(x + k + r), mean)));
    }
  }
}

/** The change of the categories' features along a direction. */
export function tangentFeatures(
  plan: usize, input: usize, direction: usize, scratch: usize, rowScalars: usize, rows: i32,
): void {
  const categories = Plan.categories(plan);
  if (categories == 0) return;
  const change = scratch + Categories.changeOffset(categories);
  evidenceOf(change, plan, direction, scratch, rowScalars, rows, false);
  softmaxChange(change, scratch + Categories.ownOffset(categories), categories, rows);
  const from = featuresFrom(plan);
  for (let k = 0; k < Categories.levels(categories); k++) {
    const column = columnAt(input, from + k);
    for (let r: usize = 0; r < <usize>rows; r += 4) {
      const value = v128.load(change + <usize>k * LEVEL + (r << 2));
      storeColumn(column + r * PANEL_ROW, f32x4.add(value, value));
    }
  }
}

/** The change of ẑ in every column from that of F, in place, after `noiseFromOutput` of the same rows. */
export function noiseChange(
  plan: usize, slope: usize, direction: usize, scratch: usize, rowScalars: usize, rows: i32,
): void {
  const categories = Plan.categories(plan);
  if (categories != 0) posteriorChange(plan, slope, direction, scratch, rowScalars, rows);
  predictedNoise(slope, plan, direction, slope, rowScalars, rows);
  if (categories == 0) return;
  noiseOf(slope, plan, direction, scratch + Categories.changeOffset(categories), scratch, rowScalars, rows);
}

/** The change of p along a direction, from that of F. */
function posteriorChange(
  plan: usize, slope: usize, direction: usize, scratch: usize, rowScalars: usize, rows: i32,
): void {
  const categories = Plan.categories(plan);
  const change = scratch + Categories.changeOffset(categories);
  evidenceOf(change, plan, direction, scratch, rowScalars, rows, false);
  for (let k = 0; k < Categories.levels(categories); k++) {
    const column = columnAt(slope, Plan.numbers(plan) + k);
    for (let r: usize = 0; r < <usize>rows; r += 4) {
      const at = change + <usize>k * LEVEL + (r << 2);
      v128.store(at, f32x4.add(v128.load(at), loadColumn(column + r * PANEL_ROW)));
    }
  }
  softmaxChange(change, scratch + Categories.posteriorOffset(categories), categories, rows);
}
