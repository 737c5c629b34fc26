import { describe, expect, test } from "vitest";
import { c2st, type C2stOptions } from "../../../src/metrics/index.ts";
import { normalCdf } from "../../../src/numerics/normal.ts";
import { normals } from "../generator.ts";

const kinds = ["booster", "network", "logistic"] as const;

/** n rows of N(m, s²) against n of N(0, 1). */
function against(n: number, m: number, s: number, options: C2stOptions, seed = 1) {
  return c2st(normals(n, 2 * seed).map((x) => m + s * x), normals(n, 2 * seed + 1), { dim: 1, ...options }); // prettier-ignore
}

describe("c2st", () => {
  test.each([
    [0, 0.5],
    [0.5, 0.5987],
    [1, 0.6915],
    [3, 0.9332],
  ])("N(m, 1) against N(0, 1): Φ(m/2) with m = %d is %d, by logistic regression within 4 errors", (m, exact) => {
    expect(normalCdf(m / 2)).toBeCloseTo(exact, 4);
    const { accuracy, error, nullError } = against(5000, m, 1, { classifier: "logistic" });
    expect(Math.abs(accuracy - exact)).toBeLessThan(4 * (m === 0 ? nullError : error));
    expect(error).toBeCloseTo(Math.sqrt((accuracy * (1 - accuracy)) / 10_000), 12);
    expect(nullError).toBeCloseTo(0.7004 / 100, 6);
  });

  test.each(["booster", "network"] as const)("%s: no better than Φ(m/2), and within .015 of it", (classifier) => {
    for (const m of [0.5, 1]) {
      const { accuracy, error } = against(1200, m, 1, { classifier });
      expect(accuracy).toBeLessThan(normalCdf(m / 2) + 4 * error);
      expect(accuracy).toBeGreaterThan(normalCdf(m / 2) - 0.015 - 4 * error);
    }
  });

  test("N(0, 4) against N(0, 1): ½ + ½·TV is .6613, which logistic regression cannot see", () => {
    for (const classifier of kinds) {
      const { accuracy, error, nullError } = against(1200, 0, 2, { classifier });
      if (classifier === "logistic") expect(Math.abs(accuracy - 0.5)).toBeLessThan(4 * nullError);
      else expect(Math.abs(accuracy - 0.6613 + 0.0075)).toBeLessThan(0.0075 + 4 * error);
    }
  });

  test.each(["booster", "network"] as const)("%s sees a correlation", (classifier) => {
    const [a, b] = [normals(600, 5), normals(600, 6)];
    const turned = a.map((x, i) => (i % 2 ? 0.9 * a[i - 1] + Math.sqrt(0.19) * x : x));
    const { accuracy, pValue } = c2st(turned, b, { dim: 2, classifier });
    expect(accuracy).toBeGreaterThan(0.65);
    expect(pValue).toBeLessThan(1e-4);
  });

  test.each(kinds)("%s: rows that lie apart are all told; equal rows are not", (classifier) => {
    const a = normals(100, 7);
    expect(c2st(a, a.map((x) => x + 50), { dim: 1, classifier }).accuracy).toBeGreaterThan(0.98); // prettier-ignore
    expect(c2st(new Float64Array(60), new Float64Array(60), { dim: 1, classifier }).accuracy).toBe(0.5);
  });

  test("by the normal law p is small no more often than it says, over 200 nulls, and by permutations too", () => {
    const [byLaw, byPermutations] = [0, 19].map((permutations) =>
      Array.from(
        { length: 200 },
        (_, r) =>
        against(24, 0, 1, { classifier: "logistic", folds: permutations ? 2 : 5, permutations, seed: r }, 100 + r).pValue, // prettier-ignore
      ),
    );
    for (const pValues of [byLaw, byPermutations])
      for (const a of [0.05, 0.1, 0.2, 0.5])
        expect(pValues.filter((p) => p <= a).length / 200).toBeLessThan(a + 3 * Math.sqrt((a * (1 - a)) / 200));
  });

  test("permutations give the null distribution, and find what there is", () => {
    const { null: drawn, pValue, accuracy } = against(40, 1.5, 1, { classifier: "logistic", permutations: 39 });
    expect(drawn.length).toBe(39);
    expect(drawn[38]).toBeLessThan(accuracy);
    expect(pValue).toBe(1 / 40);
    expect(Math.abs(drawn.reduce((sum, x) => sum + x / 39, 0) - 0.5)).toBeLessThan(0.1);
  });

  test("as many rows of both sets, equal bits of equal seeds", () => {
    const [a, b] = [normals(70, 8), normals(50, 9)];
    for (const classifier of kinds) {
      const of = (seed: number) => c2st(a, b, { dim: 1, classifier, seed, folds: 3 });
      expect(of(1)).toEqual(of(1));
      expect(of(1)).toMatchObject({ rows: 50, classifier });
      expect(of(1).accuracy).not.toBe(of(3).accuracy);
    }
  });

  test("refuses fewer rows than folds, and hours of work", () => {
    expect(() => c2st([1, 2, 3], [1, 2, 3, 4, 5], { dim: 1 })).toThrow(
      "c2st: expected a row or more of both sets in each of 5 folds, got 3 rows of each",
    );
    const many = new Float64Array(50 * 4000);
    expect(() => c2st(many, many, { dim: 50, classifier: "network" })).toThrow(
      "choose fewer rows, permutations or folds",
    );
  });
});
