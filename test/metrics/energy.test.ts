import { describe, expect, test } from "vitest";
import { energyDistance } from "../../src/metrics/energy.ts";
import { normals, repeated, shuffled } from "./generator.ts";

function meanDistance(a: Float64Array, b: Float64Array, dim: number, skipSelf = false): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < a.length; i += dim)
    for (let j = 0; j < b.length; j += dim) {
      if (skipSelf && i === j) continue;
      sum += Math.hypot(...Array.from({ length: dim }, (_, d) => a[i + d] - b[j + d]));
      count++;
    }
  return sum / count;
}

describe("energyDistance", () => {
  test("by hand: {0, 0} and {3, 4} in 2-D; {0, 2} and {1, 1} in 1-D", () => {
    expect(energyDistance(Float64Array.of(0, 0), Float64Array.of(3, 4), { dim: 2 })).toBe(10);
    const a = Float32Array.of(0, 2);
    const b = Float32Array.of(1, 1);
    expect(energyDistance(a, b, { dim: 1 })).toBe(1); // 2·1 − 4/4 − 0
    expect(energyDistance(a, b, { dim: 1, statistic: "U" })).toBe(0); // 2·1 − 4/2 − 0
  });

  test.each([1, 2, 3, 7])("V and U equal the double loop over all pairs, dim %i", (dim) => {
    const a = normals(23 * dim, 1);
    const b = normals(17 * dim, 2).map((value) => 0.5 + 2 * value);
    const between = 2 * meanDistance(a, b, dim);
    const v = between - meanDistance(a, a, dim) - meanDistance(b, b, dim);
    const u = between - meanDistance(a, a, dim, true) - meanDistance(b, b, dim, true);
    expect(energyDistance(a, b, { dim })).toBeCloseTo(v, 12);
    expect(energyDistance(a, b, { dim, statistic: "U" })).toBeCloseTo(u, 12);
  });

  test("dim 1: equals 2∫(F − G)² of the two empirical distribution functions", () => {
    const a = normals(40, 3);
    const b = normals(25, 4).map((value) => value + 1);
    const points = [...a, ...b].sort((p, q) => p - q);
    let integral = 0;
    for (let k = 0; k + 1 < points.length; k++) {
      const f = a.filter((value) => value <= points[k]).length / a.length;
      const g = b.filter((value) => value <= points[k]).length / b.length;
      integral += 2 * (f - g) ** 2 * (points[k + 1] - points[k]);
    }
    expect(energyDistance(a, b, { dim: 1 })).toBeCloseTo(integral, 12);
  });

  test("U on N(0, 1) and N(1, 2²): within 4 standard errors of the closed form over 200 replicates", () => {
    // E|N(μ, s²)| = s√(2/π)·exp(−μ²/2s²) + μ·(1 − 2Φ(−μ/s)); here X − Y ~ N(−1, 5) and Φ(−1/√5) = 0.327360423009289.
    const root = Math.sqrt(2 / Math.PI);
    const between = Math.sqrt(5) * root * Math.exp(-0.1) + (1 - 2 * 0.327360423009289);
    const exact = 2 * between - Math.SQRT2 * root - 2 * Math.SQRT2 * root;
    const estimates = Array.from({ length: 200 }, (_, r) =>
      energyDistance(
        normals(60, 1000 + r),
        normals(50, 5000 + r).map((value) => 1 + 2 * value),
        { dim: 1, statistic: "U" },
      ),
    );
    const mean = estimates.reduce((sum, value) => sum + value, 0) / 200;
    const variance = estimates.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 199;
    expect(Math.abs(mean - exact)).toBeLessThan(4 * Math.sqrt(variance / 200));
    expect(Math.sqrt(variance / 200)).toBeLessThan(0.1 * exact);
  });

  test("equal sets are at 0, in any order of the rows; the order changes nothing beyond rounding", () => {
    const a = normals(300, 5);
    const b = normals(240, 6);
    expect(energyDistance(a, a, { dim: 3 })).toBeLessThan(1e-14);
    expect(energyDistance(a, shuffled(a, 3, 7), { dim: 3 })).toBeLessThan(1e-14);
    const distance = energyDistance(a, b, { dim: 3 });
    expect(distance).toBeGreaterThan(1e-3);
    expect(energyDistance(shuffled(a, 3, 8), shuffled(b, 3, 9), { dim: 3 })).toBeCloseTo(distance, 13);
  });

  test("V of rows repeated 3 and 2 times is V of the rows", () => {
    const a = normals(40, 10);
    const b = normals(30, 11);
    const distance = energyDistance(a, b, { dim: 2 });
    expect(energyDistance(repeated(a, 2, 3), repeated(b, 2, 2), { dim: 2 })).toBeCloseTo(distance, 13);
  });

  test("maxRows: the seed's subsample, near the exact value", () => {
    const a = normals(8000, 12);
    const b = normals(6000, 13).map((value) => value + 1);
    const exact = energyDistance(a, b, { dim: 2, maxRows: Infinity });
    const some = energyDistance(a, b, { dim: 2, maxRows: 1000 });
    expect(energyDistance(a, b, { dim: 2, maxRows: 1000 })).toBe(some);
    expect(energyDistance(a, b, { dim: 2, maxRows: 1000, seed: 1 })).not.toBe(some);
    expect(some).not.toBe(exact);
    // A difference of means of two sets of 1000 has standard error √(2/1000) a coordinate; dE/dμ < 2·√2 in 2-D.
    expect(Math.abs(some - exact)).toBeLessThan(4 * 2 * Math.SQRT2 * Math.sqrt(2 / 1000));
    expect(energyDistance(a, b, { dim: 2, maxRows: 4000 })).toBe(exact);
  });

  test("complains about sizes, empty sets, values which are not finite, and options", () => {
    const ok = Float64Array.of(1, 2);
    expect(() => energyDistance(ok, Float64Array.of(1, 2, 3), { dim: 2 })).toThrow(
      "energyDistance: expected reference of a multiple of dim 2 numbers, got 3 numbers",
    );
    expect(() => energyDistance(new Float64Array(0), ok, { dim: 2 })).toThrow("generated of at least one row");
    expect(() => energyDistance(ok, Float32Array.of(1, NaN), { dim: 2 })).toThrow(
      "energyDistance: expected reference of finite numbers, got NaN in row 0, column 1",
    );
    expect(() => energyDistance(Float64Array.of(Infinity, 0), ok, { dim: 1 })).toThrow(
      expect.objectContaining({ code: "invalid-data" }),
    );
    expect(() => energyDistance("rows" as never, ok, { dim: 2 })).toThrow(
      "generated an array of rows or one flat array",
    );
    expect(() => energyDistance(ok, ok, { dim: 0 })).toThrow(expect.objectContaining({ code: "invalid-argument" }));
    expect(() => energyDistance(ok, ok, { dim: 2, statistic: "W" as never })).toThrow("statistic one of");
    expect(() => energyDistance(ok, ok, { dim: 2, statistic: "U" })).toThrow("two rows or more");
    expect(() => energyDistance(ok, ok, { dim: 2, maxRows: 1 })).toThrow("maxRows");
  });
});
