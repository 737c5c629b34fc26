import { describe, expect, test } from "vitest";
import { dotBound, maxErrorOfScale, sumBound, ulp32, ulpDifference32, ulpError32 } from "./bounds.ts";
import { testData } from "./gradient-check.ts";

describe("bounds", () => {
  test("ulpDifference32 counts f32 neighbors, through zero and across a power of two", () => {
    expect(ulpDifference32(1, 1 + 2 ** -23)).toBe(1);
    expect(ulpDifference32(1, 1 - 2 ** -24)).toBe(1);
    expect(ulpDifference32(-(2 ** -149), 2 ** -149)).toBe(2);
    expect(ulpDifference32(-0, 0)).toBe(0);
    expect(ulpDifference32(NaN, NaN)).toBe(0);
    expect(ulpDifference32(1, NaN)).toBe(Infinity);
  });

  test("ulp32 and ulpError32 at powers of two, their neighbors, and below the normal range", () => {
    expect([1, 2 - 2 ** -40, 2, -3, 2 ** -126, 1e-40, 0].map(ulp32)).toEqual(
      [-23, -23, -22, -22, -149, -149, -149].map((e) => 2 ** e),
    );
    expect(ulpError32(Math.fround(0.1), 0.1)).toBeLessThanOrEqual(0.5);
    expect(ulpError32(1 + 2 ** -23, 1)).toBe(1);
    expect(ulpError32(NaN, 1)).toBeNaN();
    expect(maxErrorOfScale([1, NaN, 3], [1, 2, 3])).toBeNaN();
  });

  test("dotBound and sumBound hold for f32 sums, and a tenth of them does not", () => {
    let worst = 0;
    for (let n = 1; n <= 300; n++) {
      const x = Float32Array.from(testData(n, n), Math.fround);
      const w = Float32Array.from(testData(n, n + 1000), Math.fround);
      let f32 = 0.75;
      let f32Sum = 0;
      let exact = 0.75;
      let exactSum = 0;
      let absolute = 0.75;
      let absoluteSum = 0;
      for (let k = 0; k < n; k++) {
        f32 = Math.fround(f32 + Math.fround(x[k] * w[k]));
        f32Sum = Math.fround(f32Sum + x[k]);
        exact += x[k] * w[k];
        exactSum += x[k];
        absolute += Math.abs(x[k] * w[k]);
        absoluteSum += Math.abs(x[k]);
      }
      const used = Math.abs(f32 - exact) / dotBound(absolute, n);
      expect(used).toBeLessThanOrEqual(1);
      worst = Math.max(worst, used);
      expect(Math.abs(f32Sum - exactSum)).toBeLessThanOrEqual(sumBound(absoluteSum, n) + 1e-13);
    }
    expect(worst).toBeGreaterThan(0.1);
  });
});
