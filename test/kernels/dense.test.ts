import { beforeAll, describe, expect, test } from "vitest";
import { coreOf } from "../../src/engine/engine.ts";
import { dotBound, sumBound } from "../reference/bounds.ts";
import { biasGradient, forward, weightGradient } from "../reference/dense.ts";
import { testData } from "../reference/gradient-check.ts";
import { firstBeyond, guardedMemory, type Block, type GuardedMemory } from "./memory.ts";
import { packPanels, packWeights, tileOf, TILE_ROWS, unpackPanels } from "./panels.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

const SIZES = [...Array.from({ length: 18 }, (_, n) => n), 31, 33, 64, 100];
const PANEL_ROW = 32;
const PANEL = TILE_ROWS * PANEL_ROW;
const padded = (n: number) => Math.ceil(n / 8) * 8;

/** f32 normals: the data of a test are a part of them. */
const pool = Float32Array.from(testData(40_000, 7));
const data = (count: number, from: number) => pool.subarray(from, from + count);
const absolute = (values: ArrayLike<number>) => Float64Array.from(values, Math.abs);

/** y = start + x·w over all tiles and panels; what the sums start from is given for each tile and panel. */
function multiply(
  x: Float32Array,
  w: Block,
  start: (tile: number, panel: number) => { at: number; step: number },
  { rows, inputs, outputs }: { rows: number; inputs: number; outputs: number },
): Float32Array {
  const y = new Float32Array(rows * outputs);
  const panelBytes = (padded(inputs) + 1) * PANEL_ROW;
  for (let first = 0; first < rows; first += TILE_ROWS) {
    const [part, count] = tileOf(x, inputs, rows, first);
    const tile = memory.block(packPanels(part, count, inputs, TILE_ROWS));
    const quads = Math.ceil(count / 4) * 4;
    const out = memory.block((padded(outputs) / 8) * TILE_ROWS * 8);
    for (let p = 0; p < padded(outputs) / 8; p++) {
      const { at, step } = start(first / TILE_ROWS, p);
      const weights = w.at + p * panelBytes + PANEL_ROW;
      memory.kernels.multiplyPanel(out.at + p * PANEL, tile.at, weights, at, step, quads, padded(inputs));
      for (let i = quads * 8; i < TILE_ROWS * 8; i++) {
        if (!out.untouched(p * TILE_ROWS * 8 + i)) throw new Error("multiplyPanel wrote past its rows");
      }
    }
    const all = unpackPanels(out.f32, count, padded(outputs), TILE_ROWS);
    all.forEach((value, k) => {
      const [r, c] = [Math.floor(k / padded(outputs)), k % padded(outputs)];
      if (c < outputs) y[(first + r) * outputs + c] = value;
      else if (value !== 0) throw new Error(`a padding column is ${value}`);
    });
  }
  return y;
}

describe("multiplyPanel", () => {
  test.each(SIZES)("%i inputs, rows and outputs 0…17 and beyond: the reference within dotBound", (inputs) => {
    for (const outputs of SIZES) {
      const weight = data(inputs * outputs, 10_000);
      const bias = data(outputs, 20_000);
      for (const rows of SIZES) {
        const x = data(rows * inputs, 0);
        const shape = { rows, inputs, outputs };
        const w = memory.block(packWeights(weight, bias, inputs, outputs));
        const biasOf = (_: number, panel: number) => ({ at: w.at + panel * (padded(inputs) + 1) * PANEL_ROW, step: 0 });
        const y = multiply(x, w, biasOf, shape);
        const exact = forward(x, weight, bias, shape);
        const bound = forward(absolute(x), absolute(weight), absolute(bias), shape).map((s) => dotBound(s, inputs));
        expect(firstBeyond(y, exact, bound), `${rows} rows, ${outputs} outputs`).toBeUndefined();
        memory.release();
      }
    }
  });

  test.each([0, 1, 7, 8, 17, 33])("startStep 128: every row starts from its own sums, %i inputs", (inputs) => {
    for (const rows of [1, 4, 5, 31, 32, 33, 100]) {
      const shape = { rows, inputs, outputs: 11 };
      const [x, weight] = [data(rows * inputs, 0), data(inputs * 11, 10_000)];
      const start = data(rows * 11, 20_000);
      const w = memory.block(packWeights(weight, new Float32Array(11).fill(NaN), inputs, 11));
      const tiles = Array.from({ length: Math.ceil(rows / TILE_ROWS) }, (_, t) =>
        memory.block(packPanels(...tileOf(start, 11, rows, t * TILE_ROWS), 11, TILE_ROWS)),
      );
      const y = multiply(x, w, (tile, panel) => ({ at: tiles[tile].at + panel * PANEL, step: 128 }), shape);
      const zero = new Float64Array(11);
      const exact = forward(x, weight, zero, shape).map((sum, k) => sum + start[k]);
      const sums = forward(absolute(x), absolute(weight), zero, shape);
      const bound = sums.map((s, k) => dotBound(s + Math.abs(start[k]), inputs));
      expect(firstBeyond(y, exact, bound), `${rows} rows`).toBeUndefined();
      memory.release();
    }
  });

  test("y may be start; a split of the inputs gives the same bits", () => {
    const [rows, inputs] = [8, 24];
    const x = memory.block(packPanels(data(rows * inputs, 0), rows, inputs, TILE_ROWS));
    const w = memory.block(packWeights(data(inputs * 8, 10_000), data(8, 20_000), inputs, 8));
    const [whole, split] = [memory.block(TILE_ROWS * 8), memory.block(TILE_ROWS * 8)];
    const { multiplyPanel } = memory.kernels;
    multiplyPanel(whole.at, x.at, w.at + PANEL_ROW, w.at, 0, rows, 24);
    multiplyPanel(split.at, x.at, w.at + PANEL_ROW, w.at, 0, rows, 16);
    multiplyPanel(split.at, x.at + 2 * PANEL, w.at + 17 * PANEL_ROW, split.at, 128, rows, 8);
    expect(split.f32.subarray(0, rows * 8)).toEqual(whole.f32.subarray(0, rows * 8));
    memory.release();
  });
});

const DRAWS = Array.from({ length: 150 }, (_, k) => (k * 2654435761) >>> 8);

describe.each([6, 8])("%i rows at a time give the bits of 4", (blockRows) => {
  const inBlocks = <T>(rows: number, compute: () => T): T => {
    coreOf(memory.engine).blockRows.choose(rows);
    const result = compute();
    coreOf(memory.engine).blockRows.choose(4);
    return result;
  };

  test("multiplyPanel: 4…32 rows, 0…96 inputs, sums from a row or from their own, in place or not", () => {
    for (const draw of DRAWS) {
      const [rows, K] = [4 * (1 + (draw % 8)), 8 * (Math.floor(draw / 8) % 13)];
      const [step, inPlace] = [Math.floor(draw / 104) % 2 ? 128 : 0, Math.floor(draw / 208) % 2 === 1];
      const from = draw % 5000;
      const run = () => {
        const x = memory.block(data(TILE_ROWS * Math.max(K, 8), from));
        const w = memory.block(data((K + 1) * 8, 20_000 + from));
        const start = memory.block(data(TILE_ROWS * 8, 30_000 + from));
        const y = inPlace && step ? start : memory.block(TILE_ROWS * 8);
        memory.kernels.multiplyPanel(y.at, x.at, w.at, start.at, step, rows, K);
        const bits = y.u32.slice();
        memory.release();
        return bits;
      };
      expect(inBlocks(blockRows, run), `${rows} rows, ${K} inputs, step ${step}`).toEqual(run());
    }
  });

  test("weightGradientPanel: batches of 0…100 rows, 8…64 inputs", () => {
    for (const draw of DRAWS) {
      const [batch, inputs] = [draw % 101, 1 + (Math.floor(draw / 101) % 64)];
      const [x, dY] = [data(batch * inputs, draw % 3000), data(batch * 11, 10_000 + (draw % 3000))];
      const run = () => gradients(x, dY, batch, inputs, 11);
      expect(inBlocks(blockRows, run), `batch ${batch}, ${inputs} inputs`).toEqual(run());
    }
  });
});

/** dW (inputs, outputs) and dBias of a batch whose tiles hold x's panels, then dY's, then other things. */
function gradients(x: Float32Array, dY: Float32Array, batch: number, inputs: number, outputs: number) {
  const [K, O] = [padded(inputs), padded(outputs)];
  const tileWords = (K + O) * TILE_ROWS + 24;
  const tiles = memory.block(Math.max(1, Math.ceil(batch / TILE_ROWS)) * tileWords);
  for (let first = 0; first < batch; first += TILE_ROWS) {
    const at = (first / TILE_ROWS) * tileWords;
    tiles.f32.set(packPanels(...tileOf(x, inputs, batch, first), inputs, TILE_ROWS), at);
    tiles.f32.set(packPanels(...tileOf(dY, outputs, batch, first), outputs, TILE_ROWS), at + K * TILE_ROWS);
  }
  const out = memory.block((K + 1) * O);
  for (let p = 0; p < O / 8; p++) {
    const from = tiles.at + K * TILE_ROWS * 4 + p * PANEL;
    memory.kernels.weightGradientPanel(out.at + p * (K + 1) * PANEL_ROW, tiles.at, from, K, batch, tileWords * 4);
  }
  const matrix = unpackPanels(out.f32, K + 1, O);
  const dBias = matrix.slice(0, outputs);
  const dW = new Float32Array(inputs * outputs);
  for (let r = 0; r < K; r++) {
    for (let c = 0; c < O; c++) {
      if (r < inputs && c < outputs) dW[r * outputs + c] = matrix[(1 + r) * O + c];
      else if (matrix[(1 + r) * O + c] !== 0) throw new Error("a padding weight has a gradient");
    }
  }
  memory.release();
  return { dW, dBias };
}

describe("weightGradientPanel", () => {
  test.each(SIZES)("batch %i, inputs and outputs 0…17 and beyond: the reference within dotBound", (batch) => {
    for (const inputs of SIZES) {
      for (const outputs of SIZES) {
        const shape = { rows: batch, inputs, outputs };
        const [x, dY] = [data(batch * inputs, 0), data(batch * outputs, 10_000)];
        const { dW, dBias } = gradients(x, dY, batch, inputs, outputs);
        const sums = weightGradient(absolute(x), absolute(dY), shape);
        const biasSums = biasGradient(absolute(dY), shape);
        const where = `${inputs} inputs, ${outputs} outputs`;
        const bound = sums.map((s) => dotBound(s, batch));
        expect(firstBeyond(dW, weightGradient(x, dY, shape), bound), where).toBeUndefined();
        const biasBound = biasSums.map((s) => sumBound(s, batch));
        expect(firstBeyond(dBias, biasGradient(dY, shape), biasBound), where).toBeUndefined();
      }
    }
  });
});

describe("transposePanel", () => {
  test.each(SIZES)("%i inputs, outputs 0…17 and beyond: exact, padding zero", (inputs) => {
    for (const outputs of SIZES) {
      const weight = data(inputs * outputs, 0);
      const [K, O] = [padded(inputs), padded(outputs)];
      const w = memory.block(packWeights(weight, new Float32Array(outputs).fill(NaN), inputs, outputs));
      const transposed = memory.block(K * O);
      for (let p = 0; p < O / 8; p++) {
        const from = w.at + (p * (K + 1) + 1) * PANEL_ROW;
        memory.kernels.transposePanel(transposed.at + p * 8 * PANEL_ROW, from, K, O);
      }
      const wT = unpackPanels(transposed.f32, O, K);
      const expected = new Float32Array(O * K);
      for (let i = 0; i < inputs; i++) {
        for (let o = 0; o < outputs; o++) expected[o * K + i] = weight[i * outputs + o];
      }
      expect(wT).toEqual(expected);
      memory.release();
    }
  });
});
