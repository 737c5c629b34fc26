import { expect, test } from "vitest";
import { drawProbes } from "../../src/numerics/probes.ts";
import { threefry2x32 as threefry } from "../reference/threefry.ts";

test("each column's sign is the bit of docs/internals/notation.md's address", () => {
  const [seed, offset, dim] = [2 ** 32 + 7, 11, 70];
  const probes = drawProbes(seed, (k) => offset + k, { count: 3, dim, probes: 2 });
  const stream = threefry([7, 1], [10, 0]);
  for (const [p, signs] of probes.entries()) {
    const key = threefry(stream, [p, 0]);
    for (let k = 0; k < 3; k++)
      for (let j = 0; j < dim; j++) {
        const word = threefry(key, [offset + k, Math.floor(j / 64)])[Math.floor(j / 32) % 2];
        expect(signs[k * dim + j]).toBe(Math.floor(word / 2 ** (j % 32)) % 2 === 1 ? -1 : 1);
      }
  }
});

test("any split by offset gives the same probes; means and products within 4 standard errors of 0", () => {
  const [count, dim] = [4000, 3];
  const [signs, other] = drawProbes(5, (k) => k, { count, dim, probes: 2 });
  expect(drawProbes(5, (k) => 1000 + k, { count: 9, dim, probes: 1 })[0]).toEqual(signs.slice(3000, 3027));
  const mean = (of: (row: number) => number) =>
    Math.abs(Array.from({ length: count }, (_, row) => of(row)).reduce((sum, v) => sum + v, 0) / count);
  for (let j = 0; j < dim; j++) {
    expect(mean((row) => signs[row * dim + j])).toBeLessThan(4 / Math.sqrt(count));
    expect(mean((row) => signs[row * dim + j] * signs[row * dim + ((j + 1) % dim)])).toBeLessThan(4 / Math.sqrt(count));
    expect(mean((row) => signs[row * dim + j] * other[row * dim + j])).toBeLessThan(4 / Math.sqrt(count));
  }
});
