import { describe, expect, it } from "vitest";
import { missingSimilarity } from "../../../src/metrics/tables/missing.ts";
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
});
