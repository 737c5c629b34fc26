// Denoising score matching: draw a batch, noise it, predict the noise, and the loss with all its gradients.
// loss = 1/(B·D) Σ_b weight(σ_b) Σ_d (ẑ − z)²  (Vincent 2011; Song & Ermon 2019 with λ(σ) = σ²). docs/internals/notation.md.

import * as Blocks from "./categories";
import * as Conditioning from "./conditioning";
import { conditionFeatures } from "./conditions";
import { weightGradientPanel, weightPanelBytes } from "./dense";
import * as Categories from "./generated/categories";
import { Weighting } from "./generated/constants";
import { PANEL_ROW, quadRows, splat, TILE_ROWS } from "./lanes";
import { drawMask, maskFeatures, placeKnown } from "./masks";
import { exp4 } from "./math";
import { backward, forward } from "./mlp";
import { normals } from "./normal";
import * as Objective from "./objective";
import * as Plan from "./plan";
import { packRows } from "./rows";
import { stableNoise } from "./stable-target";
import { stepKey, threefry } from "./threefry";

/**
 * Loss of tiles [tileBegin, tileEnd) of step `step`'s batch; when training, D of every layer as well.
 *
 * Tiles are independent: any split over threads gives the same bits.
 */
export function trainTiles(
  plan: usize, objective: usize, workspace: usize, parameters: usize, transposed: usize, scratch: usize,
  seed0: i32, seed1: i32, step: i32, tileBegin: i32, tileEnd: i32, training: bool,
): void {
  const B = Objective.batchSize(objective);
  const bits = scratch + Plan.bitsOffset(plan);
  const inputs = Plan.inputs(Plan.layer(plan, 0));
  const panelBytes = weightPanelBytes(inputs);
  const firstLayer = parameters + Plan.weightsOffset(Plan.layer(plan, 0));
  for (let t = tileBegin; t < tileEnd; t++) {
    // Without training the tiles share one place: nothing of them is needed later
    const tile = training ? workspace + <usize>t * Plan.tileBytes(plan) : workspace;
    const first = t * TILE_ROWS;
    const count = min(B - first, TILE_ROWS);
    const rows = quadRows(count);
    const rowScalars = scratch + Plan.rowsOffset(plan);
    const noised = scratch + Plan.noisedOffset(plan);
    const noise = scratch + Plan.noiseOffset(plan);
    if (Objective.coupledNoise(objective) == 0) {
      stepKey(bits, seed0, seed1, Objective.noisePurpose(objective), step, 0);
      normals(noise, rows, Plan.dim(plan), load<i32>(bits), load<i32>(bits, 4), first, bits);
    } else {
      const coupled = Objective.coupledNoise(objective) + (<usize>(first * Plan.dim(plan)) << 2);
      packRows(noise, coupled, count, Plan.dim(plan));
    }
    stepKey(bits, seed0, seed1, Objective.rowsPurpose(objective), step, 0);
    drawRows(plan, objective, noised, scratch, load<i32>(bits), load<i32>(bits, 4), first, count, bits);
    if (Objective.pairedNoise(objective) != 0) takeNoise(plan, objective, noise, rowScalars, count);
    finishSigmas(objective, rowScalars, count);
    addNoise(plan, noised, noise, rowScalars, count);
    if (Objective.reference(objective) != 0)
      stableNoise(
        plan, objective, noise, noised, rowScalars, scratch + Plan.aboveOffset(plan), scratch + Plan.gradientOffset(plan), count,
      );
    Conditioning.conditionRows(plan, rowScalars);
    const masks: usize = Plan.masks(plan) == 0 ? 0 : scratch + Plan.masksOffset(plan);
    if (masks != 0) placeKnown(plan, objective, noised, noise, masks, rowScalars, count);
    const features = tile + Plan.inputOffset(Plan.layer(plan, 0));
    Conditioning.sigmaFeatures(plan, features, rowScalars, rows);
    Conditioning.coordinateFeatures(plan, features, noised, rowScalars, rows);
    Blocks.features(plan, features, noised, scratch, rowScalars, rows);
    const labels: usize = isConditioned(objective) ? rowScalars + Conditioning.LABEL : 0;
    Conditioning.labelFeatures(plan, features, labels, count);
    maskFeatures(plan, features, masks, count);
    conditionFeatures(plan, features, Objective.conditions(objective), labels, count);
    forward(plan, tile, parameters, firstLayer, panelBytes, 0, 0, inputs, rows, training);
    const output = tile + Plan.derivativeOffset(Plan.layer(plan, Plan.layerCount(plan) - 1));
    const loss = lossAndGradient(plan, objective, output, noised, noise, scratch, rows);
    store<f64>(Objective.losses(objective) + (<usize>t << 3), loss);
    if (training) backward(plan, tile, transposed, scratch, rows);
  }
}

/**
 * noised[r] ← a data row drawn with replacement, σ[r] ← the quantile (b + U)/B of the table, b = first + r, and the row's
 * label (or the row whose conditions it has) and mask, or none.
 */
function drawRows(
  plan: usize, objective: usize, noised: usize, scratch: usize, key0: i32, key1: i32, first: i32, count: i32, bits: usize,
): void {
  const D = Plan.dim(plan);
  const rowScalars = scratch + Plan.rowsOffset(plan);
  const table = Objective.quantiles(objective);
  const entries = Objective.quantileCount(objective);
  for (let r = 0; r < quadRows(count); r++) {
    const at = noised + <usize>r * PANEL_ROW;
    if (r >= count) {
      for (let d = 0; d < D; d++) store<f32>(at + columnOffset(d), 0);
      store<i32>(rowScalars + (<usize>r << 2), 0, Conditioning.DATA_ROW);
      continue;
    }
    threefry(bits, key0, key1, first + r, 0);
    const row = Objective.drawnRow(objective, load<u32>(bits));
    store<i32>(rowScalars + (<usize>r << 2), <i32>row, Conditioning.DATA_ROW);
    const from = Objective.data(objective) + ((row * D) << 2);
    for (let d = 0; d < D; d++) store<f32>(at + columnOffset(d), load<f32>(from + (<usize>d << 2)));
    const q = (<f64>(first + r) + <f64>load<u32>(bits, 4) * 2.3283064365386963e-10) / <f64>Objective.batchSize(objective);
    let value: f32;
    if (Objective.interpolated(objective)) {
      const position = q * <f64>(entries - 1);
      const i = min(<i32>position, entries - 2);
      const low = <f64>load<f32>(table + (<usize>i << 2));
      const high = <f64>load<f32>(table + (<usize>i << 2), 4);
      value = <f32>(low + (position - <f64>i) * (high - low));
    } else {
      value = load<f32>(table + (<usize>min(<i32>(q * <f64>entries), entries - 1) << 2));
    }
    store<f32>(rowScalars + (<usize>r << 2), value, Conditioning.SIGMA);
    if (Plan.masks(plan) != 0)
      drawMask(plan, objective, scratch + Plan.masksOffset(plan), key0, key1, r, first + r, bits);
    if (!isConditioned(objective)) continue;
    threefry(bits, key0, key1, first + r, 1);
    const label = load<u32>(bits) < Objective.labelDropout(objective) ? -1 : labelOf(plan, objective, row);
    store<i32>(rowScalars + (<usize>r << 2), label, Conditioning.LABEL);
  }
}

/** noise[r] ← the noise that the drawn data row goes with. */
function takeNoise(plan: usize, objective: usize, noise: usize, rowScalars: usize, count: i32): void {
  const D = Plan.dim(plan);
  for (let r = 0; r < count; r++) {
    const row = <usize>load<i32>(rowScalars + (<usize>r << 2), Conditioning.DATA_ROW);
    const from = Objective.pairedNoise(objective) + ((row * D) << 2);
    const at = noise + <usize>r * PANEL_ROW;
    for (let d = 0; d < D; d++) store<f32>(at + columnOffset(d), load<f32>(from + (<usize>d << 2)));
  }
}

/** Whether rows have labels or conditions. */
// @ts-ignore: decorator
@inline
function isConditioned(objective: usize): bool {
  return Objective.labels(objective) != 0 || Objective.conditions(objective) != 0;
}

/** A data row's label, or itself where it has conditions; −1 for none. */
function labelOf(plan: usize, objective: usize, row: usize): i32 {
  if (Objective.labels(objective) != 0) return load<i32>(Objective.labels(objective) + (row << 2));
  const first = load<f32>(Objective.conditions(objective) + ((row * Plan.conditions(plan)) << 2));
  return first == first ? <i32>row : -1;
}

// @ts-ignore: decorator
@inline
function columnOffset(column: i32): usize {
  return <usize>(column >> 3) * TILE_ROWS * PANEL_ROW + <usize>((column & 7) << 2);
}

/** σ from ln σ where the table holds that, and the rows' weights; rows past the batch get σ = 1, weight 0. */
function finishSigmas(objective: usize, rowScalars: usize, count: i32): void {
  for (let r = count; r < TILE_ROWS; r++)
    store<f32>(rowScalars + (<usize>r << 2), Objective.interpolated(objective) ? 0 : 1, Conditioning.SIGMA);
  for (let i: usize = 0; i < <usize>TILE_ROWS << 2; i += 16) {
    let sigma = v128.load(rowScalars + i, Conditioning.SIGMA);
    if (Objective.interpolated(objective)) {
      sigma = exp4(sigma);
      v128.store(rowScalars + i, sigma, Conditioning.SIGMA);
    }
    v128.store(rowScalars + i, weightOf(Objective.weighting(objective), sigma), Conditioning.WEIGHT);
  }
  for (let r = count; r < TILE_ROWS; r++) store<f32>(rowScalars + (<usize>r << 2), 0, Conditioning.WEIGHT);
}

/** A row's weight in the loss. */
// @ts-ignore: decorator
@inline
function weightOf(kind: i32, sigma: v128): v128 {
  if (kind == Weighting.noise) return splat(1);
  if (kind == Weighting.velocity) return f32x4.mul(f32x4.add(sigma, splat(1)), f32x4.add(sigma, splat(1)));
  const square = f32x4.mul(sigma, sigma);
  return kind == Weighting.edm ? f32x4.add(square, splat(1)) : square;
}

/**
 * x̃ = x + σ·z, in place. A coordinate that is NaN is free: x̃ is drawn from N(0, σ² + 1), and its target, z ← σ·x̃/(σ² + 1),
 * is what F = 0 predicts of it.
 */
function addNoise(plan: usize, noised: usize, noise: usize, rowScalars: usize, count: i32): void {
  for (let panel: usize = 0; panel < panelsOf(Plan.dim(plan)); panel += <usize>TILE_ROWS * PANEL_ROW) {
    for (let r = 0; r < count; r++) {
      const sigma = v128.load32_splat(rowScalars + (<usize>r << 2), Conditioning.SIGMA);
      const at = panel + <usize>r * PANEL_ROW;
      for (let i = at; i < at + PANEL_ROW; i += 16) {
        const x = v128.load(noised + i);
        const z = v128.load(noise + i);
        v128.store(noised + i, f32x4.add(x, f32x4.mul(sigma, z)));
        const free = f32x4.ne(x, x);
        if (!v128.any_true(free)) continue;
        const deviation = f32x4.sqrt(f32x4.add(f32x4.mul(sigma, sigma), splat(1)));
        v128.store(noised + i, v128.bitselect(f32x4.mul(deviation, z), v128.load(noised + i), free));
        v128.store(noise + i, v128.bitselect(f32x4.div(f32x4.mul(sigma, z), deviation), z, free));
      }
    }
  }
}

/** Bytes of the panels of `columns` columns. */
// @ts-ignore: decorator
@inline
function panelsOf(columns: i32): usize {
  return <usize>((columns + 7) >> 3) * TILE_ROWS * PANEL_ROW;
}

/**
 * Σ weight·(ẑ − z)² of the tile's plain columns and the categories' cross-entropies, and output ← ∂loss/∂output; the loss is
 * their mean over batch and columns, a block of categories being one. Of plain columns ∂loss/∂output = scale·weight·cOut·(ẑ − z),
 * scale = 2/(B·columns).
 */
function lossAndGradient(
  plan: usize, objective: usize, output: usize, noised: usize, noise: usize, scratch: usize, rows: i32,
): f64 {
  const N = Plan.numbers(plan);
  const rowScalars = scratch + Plan.rowsOffset(plan);
  const categories = Plan.categories(plan);
  const columns = <f64>Objective.batchSize(objective) * <f64>(categories == 0 ? N : N + Categories.blocks(categories));
  const scale = splat(<f32>(2.0 / columns));
  if (categories != 0) Blocks.posteriors(plan, output, scratch, rows);
  Conditioning.predictedNoise(output, plan, noised, output, rowScalars, rows);
  if (categories != 0) forgetColumns(output, noise, N, rows);
  const masked = Plan.masks(plan) != 0;
  let total = f64x2.splat(0);
  for (let panel: usize = 0; panel < panelsOf(N); panel += <usize>TILE_ROWS * PANEL_ROW) {
    for (let r = 0; r < rows; r++) {
      const scalars = rowScalars + (<usize>r << 2);
      const weight = v128.load32_splat(scalars, Conditioning.WEIGHT);
      const slope = f32x4.mul(f32x4.mul(scale, weight), v128.load32_splat(scalars, Conditioning.C_OUT));
      const at = panel + <usize>r * PANEL_ROW;
      for (let i = at; i < at + PANEL_ROW; i += 16) {
        const target = v128.load(noise + i);
        let error = f32x4.sub(v128.load(output + i), target);
        // What is known has no noise to predict
        if (masked) error = v128.and(error, f32x4.eq(target, target));
        v128.store(output + i, f32x4.mul(slope, error));
        const square = f32x4.mul(weight, f32x4.mul(error, error));
        total = f64x2.add(total, f64x2.promote_low_f32x4(square));
        total = f64x2.add(total, f64x2.promote_low_f32x4(v128.shuffle<f32>(square, square, 2, 3, 2, 3)));
      }
    }
  }
  const squares = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
  if (categories == 0) return squares;
  return squares + Blocks.lossAndGradient(plan, objective, output, scratch, rowScalars, <f32>(1.0 / columns), rows);
}

/** The prediction's columns behind the plain ones in their last panel ← the target's: no error there. */
function forgetColumns(output: usize, noise: usize, N: i32, rows: i32): void {
  for (let c = N; c & 7; c++)
    for (let r = 0; r < rows; r += 4) {
      const at = columnOffset(c) + <usize>r * PANEL_ROW;
      Conditioning.storeColumn(output + at, Conditioning.loadColumn(noise + at));
    }
}

/**
 * Gradients of weight panels [begin, end), counted over all layers, and of each panel Σ g² (f64).
 *
 * A panel sums all rows of the batch in one order: no reduction over threads is needed.
 */
export function weightGradients(
  plan: usize, workspace: usize, gradients: usize, squares: usize, batch: i32, begin: i32, end: i32,
): void {
  let panel = 0;
  for (let l = 0; l < Plan.layerCount(plan); l++) {
    const layer = Plan.layer(plan, l);
    const K = Plan.inputs(layer);
    const panels = Plan.outputs(layer) >> 3;
    const bytes = weightPanelBytes(K);
    const x = workspace + Plan.inputOffset(layer);
    const dY = workspace + Plan.derivativeOffset(layer);
    for (let p = max(0, begin - panel); p < min(panels, end - panel); p++) {
      const out = gradients + Plan.weightsOffset(layer) + <usize>p * bytes;
      weightGradientPanel(out, x, dY + <usize>p * TILE_ROWS * PANEL_ROW, K, batch, Plan.tileBytes(plan));
      store<f64>(squares + (<usize>(panel + p) << 3), sumOfSquares(out, bytes));
    }
    panel += panels;
  }
}

function sumOfSquares(x: usize, bytes: usize): f64 {
  let low = f64x2.splat(0), high = low;
  for (let i: usize = 0; i < bytes; i += 16) {
    const v = v128.load(x + i);
    const a = f64x2.promote_low_f32x4(v);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(v, v, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}
