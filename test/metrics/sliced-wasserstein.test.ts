import { describe, expect, test } from "vitest";
import { slicedWasserstein } from "../../src/metrics/sliced-wasserstein.ts";
import { normals, repeated, shuffled } from "./generator.ts";

/** min over all pairings of equal-sized samples of Σ|u − v|^p/n: optimal transport by its definition. */
function bestPairing(u: number[], v: number[], order: number): number {
  if (u.length === 0) return 0;
  const [first, ...rest] = u;
  return Math.min(
    ...v.map(
      (value, j) => Math.abs(first - value) ** order + bestPairing(rest, [...v.slice(0, j), ...v.slice(j + 1)], order),
    ),
  );
}

describe("slicedWasserstein", () => {
  test.each([1, 2] as const)("dim 1, order %i: the best of all 720 pairings", (order) => {
    const a = normals(6, 1);
    const b = normals(6, 2).map((value) => 1 + 3 * value);
    const best = (bestPairing([...a], [...b], order) / 6) ** (1 / order);
    expect(slicedWasserstein(a, b, { dim: 1, order })).toBeCloseTo(best, 12);
  });

  test("dim 1, by hand, unequal sizes: {0, 3} and {0, 0, 3}", () => {
    // On (½, ⅔) the quantile functions are 3 and 0; they are equal elsewhere.
    const a = Float32Array.of(3, 0);
    const b = Float32Array.of(0, 3, 0);
    expect(slicedWasserstein(a, b, { dim: 1, order: 1 })).toBeCloseTo(3 / 6, 15);
    expect(slicedWasserstein(a, b, { dim: 1, order: 2 })).toBeCloseTo(Math.sqrt(9 / 6), 15);
  });

  test("dim 1, a shifted set: the shift, for both orders", () => {
    const a = normals(1000, 3);
    const b = shuffled(
      a.map((value) => value + 2.5),
      1,
      4,
    );
    expect(slicedWasserstein(a, b, { dim: 1, order: 1 })).toBeCloseTo(2.5, 12);
    expect(slicedWasserstein(a, b, { dim: 1, order: 2 })).toBeCloseTo(2.5, 12);
  });

  test("dim 1, N(0, 1) and N(μ, s²): √(μ² + (s − 1)²) within 4 standard errors", () => {
    const n = 20_000;
    const mu = 1;
    const s = 2;
    const a = normals(n, 5);
    const b = normals(n, 6).map((value) => mu + s * value);
    // W₂² moves by 2μ·δmean + 2(s − 1)·δsd; δmean has variance (1 + s²)/n, δsd (1 + s²)/2n. Then W₂ = √W₂².
    const exact = Math.sqrt(mu * mu + (s - 1) ** 2);
    const error = Math.sqrt((4 * mu * mu + 2 * (s - 1) ** 2) * ((1 + s * s) / n)) / (2 * exact);
    expect(Math.abs(slicedWasserstein(a, b, { dim: 1 }) - exact)).toBeLessThan(4 * error);
  });

  test.each([2, 3, 10])("a set shifted by t: order 2 gives ‖t‖/√dim within 4 standard errors, dim %i", (dim) => {
    const a = normals(200 * dim, 7);
    const t = Array.from({ length: dim }, (_, d) => 1 + d);
    const b = a.map((value, k) => value + t[k % dim]);
    const squared = t.reduce((sum, value) => sum + value * value, 0);
    const projections = 4000;
    // (θ·t)² has mean ‖t‖²/D and second moment 3‖t‖⁴/(D(D + 2)).
    const variance = (squared ** 2 * (3 / (dim * (dim + 2)) - 1 / dim ** 2)) / projections;
    const distance = slicedWasserstein(a, b, { dim, projections });
    expect(Math.abs(distance ** 2 - squared / dim)).toBeLessThan(4 * Math.sqrt(variance));
  });

  test("equal sets are at 0, in any order of the rows", () => {
    const a = normals(300, 8);
    const b = normals(210, 9);
    expect(slicedWasserstein(a, shuffled(a, 3, 10), { dim: 3 })).toBe(0);
    const distance = slicedWasserstein(a, b, { dim: 3 });
    expect(distance).toBeGreaterThan(0.01);
    expect(slicedWasserstein(shuffled(a, 3, 11), shuffled(b, 3, 12), { dim: 3 })).toBe(distance);
  });

  test.each([1, 2] as const)("unequal sizes equal the sets repeated to their least common size, order %i", (order) => {
    const a = normals(2 * 12, 13);
    const b = normals(2 * 10, 14);
    const distance = slicedWasserstein(a, b, { dim: 2, order });
    expect(slicedWasserstein(repeated(a, 2, 5), repeated(b, 2, 6), { dim: 2, order })).toBeCloseTo(distance, 13);
    expect(slicedWasserstein(b, a, { dim: 2, order })).toBeCloseTo(distance, 13);
  });

  test("seed: repeatable, and another seed takes other directions", () => {
    const a = normals(100, 15);
    const b = new Float32Array(normals(100, 16));
    const distance = slicedWasserstein(a, b, { dim: 2, seed: 5 });
    expect(slicedWasserstein(a, b, { dim: 2, seed: 5 })).toBe(distance);
    expect(slicedWasserstein(a, b, { dim: 2, seed: 6 })).not.toBe(distance);
  });

  test("complains about sizes, empty sets, values which are not finite, and options", () => {
    const ok = Float64Array.of(1, 2);
    expect(() => slicedWasserstein(ok, ok, { dim: 3 })).toThrow(
      "slicedWasserstein: expected generated of a multiple of dim 3",
    );
    expect(() => slicedWasserstein(ok, new Float32Array(0), { dim: 2 })).toThrow("reference of at least one row");
    expect(() => slicedWasserstein(ok, Float64Array.of(0, -Infinity), { dim: 2 })).toThrow(
      expect.objectContaining({ code: "invalid-data" }),
    );
    expect(() => slicedWasserstein(ok, ok, { dim: 2, order: 3 as never })).toThrow("order 1 or 2");
    expect(() => slicedWasserstein(ok, ok, { dim: 2, projections: 0 })).toThrow("projections");
    expect(() => slicedWasserstein(ok, ok, { dim: 2, seed: -1 })).toThrow("seed");
  });
});
