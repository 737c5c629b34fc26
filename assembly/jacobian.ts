// The predicted noise of rows that each have their own σ, and derivatives J = ∂ẑ/∂x̃ of it in forward mode: J·v for
// a row's own v, vᵀJv, or the trace of J, one column of J after another.

import * as Categories from "./categories";
import * as Conditioning from "./conditioning";
import { conditionFeatures } from "./conditions";
import { multiplyPanel, weightPanelBytes } from "./dense";
import { PANEL_ROW, quadRows, TILE_ROWS } from "./lanes";
import { addTo, forward, multiplyTo } from "./mlp";
import { maskFeatures, maskWords } from "./masks";
import * as Plan from "./plan";
import { packRows, unpackRows } from "./rows";

const PANEL: usize = <usize>TILE_ROWS * PANEL_ROW;

/**
 * ẑ at each row's own σ for the rows of tiles [tileBegin, tileEnd), and what is asked for of its derivative there.
 *
 * @param tile       workspace of one tile
 * @param tangent    the same again; not touched when neither trace nor product is asked for
 * @param noise      out (count, dim) row-major: ẑ
 * @param product    out (count, dim): J·v, or 0; needs `probe`
 * @param trace      out f64 (count): vᵀJv where `probe` is given, else tr J; or 0
 * @param x          (count, dim) row-major
 * @param sigmas     f32 (count)
 * @param labels     i32 (count), −1 for none; 0: no row has one
 * @param conditions f32 (…, C) row-major: what a label is the number of, for a network with conditions
 * @param masks      i32 (count, mask words); 0: nothing is known
 * @param columns    i32 (columnCount): the columns that tr J is over; 0: all
 * @param probe      (count, dim): v, or 0
 */
export function networkJacobian(
  plan: usize, tile: usize, tangent: usize, parameters: usize, scratch: usize, noise: usize, product: usize,
  trace: usize, x: usize, sigmas: usize, labels: usize, conditions: usize, masks: usize, columns: usize,
  columnCount: i32, probe: usize, count: i32, tileBegin: i32, tileEnd: i32,
): void {
  const dim = Plan.dim(plan);
  const N = Plan.numbers(plan);
  const first = Plan.layer(plan, 0);
  const last = Plan.layer(plan, Plan.layerCount(plan) - 1);
  const noised = scratch + Plan.noisedOffset(plan);
  const direction = scratch + Plan.noiseOffset(plan);
  const rowScalars = scratch + Plan.rowsOffset(plan);
  const features = tile + Plan.inputOffset(first);
  const output = tile + Plan.derivativeOffset(last);
  const slope = tangent + Plan.derivativeOffset(last);
  const changes = tangent + Plan.inputOffset(first);
  const differentiated = product != 0 || trace != 0;
  for (let t = tileBegin; t < tileEnd; t++) {
    const row = t * TILE_ROWS;
    const used = min(count - row, TILE_ROWS);
    const rows = quadRows(used);
    const at = (<usize>row * dim) << 2;
    packRows(noised, x + at, used, dim);
    placeSigmas(rowScalars, sigmas + (<usize>row << 2), used);
    Conditioning.conditionRows(plan, rowScalars);
    Conditioning.sigmaFeatures(plan, features, rowScalars, rows);
    Conditioning.coordinateFeatures(plan, features, noised, rowScalars, rows);
    Categories.features(plan, features, noised, scratch, rowScalars, rows);
    const own = labels ? labels + (<usize>row << 2) : 0;
    Conditioning.labelFeatures(plan, features, own, used);
    conditionFeatures(plan, features, conditions, own, used);
    maskFeatures(plan, features, masks ? masks + (<usize>(row * maskWords(plan)) << 2) : 0, used);
    const start = parameters + Plan.weightsOffset(first);
    const inputs = Plan.inputs(first);
    forward(plan, tile, parameters, start, weightPanelBytes(inputs), 0, 0, inputs, rows, differentiated);
    Categories.noiseFromOutput(plan, output, noised, scratch, rowScalars, rows);
    unpackRows(noise + at, output, used, dim);
    if (!differentiated) continue;
    const traces = trace + (<usize>row << 3);
    if (trace != 0) for (let r = 0; r < used; r++) store<f64>(traces + (<usize>r << 3), 0);
    if (probe) {
      packRows(direction, probe + at, used, dim);
      clearTangent(tangent, first);
      for (let d = 0; d < N; d++) tangentFeatures(plan, features, tangent, direction, rowScalars, d, rows);
      Categories.tangentFeatures(plan, changes, direction, scratch, rowScalars, rows);
      tangentForward(plan, tile, tangent, parameters, scratch, 0, Plan.outputs(last), rows);
      Categories.noiseChange(plan, slope, direction, scratch, rowScalars, rows);
      if (product) unpackRows(product + at, slope, used, dim);
      if (trace) for (let d = 0; d < dim; d++) addProducts(traces, direction, slope, d, used);
      continue;
    }
    memory.fill(direction, 0, <usize>((dim + 7) >> 3) * PANEL);
    const traced = columns ? columnCount : dim;
    for (let i = 0; i < traced; i++) {
      const d = columns ? load<i32>(columns + (<usize>i << 2)) : i;
      fillColumn(direction, d, 1, rows);
      clearTangent(tangent, first);
      if (d < N) {
        tangentFeatures(plan, features, tangent, direction, rowScalars, d, rows);
        tangentForward(plan, tile, tangent, parameters, scratch, d & ~7, 8, rows);
        Conditioning.predictedNoise(slope, plan, direction, slope, rowScalars, rows);
      } else {
        Categories.tangentFeatures(plan, changes, direction, scratch, rowScalars, rows);
        tangentForward(plan, tile, tangent, parameters, scratch, 0, Plan.outputs(last), rows);
        Categories.noiseChange(plan, slope, direction, scratch, rowScalars, rows);
      }
      addProducts(traces, direction, slope, d, used);
      fillColumn(direction, d, 0, rows);
    }
  }
}

function placeSigmas(rowScalars: usize, sigmas: usize, used: i32): void {
  for (let r = 0; r < TILE_ROWS; r++)
    store<f32>(rowScalars + (<usize>r << 2), r < used ? load<f32>(sigmas + (<usize>r << 2)) : 1, Conditioning.SIGMA);
}

function clearTangent(tangent: usize, first: usize): void {
  memory.fill(tangent + Plan.inputOffset(first), 0, <usize>(Plan.inputs(first) >> 3) * PANEL);
}

function fillColumn(tile: usize, column: i32, value: f32, rows: i32): void {
  const at = Conditioning.columnAt(tile, column);
  for (let r = 0; r < rows; r++) store<f32>(at + <usize>r * PANEL_ROW, value);
}

/** traces[r] += v[r, d]·(J·v)[r, d] */
function addProducts(traces: usize, direction: usize, slope: usize, d: i32, used: i32): void {
  const v = Conditioning.columnAt(direction, d);
  const y = Conditioning.columnAt(slope, d);
  for (let r = 0; r < used; r++) {
    const at = <usize>r * PANEL_ROW;
    const sum = traces + (<usize>r << 3);
    store<f64>(sum, load<f64>(sum) + <f64>load<f32>(v + at) * <f64>load<f32>(y + at));
  }
}

/** The change of coordinate d's features along v_d: cIn·v of the plain one, φ·cIn·v·cos and −φ·cIn·v·sin of the others. */
function tangentFeatures(
  plan: usize, features: usize, tangent: usize, direction: usize, rowScalars: usize, d: i32, rows: i32,
): void {
  const N = Plan.numbers(plan);
  const E = Plan.sigmaFrequencies(plan);
  const F = Plan.coordinateFrequencies(plan);
  const phi = Plan.frequencies(plan) + (<usize>E << 2);
  const into = tangent + Plan.inputOffset(Plan.layer(plan, 0));
  const v = Conditioning.columnAt(direction, d);
  const plain = Conditioning.columnAt(into, 2 * E + d);
  for (let r: usize = 0; r < <usize>rows; r++) {
    const at = r * PANEL_ROW;
    store<f32>(plain + at, load<f32>(rowScalars + (r << 2), Conditioning.C_IN) * load<f32>(v + at));
  }
  for (let f = 0; f < F; f++) {
    const omega = load<f32>(phi + (<usize>f << 2));
    const sinColumn = 2 * E + N + 2 * f * N + d;
    const sine = Conditioning.columnAt(features, sinColumn), cosine = Conditioning.columnAt(features, sinColumn + N);
    const dSine = Conditioning.columnAt(into, sinColumn), dCosine = Conditioning.columnAt(into, sinColumn + N);
    for (let r = 0; r < rows; r++) {
      const at = <usize>r * PANEL_ROW;
      const change = omega * load<f32>(plain + at);
      store<f32>(dSine + at, change * load<f32>(cosine + at));
      store<f32>(dCosine + at, -(change * load<f32>(sine + at)));
    }
  }
}

/**
 * The change of every layer along the tangent of the features, with the derivatives that `forward` kept in `tile`; of
 * the output layer the columns from `column` on, `columns` of them, both multiples of 8.
 */
function tangentForward(
  plan: usize, tile: usize, tangent: usize, parameters: usize, scratch: usize, column: i32, columns: i32, rows: i32,
): void {
  const zero = scratch + Plan.zeroOffset(plan);
  const bytes = <usize>rows * PANEL_ROW;
  const last = Plan.layerCount(plan) - 1;
  const skipped = Plan.sigmaFrequencies(plan) << 1; // features of σ do not change
  for (let l = 0; l <= last; l++) {
    const layer = Plan.layer(plan, l);
    const K = Plan.inputs(layer);
    const first = l == 0 ? skipped : 0;
    const x = tangent + Plan.inputOffset(layer) + <usize>(first >> 3) * PANEL;
    const into = l == last ? tangent + Plan.derivativeOffset(layer) : tangent + Plan.inputOffset(Plan.layer(plan, l + 1));
    const from = l == last ? column : 0;
    const to = l == last ? column + columns : Plan.outputs(layer);
    for (let p = from; p < to; p += 8) {
      const at = <usize>(p >> 3) * PANEL;
      const w = parameters + Plan.weightsOffset(layer) + <usize>(p >> 3) * weightPanelBytes(K);
      multiplyPanel(into + at, x, w + PANEL_ROW + <usize>first * PANEL_ROW, zero, 0, rows, K - first);
      if (l == last) continue;
      multiplyTo(into + at, tile + Plan.derivativeOffset(layer) + at, bytes);
      if (Plan.residual(layer)) addTo(into + at, tangent + Plan.inputOffset(layer) + at, bytes);
    }
  }
}
