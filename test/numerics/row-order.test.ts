import { expect, test } from "vitest";
import { lexicographicOrder } from "../../src/numerics/row-order.ts";
import { normals } from "../metrics/generator.ts";

/** The rows in order, by a comparison of all of their numbers. */
function plainly(values: Float64Array, dim: number): number[][] {
  const rows = Array.from({ length: values.length / dim }, (_, i) => [...values.subarray(i * dim, (i + 1) * dim)]);
  return rows.sort((a, b) => {
    const d = a.findIndex((value, d) => value !== b[d]);
    return d < 0 ? 0 : a[d] - b[d];
  });
}

const unit = 2 ** -52;

test.each([
  ["normals of either sign", normals(3000, 1), 3],
  ["one column", normals(1000, 2), 1],
  ["one row", Float64Array.of(1, 2), 2],
  ["few first numbers, zeros of both signs among them", normals(3000, 3).map((x, i) => (i % 3 === 0 ? Math.trunc(x) : x)), 3],
  ["first numbers that differ in their last bits", Float64Array.from({ length: 2000 }, (_, i) => 1 + ((i * 7919) % 2000 >> 1) * unit), 2],
  ["those below 0", Float64Array.from({ length: 2000 }, (_, i) => -1 - ((i * 7919) % 2000 >> 1) * unit), 2],
  ["timestamps", Float64Array.from({ length: 2000 }, (_, i) => 1.7e9 + ((i * 7919) % 2000) / 8), 2],
  ["the largest and the smallest numbers", Float64Array.of(1.7e308, 0, 5e-324, -5e-324, -1.7e308, -0, Number.MAX_VALUE), 1],
])("%s", (_, values, dim) => {
  const count = values.length / dim;
  const order = lexicographicOrder(values, count, dim);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
  const rows = Array.from(order, (row) => [...values.subarray(row * dim, (row + 1) * dim)]);
  // −0 and 0 are the same number
  expect(rows.map((row) => row.map((x) => x + 0))).toEqual(plainly(values, dim).map((row) => row.map((x) => x + 0)));
}); // prettier-ignore
