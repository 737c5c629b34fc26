import { beforeAll, describe, expect, test } from "vitest";
import { limitsOf } from "../../src/engine/int16/limits.ts";
import { testData } from "../reference/gradient-check.ts";
import { integerOutput, quantizeColumn, quantizeRow } from "../reference/int16.ts";
import { firstBeyond, guardedInt16, type GuardedMemory } from "./memory.ts";
import { packPanels, TILE_ROWS } from "./panels.ts";

let memory: GuardedMemory<"int16">;
beforeAll(async () => {
  memory = await guardedInt16();
});

const WIDTHS = [8, 16, 24, 64, 128, 136, 256, 1024];
const ROWS = [1, 4, 5, 31, 32];
const quads = (rows: number): number => Math.ceil(rows / 4) * 4;
const pool = Float32Array.from(testData(40_000, 9));
const data = (count: number, from: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => pool[(from + i) % pool.length]);

/** Four rows' pairs side by side. */
const integerAt = (r: number, k: number, K: number): number => (r >> 2) * 4 * K + (k >> 1) * 8 + (r & 3) * 2 + (k & 1);

function quantize(x: Float32Array, rows: number, K: number, limit: number): { q: Int16Array; scales: Float32Array } {
  const tile = memory.block(packPanels(x, rows, K, TILE_ROWS));
  const [q, scales] = [memory.block((quads(rows) * K) / 2), memory.block(quads(rows))];
  memory.kernels.quantizeRows(q.at, scales.at, tile.at, quads(rows), K, limit);
  const integers = new Int16Array(q.f32.buffer, q.at, quads(rows) * K).slice();
  const found = scales.f32.slice();
  memory.release();
  return { q: integers, scales: found };
}

describe("quantizeRows", () => {
  test.each(WIDTHS)("%i columns: the reference's integers and scales exactly", (K) => {
    const limit = limitsOf(K).activation;
    for (const rows of ROWS) {
      const x = data(rows * K, 100 * rows);
      const { q, scales } = quantize(x, rows, K, limit);
      for (let r = 0; r < rows; r++) {
        const exact = quantizeRow(x.subarray(r * K, (r + 1) * K), limit);
        expect(scales[r]).toBe(exact.scale);
        expect(Array.from({ length: K }, (_, k) => q[integerAt(r, k, K)])).toEqual(exact.q.map((v) => v + 0));
      }
    }
  });

  test("zeros, ties, the smallest and the largest numbers", () => {
    const limit = 4095;
    const rows = [
      [0, -0, 0, 0, 0, 0, 0, 0],
      [4095, 0.5, 1.5, -0.5, -2.5, 4094.5, -4095, 1],
      [1e-45, -1e-45, 0, 1e-40, 0, 0, 0, -1e-38],
      [3.4e38, -3.4e38, 1e35, 0, -1e30, 1, 2, 3],
    ];
    const { q, scales } = quantize(Float32Array.from(rows.flat()), 4, 8, limit);
    rows.forEach((row, r) => {
      const exact = quantizeRow(Float32Array.from(row), limit);
      expect(scales[r]).toBe(exact.scale);
      expect(Array.from(row, (_, k) => q[integerAt(r, k, 8)])).toEqual(exact.q.map((v) => v + 0));
    });
  });

  test("a row with a value that is not finite has no finite scale; the others do not notice", () => {
    const row = [1, 2, 3, 4, 5, 6, 7, 8];
    const at = (value: number, k: number) => row.map((x, i) => (i === k ? value : x));
    const { scales } = quantize(
      Float32Array.from([...at(NaN, 2), ...row, ...at(Infinity, 7), ...at(-Infinity, 0)]),
      4,
      8,
      4095,
    );
    expect(Array.from(scales, Number.isFinite)).toEqual([false, true, false, false]);
  });
});

describe("multiplyIntegerPanel", () => {
  /** Eight columns of weights as one integer panel. */
  function panelOf(w: Int16Array, K: number, bias: Float32Array, scale: Float32Array) {
    const block = memory.block(16 + 4 * K);
    block.f32.set(bias);
    block.f32.set(scale, 8);
    const pairs = new Int16Array(block.f32.buffer, block.at + 64, 8 * K);
    for (let k = 0; k < K; k++) for (let c = 0; c < 8; c++) pairs[(k >> 1) * 16 + 2 * c + (k & 1)] = w[k * 8 + c];
    return block;
  }

  function multiply(
    q: Int16Array,
    w: Int16Array,
    rows: number,
    K: number,
    limits: { bias: Float32Array; scale: Float32Array; scales: Float32Array; start?: Float32Array },
  ): Float32Array {
    const integers = memory.block((quads(rows) * K) / 2);
    const pairs = new Int16Array(integers.f32.buffer, integers.at, quads(rows) * K);
    for (let r = 0; r < rows; r++) for (let k = 0; k < K; k++) pairs[integerAt(r, k, K)] = q[r * K + k];
    const scales = memory.block(quads(rows));
    scales.f32.set(limits.scales);
    const y = memory.block(TILE_ROWS * 8);
    const panel = panelOf(w, K, limits.bias, limits.scale);
    // Sums start from what is in y, or from the panel's biases
    if (limits.start) y.f32.set(limits.start);
    const [start, startStep] = limits.start ? [y.at, 128] : [panel.at, 0];
    memory.kernels.multiplyIntegerPanel(y.at, integers.at, panel.at, scales.at, start, startStep, quads(rows), K);
    for (let i = quads(rows) * 8; i < TILE_ROWS * 8; i++) if (!y.untouched(i)) throw new Error("wrote past its rows");
    const result = y.f32.slice(0, rows * 8);
    memory.release();
    return result;
  }

  test.each(WIDTHS)("%i inputs: the reference exactly, also where all factors are the largest", (K) => {
    const { activation, weight } = limitsOf(K);
    const bias = data(8, 3);
    const scale = data(8, 50).map(Math.abs);
    for (const rows of ROWS) {
      const scales = data(rows, 77).map(Math.abs);
      const fills = [
        (limit: number, i: number) => Math.round(limit * Math.max(-1, Math.min(1, pool[(7 * i) % pool.length] / 2))),
        (limit: number) => limit,
        (limit: number, i: number) => (i % 8 < 4 ? -limit : limit),
      ];
      for (const fill of fills) {
        const q = Int16Array.from({ length: rows * K }, (_, i) => fill(activation, i));
        const w = Int16Array.from({ length: 8 * K }, (_, i) => fill(weight, i));
        const y = multiply(q, w, rows, K, { bias, scale, scales });
        y.forEach((value, i) => {
          const [r, c] = [i >> 3, i & 7];
          const column = Array.from({ length: K }, (_, k) => w[8 * k + c]);
          const given = { row: scales[r], column: scale[c], bias: bias[c] };
          expect(value).toBe(integerOutput(q.subarray(r * K, (r + 1) * K), column, given));
        });
      }
    }
  });

  test("startStep 128: every row starts from its own sums", () => {
    const K = 64;
    for (const rows of ROWS) {
      const q = Int16Array.from({ length: rows * K }, (_, i) => (i * 7919) % 4095);
      const w = Int16Array.from({ length: 8 * K }, (_, i) => ((i * 104_729) % 4095) - 2047);
      const start = data(quads(rows) * 8, 30);
      const given = { bias: new Float32Array(8).fill(NaN), scale: data(8, 50), scales: data(rows, 77) };
      multiply(q, w, rows, K, { ...given, start }).forEach((value, i) => {
        const [r, c] = [i >> 3, i & 7];
        const column = Array.from({ length: K }, (_, k) => w[8 * k + c]);
        const own = { row: given.scales[r], column: given.scale[c], bias: start[i] };
        expect(value).toBe(integerOutput(q.subarray(r * K, (r + 1) * K), column, own));
      });
    }
  });

  test("a layer is that of f32 within half a step of each factor", () => {
    const [K, rows] = [128, 32];
    const { activation, weight } = limitsOf(K);
    const x = data(rows * K, 11);
    const w = data(8 * K, 999);
    const bias = data(8, 5);
    const { q, scales } = quantize(x, rows, K, activation);
    const columns = Array.from({ length: 8 }, (_, c) => Float32Array.from({ length: K }, (_, k) => w[8 * k + c]));
    const integers = columns.map((column) => quantizeColumn(column, weight));
    const plain = Int16Array.from({ length: rows * K }, (_, i) => q[integerAt(Math.floor(i / K), i % K, K)]);
    const v = Int16Array.from({ length: 8 * K }, (_, i) => integers[i & 7].q[i >> 3]);
    const scale = Float32Array.from(integers, (each) => each.scale);
    const y = multiply(plain, v, rows, K, { bias, scale, scales });
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < 8; c++) {
        let [exact, bound] = [bias[c], 0];
        const [s, t] = [scales[r], scale[c]];
        for (let k = 0; k < K; k++) {
          const [a, b] = [x[r * K + k], columns[c][k]];
          exact += a * b;
          // |qs − a| ≤ s/2 and |vt − b| ≤ t/2; roundings of a/s to f32 and of the scales come on top
          bound += (s / 2) * (1 + 2 ** -9) * Math.abs(b) + (t / 2) * Math.abs(a) + (s * t) / 4;
        }
        const error = Math.abs(y[r * 8 + c] - exact);
        expect(error).toBeLessThanOrEqual(bound + 2 ** -22 * (Math.abs(exact) + Math.abs(bias[c])));
        expect(error).toBeLessThanOrEqual(bound / 3); // errors of either sign: of the order of bound/√K
      }
  });
});

test("addSilu: silu within 1.7e-5, and what is added; NaN and ∞ are not finite after it", () => {
  const a = Float32Array.from({ length: 40_000 }, (_, i) => (i - 20_000) / 400);
  const x = data(a.length, 1);
  for (const added of [0, 1]) {
    const y = memory.block(a);
    const plus = memory.block(x);
    memory.kernels.addSilu(y.at, added ? plus.at : 0, 4 * a.length);
    const exact = a.map((value, i) => value / (1 + Math.exp(-value)) + added * x[i]);
    const bound = exact.map((value, i) => 1.7e-5 + 3e-7 * (Math.abs(a[i]) + Math.abs(value)));
    expect(firstBeyond(y.f32, exact, bound)).toBeUndefined();
    memory.release();
  }
  const odd = memory.block([NaN, Infinity, -Infinity, 0, -0, 1e30, -1e30, -200]);
  memory.kernels.addSilu(odd.at, 0, 32);
  expect(Array.from(odd.f32, Number.isFinite)).toEqual([false, false, false, true, true, true, true, true]);
  expect(odd.f32[3]).toBe(0);
  expect(odd.f32[4]).toBe(-0);
  memory.release();
});

test("limitsOf: as many bits as no sum overflows with", () => {
  for (let K = 8; K <= 1024; K += 8) {
    const { activation, weight } = limitsOf(K);
    expect(K * activation * weight).toBeLessThan(2 ** 31);
    const bits = Math.log2(activation + 1) + Math.log2(weight + 1) + 2;
    expect(bits).toBe(33 - Math.ceil(Math.log2(K)));
  }
  expect(limitsOf(256)).toEqual({ activation: 2 ** 12 - 1, weight: 2 ** 11 - 1 });
  expect(() => limitsOf(1032)).toThrow(RangeError);
});
