// Values of a row that are known, by a mask of bits: the network sees them without noise, and which they are.
// A known coordinate x enters as x̃ = √(σ² + 1)·x, so that cIn·x̃ = x; a known level of a block as x̃ = (1 + 32σ²)·v, whose
// evidence leaves no other. docs/internals/notation.md.

import * as Categories from "./generated/categories";
import { C_IN, DATA_ROW, SIGMA } from "./generated/row-scalars";
import { PANEL_ROW, quadRows } from "./lanes";
import { columnAt } from "./conditioning";
import { conditionsFrom } from "./conditions";
import * as Objective from "./objective";
import * as Plan from "./plan";
import { threefry } from "./threefry";

/** Evidence of a known level beyond others at least 2·this apart, in nats. */
const CERTAINTY: f32 = 32;

/** Words of a row's mask. */
// @ts-ignore: decorator
@inline
export function maskWords(plan: usize): i32 { return (Plan.masks(plan) + 31) >> 5; }

/** Whether bit k of row r's mask is set. */
// @ts-ignore: decorator
@inline
export function isKnown(masks: usize, words: i32, r: i32, k: i32): bool {
  return ((load<u32>(masks + (<usize>(r * words + (k >> 5)) << 2)) >> (k & 31)) & 1) != 0;
}

/**
 * One feature for each bit of the mask, 1 where a value is known: the columns of the first layer's input (T, K) before those
 * of conditions, its last ones otherwise.
 *
 * @param masks  i32 (count, ⌈M/32⌉); 0: nothing is known
 * @param count  rows with a mask; those up to the next multiple of 4 get none
 */
export function maskFeatures(plan: usize, features: usize, masks: usize, count: i32): void {
  const M = Plan.masks(plan);
  if (M == 0) return;
  const words = maskWords(plan);
  const from = conditionsFrom(plan) - M;
  for (let k = 0; k < M; k++) {
    const column = columnAt(features, from + k);
    for (let r = 0; r < quadRows(count); r++) {
      const is = masks != 0 && r < count && isKnown(masks, words, r, k);
      store<f32>(column + <usize>r * PANEL_ROW, is ? 1 : 0);
    }
  }
}

/**
 * A mask for row `index` of a batch: with probability `maskShare` each value is known with a chance that is itself uniform,
 * else none is.
 */
export function drawMask(
  plan: usize, objective: usize, masks: usize, key0: i32, key1: i32, r: i32, index: i32, bits: usize,
): void {
  const words = maskWords(plan);
  const M = Plan.masks(plan);
  const row = masks + (<usize>(r * words) << 2);
  threefry(bits, key0, key1, index, 2);
  const masked = load<u32>(bits) < Objective.maskShare(objective);
  const chance = load<u32>(bits, 4);
  for (let w = 0; w < words; w++) {
    let mask: u32 = 0;
    if (masked)
      for (let k = w << 5; k < min(M, (w + 1) << 5); k++) {
        if ((k & 1) == 0) threefry(bits, key0, key1, index, 3 + (k >> 1));
        if (load<u32>(bits + (<usize>(k & 1) << 2)) < chance) mask |= 1 << (k & 31);
      }
    store<u32>(row + (<usize>w << 2), mask);
  }
}

/**
 * The known values of a tile's rows as they enter the network, in place of noised ones; their noise ← NaN, as there is none to
 * predict. What is NaN in the data stays unknown.
 */
export function placeKnown(
  plan: usize, objective: usize, noised: usize, noise: usize, masks: usize, rowScalars: usize, count: i32,
): void {
  const words = maskWords(plan);
  const N = Plan.numbers(plan);
  const D = Plan.dim(plan);
  const categories = Plan.categories(plan);
  const blocks = categories == 0 ? 0 : Categories.blocks(categories);
  for (let r = 0; r < count; r++) {
    const scalars = rowScalars + (<usize>r << 2);
    const row = Objective.data(objective) + ((<usize>load<i32>(scalars, DATA_ROW) * D) << 2);
    const out = noised + <usize>r * PANEL_ROW;
    const cIn = load<f32>(scalars, C_IN);
    const sigma = load<f32>(scalars, SIGMA);
    for (let d = 0; d < N; d++) {
      if (!isKnown(masks, words, r, d)) continue;
      const x = load<f32>(row + (<usize>d << 2));
      if (x == x) {
        store<f32>(columnAt(out, d), x / cIn);
        store<f32>(columnAt(noise + <usize>r * PANEL_ROW, d), NaN);
      } else {
        const word = masks + (<usize>(r * words + (d >> 5)) << 2);
        store<u32>(word, load<u32>(word) & ~(1 << (d & 31)));
      }
    }
    const scale: f32 = 1.0 + CERTAINTY * sigma * sigma;
    for (let j = 0; j < blocks; j++) {
      if (!isKnown(masks, words, r, N + j)) continue;
      const end = load<i32>(Categories.columns(categories) + (<usize>j << 2), 4);
      for (let d = load<i32>(Categories.columns(categories) + (<usize>j << 2)); d < end; d++)
        store<f32>(columnAt(out, d), load<f32>(row + (<usize>d << 2)) * scale);
    }
  }
}

/**
 * x ← the known values of rows of D, as they enter the network at σ.
 *
 * @param x      f32 (count, D) row-major
 * @param known  f32 (count, D) row-major; NaN where unknown
 */
export function placeGiven(plan: usize, x: usize, known: usize, count: i32, sigma: f32): void {
  const N = Plan.numbers(plan);
  const D = Plan.dim(plan);
  const plain = <f32>Math.sqrt(<f64>sigma * sigma + 1);
  const level: f32 = 1.0 + CERTAINTY * sigma * sigma;
  for (let r = 0; r < count; r++)
    for (let d = 0; d < D; d++) {
      const at = <usize>(r * D + d) << 2;
      const value = load<f32>(known + at);
      if (value == value) store<f32>(x + at, value * (d < N ? plain : level));
    }
}
