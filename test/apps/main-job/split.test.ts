import { expect, it } from "vitest";
import { shuffledOrder, splitRows, takeRows } from "../../../apps/main-job/split.ts";

it("an order is a permutation, the same for a seed and another for another", () => {
  const order = shuffledOrder(1000, 3);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(shuffledOrder(1000, 3)).toEqual(order);
  expect(shuffledOrder(1000, 4)).not.toEqual(order);
});

it("every place is as likely for every row: χ² over 4! orders within 4 standard deviations", () => {
  const seeds = 12_000;
  const counts = new Map<string, number>();
  for (let seed = 0; seed < seeds; seed++) {
    const order = shuffledOrder(4, seed).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  const expected = seeds / 24;
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(counts.size).toBe(24);
  expect(Math.abs(chiSquared - 23)).toBeLessThan(4 * Math.sqrt(2 * 23)); // mean 23, variance 46
});

it("train and held-out rows are all rows, once, four to one", () => {
  const rows = Float64Array.from({ length: 3 * 101 }, (_, i) => i);
  const { train, heldOut } = splitRows(rows, 3, { seed: 1 });
  expect([train.length, heldOut.length]).toEqual([3 * 81, 3 * 20]);
  const firsts = [...train, ...heldOut].filter((_, i) => i % 3 === 0).sort((a, b) => a - b);
  expect(firsts).toEqual(Array.from({ length: 101 }, (_, i) => 3 * i));
  for (let i = 0; i < train.length; i += 3) expect([train[i + 1], train[i + 2]]).toEqual([train[i] + 1, train[i] + 2]);
});

it("takes rows in the order asked for", () => {
  expect([...takeRows(Float32Array.of(0, 1, 10, 11, 20, 21), 2, [2, 0])]).toEqual([20, 21, 0, 1]);
});
