import { describe, expect, it } from "vitest";
import { rocCurve } from "../../../src/metrics/tables/roc-curve.ts";
import { normals } from "../generator.ts";

/** The share of pairs in the right order, one by one. */
function pairsInOrder(members: readonly number[], others: readonly number[]): number {
  let sum = 0;
  for (const a of members) for (const b of others) sum += a > b ? 1 : a === b ? 0.5 : 0;
  return sum / (members.length * others.length);
}

describe("rocCurve", () => {
  it("has the area of all pairs in order, ties counted half, infinite scores as others", () => {
    const members = [...normals(83, 1).map((x) => Math.round(3 * x)), Infinity, -Infinity];
    const others = [...normals(61, 2).map((x) => Math.round(2 * x)), -Infinity, Infinity];
    expect(rocCurve(members, others).auc).toBeCloseTo(pairsInOrder(members, others), 14);
  });

  it("is 1 and 0 for sets in order, 1/2 where all scores are equal", () => {
    expect(rocCurve([3, 4], [1, 2])).toMatchObject({ auc: 1, found: { at1: 1, at10: 1 } });
    expect(rocCurve([1, 2], [3, 4])).toMatchObject({ auc: 0, found: { at1: 0, at10: 0 } });
    const { auc, found } = rocCurve([7, 7, 7], [7, 7]);
    expect(auc).toBe(0.5);
    expect(found.at1).toBeCloseTo(0.01, 15);
    expect(found.at10).toBeCloseTo(0.1, 15);
  });

  it("finds what lies above the hundredth and the tenth of the others", () => {
    // Others 0 … 99: one of them may be suspected, then ten
    const others = Array.from({ length: 100 }, (_, i) => i);
    const members = [200, 98.5, 97.5, 90.5, 89.5, 88.5, 50, 40];
    expect(rocCurve(members, others).found).toEqual({ at1: 2 / 8, at10: 5 / 8 });
  });

  it("has the standard error √((n₁ + n₂ + 1)/(12 n₁ n₂)) of guesses", () => {
    const [n, m, repeats] = [40, 25, 2000];
    const scores = normals(repeats * (n + m), 3);
    let squares = 0;
    let error = 0;
    for (let k = 0; k < repeats; k++) {
      const at = k * (n + m);
      const curve = rocCurve(scores.slice(at, at + n), scores.slice(at + n, at + n + m));
      squares += (curve.auc - 0.5) ** 2 / repeats;
      error = curve.error;
    }
    expect(error).toBe(Math.sqrt((n + m + 1) / (12 * n * m)));
    // A variance of 2000 draws is known within √(2/2000)
    expect(Math.abs(squares / error ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / repeats));
  });

  it("rises from (0, 0) to (1, 1) in fifty points", () => {
    const { curve } = rocCurve(normals(3000, 1), normals(2000, 2));
    expect(curve).toHaveLength(50);
    expect([curve[0], curve[49]]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    for (let k = 1; k < 50; k++) {
      expect(curve[k][0]).toBeGreaterThanOrEqual(curve[k - 1][0]);
      expect(curve[k][1]).toBeGreaterThanOrEqual(curve[k - 1][1]);
    }
  });

  it("refuses scores that are none", () => {
    expect(() => rocCurve([], [1])).toThrow("expected scores of members and of others, got 0 and 1");
    expect(() => rocCurve([1, NaN], [1])).toThrow("got 2 and 1, of which one is NaN");
  });
});
