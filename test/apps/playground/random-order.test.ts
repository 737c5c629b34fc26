import { expect, it } from "vitest";
import { randomOrder } from "../../../apps/playground/random-order.ts";

it("an order is a permutation, the same for a seed and another for another", () => {
  const order = randomOrder(1000, 3);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(randomOrder(1000, 3)).toEqual(order);
  expect(randomOrder(1000, 4)).not.toEqual(order);
});

it("every place is as likely for every row: χ² over 4! orders within 4 standard deviations", () => {
  const seeds = 12_000;
  const counts = new Map<string, number>();
  for (let seed = 0; seed < seeds; seed++) {
    const order = randomOrder(4, seed).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  const expected = seeds / 24;
  const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(counts.size).toBe(24);
  expect(Math.abs(chiSquared - 23)).toBeLessThan(4 * Math.sqrt(2 * 23)); // mean 23, variance 46
});
