// Langevin dynamics: x ← x + before·z, x ← x + drift·score + after·z. Rows are independent and row k's noise z depends on
// (seed, level, step, k) alone, so any split of the rows gives the same bits.

import * as Categories from "./categories";
import * as Conditioning from "./conditioning";
import { clearConditions, inputsWithoutConditions, shareConditions, startWithConditions } from "./conditions";
import { multiplyPanel, weightPanelBytes } from "./dense";
import { Prediction, Purpose } from "./generated/constants";
import { forwardInt16 } from "./int16/forward";
import { PANEL_ROW, quadRows, splat, TILE_ROWS } from "./lanes";
import { maskFeatures, maskWords } from "./masks";
import { forward } from "./mlp";
import { normals } from "./normal";
import * as Plan from "./plan";
import { packRows, unpackRows } from "./rows";
import { stepKey } from "./threefry";

const PANEL: usize = <usize>TILE_ROWS * PANEL_ROW;

/** x ← x + drift·score + after·z over `bytes` (a multiple of 16). */
export function langevinUpdate(x: usize, score: usize, z: usize, drift: f32, after: f32, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const moved = f32x4.add(v128.load(x + i), f32x4.mul(splat(drift), v128.load(score + i)));
    v128.store(x + i, f32x4.add(moved, f32x4.mul(splat(after), v128.load(z + i))));
  }
}

/** x ← x + before·z over `bytes` (a multiple of 16). */
function addNoise(x: usize, z: usize, before: f32, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(x + i, f32x4.add(v128.load(x + i), f32x4.mul(splat(before), v128.load(z + i))));
}

/**
 * x[r, c] = mean[law, c] + std[law, c]·z, law = lawOf[r]: the particles' start.
 *
 * @param x        (count, dim) row-major
 * @param mean     (laws, dim), as std
 * @param lawOf    i32 (count); 0: all rows have law 0
 * @param scratch  as in combineRows
 */
export function startRows(
  x: usize, count: i32, dim: i32, mean: usize, std: usize, lawOf: usize, scratch: usize, firstRow: i32, seed0: i32,
  seed1: i32,
): void {
  const bits = scratch + <usize>((dim + 7) >> 3) * PANEL;
  for (let first = 0; first < count; first += TILE_ROWS) {
    const rows = min(count - first, TILE_ROWS);
    const out = x + ((<usize>first * dim) << 2);
    stepKey(bits, seed0, seed1, Purpose.samplerStart, 0, 0);
    normals(scratch, quadRows(rows), dim, load<i32>(bits), load<i32>(bits, 4), firstRow + first, bits);
    unpackRows(out, scratch, rows, dim);
    for (let r = 0; r < rows; r++) {
      const law = lawOf ? (<usize>load<i32>(lawOf + (<usize>(first + r) << 2)) * dim) << 2 : 0;
      for (let c = 0; c < dim; c++) {
        const at = out + ((<usize>r * dim + c) << 2);
        const entry = law + (<usize>c << 2);
        store<f32>(at, load<f32>(mean + entry) + load<f32>(std + entry) * load<f32>(at));
      }
    }
  }
}

/**
 * Scratch ← what all rows share at one σ: their scalars, and the first layer's sums over bias and features of σ, and over conditions
 * where these are the same.
 */
function shareSigma(
  plan: usize, tile: usize, parameters: usize, scratch: usize, sigma: f32, labels: usize, sums: usize,
): void {
  const rowScalars = scratch + Plan.rowsOffset(plan);
  for (let i: usize = 0; i < <usize>TILE_ROWS << 2; i += 16) v128.store(rowScalars + i, splat(sigma), Conditioning.SIGMA);
  Conditioning.conditionRows(plan, rowScalars);
  const layer = Plan.layer(plan, 0);
  const features = tile + Plan.inputOffset(layer);
  Conditioning.sigmaFeatures(plan, features, rowScalars, 4);
  const panelBytes = weightPanelBytes(Plan.inputs(layer));
  const panel = scratch + Plan.aboveOffset(plan);
  let w = parameters + Plan.weightsOffset(layer);
  for (let p = 0; p < Plan.outputs(layer); p += 8) {
    multiplyPanel(panel, features, w + PANEL_ROW, w, 0, 4, Plan.sigmaFrequencies(plan) << 1);
    memory.copy(scratch + Plan.startOffset(plan) + (<usize>p << 2), panel, PANEL_ROW);
    w += panelBytes;
  }
  if (sums != 0 && labels == 0) shareConditions(plan, scratch, sums);
}

/**
 * tile's D of the output layer ← ẑ of the tile's rows in scratch, labels being there already; returns where it is.
 *
 * @param own  whether each row's sums have a start of their own
 */
function predictTile(plan: usize, tile: usize, parameters: usize, scratch: usize, own: bool, rows: i32): usize {
  const noised = scratch + Plan.noisedOffset(plan);
  const rowScalars = scratch + Plan.rowsOffset(plan);
  const features = tile + Plan.inputOffset(Plan.layer(plan, 0));
  Conditioning.coordinateFeatures(plan, features, noised, rowScalars, rows);
  Categories.features(plan, features, noised, scratch, rowScalars, rows);
  const start = scratch + (own ? Plan.rowStartOffset(plan) : Plan.startOffset(plan));
  const startStep = own ? PANEL : PANEL_ROW;
  const rowStep: usize = own ? 4 * PANEL_ROW : 0;
  const skipped = Plan.sigmaFrequencies(plan) >> 2;
  const inputs = inputsWithoutConditions(plan);
  if (isDefined(INT16)) forwardInt16(plan, tile, parameters, start, startStep, rowStep, skipped, inputs, rows, scratch);
  else forward(plan, tile, parameters, start, startStep, rowStep, skipped, inputs, rows, false);
  const output = tile + Plan.derivativeOffset(Plan.layer(plan, Plan.layerCount(plan) - 1));
  Categories.noiseFromOutput(plan, output, noised, scratch, rowScalars, rows);
  return output;
}

/** The features of labels and masks of the rows from `first` on, and where sums with their conditions start. */
function placeConditions(
  plan: usize, tile: usize, scratch: usize, labels: usize, masks: usize, sums: usize, first: i32, rows: i32,
): void {
  const features = tile + Plan.inputOffset(Plan.layer(plan, 0));
  const own = labels ? labels + (<usize>first << 2) : 0;
  Conditioning.labelFeatures(plan, features, own, rows);
  maskFeatures(plan, features, masks ? masks + (<usize>(first * maskWords(plan)) << 2) : 0, rows);
  clearConditions(plan, features, quadRows(rows));
  if (sums != 0 && own != 0) startWithConditions(plan, scratch, sums, own, rows);
}

/** score = −ẑ/σ, in place. */
function scoreFromNoise(y: usize, sigma: f32, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, f32x4.div(f32x4.neg(v128.load(y + i)), splat(sigma)));
}

/** x − σ·ẑ into y, in place. */
function denoisedFromNoise(y: usize, x: usize, sigma: f32, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(y + i, f32x4.sub(v128.load(x + i), f32x4.mul(splat(sigma), v128.load(y + i))));
}

/**
 * The network's prediction at one σ for the rows of tiles [tileBegin, tileEnd): noise, score or denoised rows.
 *
 * @param out      (count, dim) row-major, overwritten; may be x
 * @param x        (count, dim) row-major
 * @param tile     workspace of one tile
 * @param labels   i32 (count), −1 for none; 0: no row has one
 * @param masks    i32 (count, ⌈M/32⌉); 0: nothing is known
 * @param sums     f32 (…, outputs of the first layer), for a network with conditions, as conditionSums gives them: those of none, then
 *                 those that labels are the numbers of; without labels all rows have the first
 * @param kind     a Prediction
 */
export function networkPredict(
  plan: usize, tile: usize, parameters: usize, scratch: usize, out: usize, x: usize, labels: usize, masks: usize,
  sums: usize, count: i32, tileBegin: i32, tileEnd: i32, sigma: f32, kind: i32,
): void {
  const dim = Plan.dim(plan);
  const bytes = <usize>((dim + 7) >> 3) * PANEL;
  const noised = scratch + Plan.noisedOffset(plan);
  const own = sums != 0 && labels != 0;
  shareSigma(plan, tile, parameters, scratch, sigma, labels, sums);
  for (let t = tileBegin; t < tileEnd; t++) {
    const first = t * TILE_ROWS;
    const rows = min(count - first, TILE_ROWS);
    const at = (<usize>first * dim) << 2;
    packRows(noised, x + at, rows, dim);
    placeConditions(plan, tile, scratch, labels, masks, sums, first, rows);
    const y = predictTile(plan, tile, parameters, scratch, own, quadRows(rows));
    if (kind == Prediction.score) scoreFromNoise(y, sigma, bytes);
    else if (kind == Prediction.denoised) denoisedFromNoise(y, noised, sigma, bytes);
    unpackRows(out + at, y, rows, dim);
  }
}

/**
 * Langevin steps [stepBegin, stepEnd) of one level for the rows of tiles [tileBegin, tileEnd), which stay in cache
 * meanwhile: bit for bit what networkPredict and combineRows give in turn.
 *
 * @param drift     what the score is multiplied by
 * @param before    what the step's noise is multiplied by where it is added before the score is taken
 * @param after     and after it
 * @param x         in and out (count, dim) row-major
 * @param labels    i32 (count), −1 for none; 0: no row has one
 * @param firstRow  index of x's first row among all particles
 */
export function networkLangevin(
  plan: usize, tile: usize, parameters: usize, scratch: usize, x: usize, labels: usize, sums: usize, count: i32,
  tileBegin: i32, tileEnd: i32, firstRow: i32, sigma: f32, drift: f32, before: f32, after: f32, seed0: i32, seed1: i32, level: i32,
  stepBegin: i32, stepEnd: i32,
): void {
  const dim = Plan.dim(plan);
  const bytes = <usize>((dim + 7) >> 3) * PANEL;
  const noised = scratch + Plan.noisedOffset(plan);
  const noise = scratch + Plan.noiseOffset(plan);
  const bits = scratch + Plan.bitsOffset(plan);
  const own = sums != 0 && labels != 0;
  shareSigma(plan, tile, parameters, scratch, sigma, labels, sums);
  for (let t = tileBegin; t < tileEnd; t++) {
    const first = t * TILE_ROWS;
    const rows = min(count - first, TILE_ROWS);
    const at = (<usize>first * dim) << 2;
    packRows(noised, x + at, rows, dim);
    placeConditions(plan, tile, scratch, labels, 0, sums, first, rows);
    for (let step = stepBegin; step < stepEnd; step++) {
      stepKey(bits, seed0, seed1, Purpose.samplerSteps, level, step);
      normals(noise, quadRows(rows), dim, load<i32>(bits), load<i32>(bits, 4), firstRow + first, bits);
      if (before != 0) addNoise(noised, noise, before, bytes);
      const score = predictTile(plan, tile, parameters, scratch, own, quadRows(rows));
      scoreFromNoise(score, sigma, bytes);
      langevinUpdate(noised, score, noise, drift, after, bytes);
    }
    unpackRows(x + at, noised, rows, dim);
  }
}
