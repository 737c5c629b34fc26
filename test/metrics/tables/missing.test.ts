import { describe, expect, it } from "vitest";
import { missingSimilarity } from "../../../src/metrics/tables/missing.ts";
import { normals } from "../generator.ts";
import { category, number } from "./columns.ts";

describe("missingSimilarity", () => {
  it("is 1 less the difference of the shares of missing cells", () => {
    const { score, columns } = missingSimilarity(
      [number(1, NaN, NaN, 4), category(0, 1, 2, 3)],
      [number(NaN, 2, 3, 4), category(NaN, NaN, NaN, NaN)],
    );
    expect(columns).toEqual([0.75, 0]);
    expect(score).toBe(0.375);
  });

  it("is 1, and without pairs, for tables without gaps", () => {
    expect(missingSimilarity([number(1), number(2)], [number(3), number(4)])).toEqual({
      score: 1,
      together: NaN,
      columns: [1, 1],
    });
  });

  it("knows gaps that come together from gaps of the same shares that do not", () => {
    const real = [number(NaN, NaN, 1, 1), category(NaN, NaN, 0, 0), number(1, 2, 3, 4)];
    expect(missingSimilarity(real, real).together).toBe(1);
    // Both, first, second, neither: (½, 0, 0, ½) against (0, ½, ½, 0), then against (¼, ¼, ¼, ¼)
    const apart = [number(NaN, NaN, 1, 1), category(0, 0, NaN, NaN), number(1, 2, 3, 4)];
    const half = [number(NaN, NaN, 1, 1), category(0, NaN, NaN, 0), number(1, 2, 3, 4)];
    expect(missingSimilarity(real, apart)).toEqual({ score: 1, together: 0, columns: [1, 1, 1] });
    expect(missingSimilarity(real, half).together).toBe(0.5);
  });

  it("counts gaps of many rows as one by one", () => {
    const draw = (seed: number) => [0, 1].map((c) => Array.from(normals(205, seed + c), (x) => (x > -0.5 ? NaN : x)));
    const cells = ([a, b]: number[][]): number[] =>
      [0, 1, 2, 3].map((k) => a.filter((x, i) => Number(Number.isNaN(x)) + 2 * Number(Number.isNaN(b[i])) === k).length / 205); // prettier-ignore
    const [real, synthetic] = [draw(1), draw(3)];
    const [p, q] = [cells(real), cells(synthetic)];
    const { together } = missingSimilarity(
      real.map((values) => number(...values)),
      synthetic.map((values) => number(...values)),
    );
    expect(together).toBeCloseTo(1 - p.reduce((sum, share, k) => sum + Math.abs(share - q[k]), 0) / 2, 12);
    const all = [number(...new Array<number>(64).fill(NaN)), number(NaN, ...new Array<number>(63).fill(1))];
    expect(missingSimilarity(all, all).columns).toEqual([1, 1]);
    expect(missingSimilarity(all, [number(1), number(1)]).columns).toEqual([0, 63 / 64]);
  });
});
