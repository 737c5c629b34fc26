import { beforeAll, describe, expect, test } from "vitest";
import { uniform } from "../reference/normal.ts";
import { stepKey, threefry2x32 } from "../reference/threefry.ts";
import { firstBeyond, guardedMemory, type GuardedMemory } from "./memory.ts";
import { normalsWithBound } from "./normal-bound.ts";
import { panelIndex, TILE_ROWS, unpackPanels } from "./panels.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

const SIZES = Array.from({ length: 18 }, (_, n) => n);

/** One call of the kernel on a fresh tile. */
function kernelNormals(key: readonly [number, number], rows: number, dim: number, firstRow: number) {
  const z = memory.block(Math.ceil(dim / 8) * TILE_ROWS * 8);
  const bits = memory.block(8);
  memory.kernels.normals(z.at, rows, dim, ...key, firstRow, bits.at);
  const untouched = Array.from({ length: z.length }, (_, i) => z.untouched(i));
  const values = unpackPanels(z.f32, rows, dim, TILE_ROWS);
  memory.release();
  return { values, untouched };
}

describe("uniformArray", () => {
  test("equals the reference bit for bit: 100,000 words, the smallest, the largest", () => {
    const words = new Uint32Array(100_000);
    for (let k = 0; k < words.length; k += 2) words.set(threefry2x32([1, 2], [k, 0]), k);
    words.set([0, 1, 2, 0x7fffffff, 0x80000000, 0xffffff7f, 0xffffff80, 0xffffffff]);
    const block = memory.block(words.length);
    block.u32.set(words);
    memory.kernels.uniformArray(block.at, block.at, words.length);
    expect(block.f32.slice()).toEqual(Float32Array.from(words, uniform));
    expect(Array.from(block.f32.subarray(0, 8)).every((u) => u > 0 && u <= 1)).toBe(true);
    memory.release();
  });
});

describe("normals", () => {
  const key = stepKey(11, 99);

  test.each([...SIZES, 31, 32])(
    "%i rows of 0…17 and 33 columns: the reference within the bound of their sums",
    (rows) => {
      for (const dim of [...SIZES, 33]) {
        const { values, untouched } = kernelNormals(key, rows, dim, 5);
        const { exact, bound } = normalsWithBound(key, rows, dim, 5);
        expect(firstBeyond(values, exact, bound), `${dim} columns`).toBeUndefined();
        const written = new Set<number>();
        for (let r = 0; r < Math.ceil(rows / 4) * 4; r++) {
          for (let c = 0; c < dim; c++) written.add(panelIndex(r, c, TILE_ROWS));
        }
        expect(untouched.findIndex((is, i) => is === written.has(i))).toBe(-1);
      }
    },
  );

  test("a tenth of the bound does not hold", () => {
    const { values } = kernelNormals(key, 32, 64, 0);
    const { exact, bound } = normalsWithBound(key, 32, 64);
    const tenth = bound.map((b) => b / 10);
    expect(firstBeyond(values, exact, tenth)).toBeDefined();
  });

  test("a row is the same wherever a tile begins, at rows up to 2³² − 1", () => {
    for (const first of [0, 7, 2 ** 31 - 3, 2 ** 32 - 40]) {
      const { values } = kernelNormals(key, 32, 5, first);
      const { exact, bound } = normalsWithBound(key, 32, 5, first);
      expect(firstBeyond(values, exact, bound)).toBeUndefined();
      for (const skip of [1, 2, 3, 4, 17, 31])
        expect(kernelNormals(key, 32 - skip, 5, first + skip).values).toEqual(values.slice(skip * 5));
    }
  });

  test("a column is the same whatever the number of columns", () => {
    const wide = kernelNormals(key, 8, 24, 0).values;
    for (let dim = 1; dim < 24; dim++) {
      const { values } = kernelNormals(key, 8, dim, 0);
      for (let r = 0; r < 8; r++)
        expect(values.slice(r * dim, (r + 1) * dim)).toEqual(wide.slice(r * 24, r * 24 + dim));
    }
  });
});
