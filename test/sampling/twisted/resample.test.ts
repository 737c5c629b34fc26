import { expect, test } from "vitest";
import { purposes, RowRandom, streamKey } from "../../../src/numerics/random.ts";
import { effectiveSize, normalized, survivor, systematic } from "../../../src/sampling/twisted/resample.ts";

test("weights of logarithms, shifted anywhere; one far below the others counts nothing", () => {
  for (const shift of [0, -1e5, 1e5]) {
    const weights = normalized(Float64Array.from([0, Math.log(3), -1e9], (value) => value + shift));
    [0.25, 0.75, 0].forEach((w, p) => expect(weights[p]).toBeCloseTo(w, 9));
  }
  expect(effectiveSize(normalized(new Float64Array(8)))).toBeCloseTo(8, 12);
  expect(effectiveSize(Float64Array.of(0, 1, 0))).toBe(1);
});

test("systematic resampling: each particle ⌊P·w⌋ or ⌈P·w⌉ times, P·w in the mean", () => {
  const random = new RowRandom(streamKey(1, purposes.metrics), 0);
  const weights = normalized(Float64Array.from({ length: 7 }, () => random.normal()));
  const counts = new Float64Array(7);
  const draws = 300;
  for (let k = 0; k < draws; k++) {
    const own = new Float64Array(7);
    for (const parent of systematic(weights, (k + 0.5) / draws)) own[parent]++;
    own.forEach((count, p) => {
      expect([Math.floor(7 * weights[p]), Math.ceil(7 * weights[p])]).toContain(count);
      counts[p] += count / draws;
    });
  }
  counts.forEach((count, p) => expect(count).toBeCloseTo(7 * weights[p], 1));
});

test("a survivor by weight", () => {
  const weights = Float64Array.of(0.2, 0, 0.5, 0.3);
  const us = [0.1, 0.19, 0.21, 0.69, 0.71, 0.9999999];
  expect(us.map((u) => survivor(weights, u))).toEqual([0, 0, 2, 2, 3, 3]);
});
