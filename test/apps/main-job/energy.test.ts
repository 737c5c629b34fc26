import { expect, it } from "vitest";
import { gaussian } from "langevin";
import { energyDistance } from "langevin/metrics";
import { energyOf, energySet, mostEnergyRows } from "../../../apps/main-job/energy.ts";

const dim = 3;
function normal(count: number, seed: number): Float64Array {
  return Float64Array.from(gaussian({ mean: [0, 0, 0], variance: [1, 2, 0.5] }).sample(count, { seed }));
}

/** Rows without block k of 8. */
function leaveOut(rows: Float64Array, k: number): Float64Array {
  const count = rows.length / dim;
  const [first, end] = [k, k + 1].map((part) => Math.floor((part * count) / 8) * dim);
  return k < 0 ? rows : Float64Array.from([...rows.subarray(0, first), ...rows.subarray(end)]);
}

it.each([
  [-1, -1],
  [0, -1],
  [-1, 7],
  [3, 5],
])("is the unbiased distance of all rows without blocks %d and %d, and V's bias", async (down, across) => {
  const [x, y] = [normal(203, 1), normal(90, 2)];
  const target = await energySet(y, dim, undefined, undefined);
  const set = await energySet(x, dim, target, undefined);
  const [a, b] = [leaveOut(x, down), leaveOut(y, across)];
  const unbiased = energyDistance(a, b, { dim, statistic: "U" });
  expect(energyOf(set, target, Infinity, [down, across])).toBeCloseTo(unbiased, 12);
  // V of equally many rows, averaged over all choices of them, from the pairs' mean distances
  const meanOf = (rows: Float64Array) => {
    const far = rows.map((value) => value + 1e7); // where only the pairs within count
    const bias = energyDistance(rows, far, { dim }) - energyDistance(rows, far, { dim, statistic: "U" });
    return (bias * (rows.length / dim)) / 2;
  };
  expect(energyOf(set, target, 40, [down, across]) - unbiased).toBeCloseTo((meanOf(a) + meanOf(b)) / 40, 5);
});

it("takes so many rows at most that a table of any width takes seconds", () => {
  for (const columns of [1, 2, 24, 500, 4096]) expect(mostEnergyRows(columns) ** 2 * columns).toBeLessThan(1e9);
  expect(mostEnergyRows(4096)).toBeGreaterThan(300);
});
