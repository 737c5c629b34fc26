import { beforeAll, describe, expect, test } from "vitest";
import { guardedMemory, type GuardedMemory } from "./memory.ts";
import { panelIndex, TILE_ROWS, unpackPanels } from "./panels.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

const COUNTS = [...Array.from({ length: 18 }, (_, n) => n), 31, 32];

describe("packRows, unpackRows", () => {
  test.each(COUNTS)("%i rows of 0…17, 31 and 33 columns: exact, zero up to a multiple of 4, nothing else", (count) => {
    for (const dim of [...COUNTS, 33]) {
      const values = Float32Array.from({ length: count * dim }, (_, i) => i + 1);
      const rows = memory.block(values);
      const tile = memory.block(Math.ceil(dim / 8) * TILE_ROWS * 8);
      memory.kernels.packRows(tile.at, rows.at, count, dim);
      expect(unpackPanels(tile.f32, count, dim, TILE_ROWS)).toEqual(values);
      const written = new Map<number, number>();
      for (let r = 0; r < Math.ceil(count / 4) * 4; r++) {
        for (let c = 0; c < dim; c++) written.set(panelIndex(r, c, TILE_ROWS), r < count ? values[r * dim + c] : 0);
      }
      const wrong = Array.from(tile.f32).findIndex((value, i) =>
        written.has(i) ? value !== written.get(i) : !tile.untouched(i),
      );
      expect(wrong).toBe(-1);
      const back = memory.block(count * dim);
      memory.kernels.unpackRows(back.at, tile.at, count, dim);
      expect(back.f32).toEqual(values);
      memory.release();
    }
  });
});

describe("firstNonFinite", () => {
  test.each([NaN, Infinity, -Infinity])("finds the first %d, and −1 among finite extremes", (bad) => {
    for (let n = 0; n <= 17; n++) {
      const finite = Float32Array.from({ length: n }, (_, i) => [0, -0, 3.4e38, -3.4e38, 1e-45, -1e-38][i % 6]);
      const block = memory.block(finite);
      expect(memory.kernels.firstNonFinite(block.at, n)).toBe(-1);
      for (let i = n - 1; i >= 0; i--) {
        block.f32[i] = bad;
        expect(memory.kernels.firstNonFinite(block.at, n)).toBe(i);
        expect(memory.kernels.firstNonFinite(block.at, i)).toBe(-1);
      }
      memory.release();
    }
  });
});
