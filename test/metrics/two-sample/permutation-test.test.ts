import { describe, expect, test } from "vitest";
import { energyDistance, permutationTest } from "../../../src/metrics/index.ts";
import { kolmogorov } from "../../kit/statistics.ts";
import { normals } from "../generator.ts";

/** Mean over all pairs of exp(−‖a − b‖²/(2h²)). */
function meanKernel(a: Float64Array, b: Float64Array, dim: number, h: number): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += dim)
    for (let j = 0; j < b.length; j += dim) {
      let squared = 0;
      for (let d = 0; d < dim; d++) squared += (a[i + d] - b[j + d]) ** 2;
      sum += Math.exp(-squared / (2 * h * h));
    }
  return (sum * dim * dim) / (a.length * b.length);
}

describe("permutationTest", () => {
  test.each([1, 2, 5])("its values are the energy distance and Gretton's MMD², dim %i", (dim) => {
    const [a, b] = [normals(21 * dim, 1), normals(34 * dim, 2).map((x) => 1 + 2 * x)];
    const energy = permutationTest(a, b, { dim, permutations: 19 });
    expect(energy.value).toBeCloseTo(energyDistance(a, b, { dim }), 12);
    expect(energy.bandwidth).toBeUndefined();
    const mmd = permutationTest(a, b, { dim, statistic: "mmd", bandwidth: 1.5, permutations: 19 });
    const exact = meanKernel(a, a, dim, 1.5) + meanKernel(b, b, dim, 1.5) - 2 * meanKernel(a, b, dim, 1.5);
    expect(mmd.value).toBeCloseTo(exact, 12);
    expect(mmd.bandwidth).toBe(1.5);
    expect(mmd.rows).toEqual({ generated: 21, reference: 34 });
  });

  test("the bandwidth is the median distance of two different rows, in the rows' units", () => {
    const found = permutationTest([0, 0, 1], [5, 9], { dim: 1, statistic: "mmd", permutations: 19 });
    expect(found.bandwidth).toBe(5); // 1 1 4 5 [5] 5 8 9 9
    const same = permutationTest([3, 3], [3, 3], { dim: 1, statistic: "mmd", permutations: 19 });
    expect(same).toMatchObject({ value: 0, pValue: 1, error: 0, bandwidth: 1 });
  });

  test("by all 20 ways to deal 3 + 3 rows: p is the share of ways as far apart, here 2 of 20", () => {
    const { pValue, error, null: drawn, value } = permutationTest([0, 1, 2], [10, 11, 12], { dim: 1, permutations: 9999 }); // prettier-ignore
    expect(error).toBeCloseTo(0.003, 4);
    expect(Math.abs(pValue - 0.1)).toBeLessThan(4 * error);
    expect(drawn[drawn.length - 1]).toBeCloseTo(value, 12);
    expect(new Set(Array.from(drawn, (x) => x.toFixed(9))).size).toBeLessThanOrEqual(10);
    expect([...drawn]).toEqual([...drawn].sort((p, q) => p - q));
  });

  test.each(["energy", "mmd"] as const)(
    "%s: p-values are uniform over 200 nulls, of sets of unlike size too",
    (statistic) => {
      const pValues = Array.from(
        { length: 200 },
        (_, r) =>
      permutationTest(normals(2 * 30, 1000 + r), normals(2 * 17, 5000 + r), { dim: 2, statistic, permutations: 99, seed: r }).pValue, // prettier-ignore
      );
      expect(kolmogorov(pValues)).toBeLessThan(1.63);
      expect(Math.min(...pValues)).toBeGreaterThanOrEqual(0.01);
    },
  );

  test.each(["energy", "mmd"] as const)("%s: rows of another mean, width or correlation are found", (statistic) => {
    const [a, b] = [normals(2 * 400, 3), normals(2 * 400, 4)];
    const pOf = (change: (x: number, i: number) => number) =>
      permutationTest(a.map(change), b, { dim: 2, statistic, permutations: 199 }).pValue;
    expect(pOf((x) => x)).toBeGreaterThan(0.01);
    expect(pOf((x) => x + 0.3)).toBe(0.005);
    expect(pOf((x) => 1.5 * x)).toBe(0.005);
    expect(pOf((x, i) => (i % 2 ? 0.9 * a[i - 1] + Math.sqrt(0.19) * x : x))).toBe(0.005);
  });

  test("equal seeds give equal bits, another seed other permutations and subsamples", () => {
    const [a, b] = [normals(90, 5), normals(80, 6)];
    const of = (seed: number) => permutationTest(a, b, { dim: 1, seed, maxRows: 60 });
    expect(of(1)).toEqual(of(1));
    expect(of(2).value).not.toBe(of(1).value);
    expect(of(1).rows).toEqual({ generated: 60, reference: 60 });
  });

  test("refuses what makes no test", () => {
    expect(() => permutationTest([1], [2], { dim: 1, bandwidth: 1 })).toThrow(
      `permutationTest: expected no bandwidth for statistic "energy", which has no kernel, got 1`,
    );
    expect(() => permutationTest([1], [2], { dim: 1, permutations: 9 })).toThrow("permutations an integer from 19");
    expect(() => permutationTest([1], [2], { dim: 1, statistic: "mmd", bandwidth: 0 })).toThrow("bandwidth a positive");
    const many = new Float64Array(20_000);
    expect(() => permutationTest(many, many, { dim: 1, maxRows: 10_000, permutations: 1e5 })).toThrow(
      "choose fewer permutations or rows",
    );
  });
});
