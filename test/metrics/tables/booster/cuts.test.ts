import { describe, expect, it } from "vitest";
import { binOf, quantileCuts } from "../../../../src/metrics/tables/booster/cuts.ts";
import { uniforms } from "../../generator.ts";

describe("quantileCuts", () => {
  it("gives each value its own bin where there are no more than bins", () => {
    const cuts = quantileCuts([5, 1, 3, 3, NaN, 9, 1], 4);
    expect(Array.from(cuts)).toEqual([3, 5, 9]);
    expect([0, 1, 2.9, 3, 5, 8, 9, 100].map((value) => binOf(value, cuts))).toEqual([0, 0, 0, 1, 2, 2, 3, 3]);
  });

  it.each([1, 2])("fills bins evenly otherwise: each within one row of n/256 (seed %i)", (seed) => {
    const uniform = uniforms(seed);
    const n = 5000;
    const values = Float64Array.from({ length: n }, uniform);
    const cuts = quantileCuts(values, 256);
    expect(cuts.length).toBe(255);
    const rows = new Int32Array(256);
    for (const value of values) rows[binOf(value, cuts)]++;
    // The last bin has the largest value as well, which XGBoost keeps apart
    for (const count of rows.subarray(0, 255)) expect(Math.abs(count - n / 256)).toBeLessThanOrEqual(1);
    expect(Math.abs(rows[255] - n / 256)).toBeLessThanOrEqual(2);
  });

  it("keeps a common value in a bin of its own", () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => (i % 2 === 0 ? 1000.5 : i));
    const cuts = quantileCuts(values, 16);
    const bin = binOf(1000.5, cuts);
    expect(cuts[bin - 1]).toBe(1000.5);
    expect(cuts.length).toBeLessThan(16);
  });

  it("has no cuts without values, and one bin for one value", () => {
    expect(quantileCuts([NaN, NaN], 256).length).toBe(0);
    expect(quantileCuts([2, 2, 2], 256).length).toBe(0);
  });
});
