import { expect, test } from "vitest";
import { mortonOrder } from "../../src/numerics/morton-order.ts";
import { testData } from "../reference/gradient-check.ts";
import { sortedRows } from "../reference/stable-target.ts";

test.each([1, 2, 3, 5, 16, 17, 40])("%i columns: the order of the interleaved bits, written out as words", (dim) => {
  const data = Float32Array.from(testData(400 * dim, 2), (value) => 3 * value); // some of them beyond ±4
  expect([...mortonOrder(data, dim)]).toEqual(sortedRows(data, dim));
});

test("no row, one row; equal rows stay in order", () => {
  expect([...mortonOrder(new Float32Array(0), 2)]).toEqual([]);
  expect([...mortonOrder(Float32Array.of(1, 2), 2)]).toEqual([0]);
  expect([...mortonOrder(Float32Array.of(1, -1, 1, 1, -1), 1)]).toEqual([1, 4, 0, 2, 3]);
});

test("runs of it lie together: 64 of 4,096 uniform rows of the plane within a quarter of its sides, in the mean", () => {
  const data = Float32Array.from({ length: 8192 }, (_, k) => ((k * 0.618033988749895 * (1 + (k % 2))) % 1) * 8 - 4);
  const order = mortonOrder(data, 2);
  let sides = 0;
  for (let at = 0; at < 4096; at += 64)
    for (const d of [0, 1]) {
      const values = Array.from(order.subarray(at, at + 64), (r) => data[2 * r + d]);
      sides += (Math.max(...values) - Math.min(...values)) / 8 / 128;
    }
  expect(sides).toBeLessThan(0.25);
});
