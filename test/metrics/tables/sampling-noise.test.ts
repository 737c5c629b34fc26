import { describe, expect, it } from "vitest";
import { samplingNoise } from "../../../src/metrics/tables/sampling-noise.ts";

describe("samplingNoise", () => {
  it("is .017841 of (.5, .5) and .010705 of (.9, .1) for 1000 and 1000 rows", () => {
    expect(samplingNoise([0.5, 0.5], 1000, 1000)).toBeCloseTo(0.017841, 6);
    expect(samplingNoise([0.9, 0.1], 1000, 1000)).toBeCloseTo(0.010705, 6);
  });

  it("is the mean distance of two binomial shares, summed exactly", () => {
    // E|X − Y|/n of X, Y ~ Binomial(60, .3)
    const n = 60;
    let pmf = 0.7 ** n;
    const law = Array.from({ length: n + 1 }, (_, k) => {
      const share = pmf;
      pmf *= ((n - k) / (k + 1)) * (0.3 / 0.7);
      return share;
    });
    let mean = 0;
    law.forEach((p, x) => law.forEach((q, y) => (mean += (p * q * Math.abs(x - y)) / n)));
    // Both levels differ alike: ½·2·E|p̂ − q̂|. The normal law is right within 1/(8 n p (1 − p))
    expect(Math.abs(samplingNoise([0.3, 0.7], n, n) / mean - 1)).toBeLessThan(1 / (8 * n * 0.21));
  });

  it("refuses counts and shares that are none", () => {
    expect(() => samplingNoise([0.5, 0.5], 0, 1)).toThrow("samplingNoise: expected n an integer from 1 to");
    expect(() => samplingNoise([0.5, 0.5], 1, 1.5)).toThrow("samplingNoise: expected m an integer from 1 to");
    expect(() => samplingNoise([1.5], 1, 1)).toThrow("samplingNoise: expected shares of 0 to 1, got 1.5");
    expect(() => samplingNoise([NaN], 1, 1)).toThrow("got NaN");
  });
});
