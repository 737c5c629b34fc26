import { beforeAll, describe, expect, test } from "vitest";
import { leastByCovering, leastByTrial } from "../reference/assignment.ts";
import { threefry2x32 } from "../reference/threefry.ts";
import { guardedMemory, type GuardedMemory } from "./memory.ts";

let memory: GuardedMemory;
beforeAll(async () => {
  memory = await guardedMemory();
});

type Costs = number[][];

/** Column of every row, as the kernel finds it between guard words. */
function solve(costs: Costs): Int32Array {
  const n = costs.length;
  const stride = Math.ceil(n / 4) * 4;
  const block = memory.block(n * stride);
  costs.forEach((row, i) => block.f32.set(row, i * stride));
  const columns = memory.block(n);
  const scratch = memory.block(memory.kernels.assignmentScratch(n) / 4);
  memory.kernels.assignment(columns.at, block.at, n, scratch.at);
  const result = new Int32Array(columns.u32);
  memory.release();
  return result;
}

function total(costs: Costs): number {
  const columns = solve(costs);
  expect([...columns].sort((a, b) => a - b)).toEqual(costs.map((_, i) => i));
  return columns.reduce((sum, j, i) => sum + costs[i][j], 0);
}

/** Integers below `range`, exact in f32 and in any order of summation. */
const random = (n: number, range: number, key: number): Costs =>
  Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => Math.floor((threefry2x32([n, key], [i, j])[0] / 2 ** 32) * range)),
  );

describe("the least total cost, exactly", () => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7])("n = %i, 40 matrices each with many ties, few and none: all n! tried", (n) => {
    for (const range of [1, 2, 5, 30, 2 ** 20]) {
      for (let key = 0; key < 40; key++) {
        const costs = random(n, range, key);
        expect(total(costs)).toBe(leastByTrial(costs));
      }
    }
  });

  test.each([8, 9, 17, 32, 61, 100, 128])("n = %i, ties and none: Munkres' covering of zeros", (n) => {
    for (const range of [3, 100, 2 ** 20]) {
      const costs = random(n, range, 7);
      expect(total(costs)).toBe(leastByCovering(costs));
    }
  });

  test("equal rows, equal columns, products (where every row wants the same), a matrix of one number", () => {
    const n = 40;
    const of = (cost: (i: number, j: number) => number): Costs =>
      Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => cost(i, j)));
    const noise = random(n, 1000, 1);
    const cases = [
      of((i, j) => noise[i >> 2][j]),
      of((i, j) => noise[i][j >> 2]),
      of((i, j) => (i + 1) * (j + 1)),
      of((i, j) => (n - i) * (j + 1)),
      of(() => 5),
    ];
    for (const costs of cases) expect(total(costs)).toBe(leastByCovering(costs));
  });

  test("negative and very different costs: 2⁻²⁰ beside 2²³", () => {
    for (let key = 0; key < 20; key++) {
      const costs = random(6, 2 ** 24, key).map((row, i) =>
        row.map((c, j) => ((i + j) % 2 ? c - 2 ** 23 : c * 2 ** -20)),
      );
      expect(total(costs)).toBe(leastByTrial(costs));
    }
  });

  test("pairs that are not allowed (∞): blocks of 1, 2, 5 and 24 rows solve as they do alone", () => {
    const n = 32;
    const noise = random(n, 1000, 2);
    const block = (i: number): number => [1, 3, 8, 32].findIndex((end) => (i * 13) % n < end);
    const costs = noise.map((row, i) => row.map((c, j) => (block(i) === block(j) ? c : Infinity)));
    const alone = [0, 1, 2, 3].map((b) => {
      const rows = noise.map((_, i) => i).filter((i) => block(i) === b);
      return leastByCovering(rows.map((i) => rows.map((j) => noise[i][j])));
    });
    expect(total(costs)).toBe(alone.reduce((a, b) => a + b));
  });
});
