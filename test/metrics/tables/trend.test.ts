import { describe, expect, it } from "vitest";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";
import { columnPairTrends, contingencySimilarity, correlationSimilarity } from "../../../src/metrics/tables/trend.ts";

const number = (...values: number[]): TableColumn => ({ kind: "number", values });
const category = (...values: number[]): TableColumn => ({ kind: "category", values });

describe("correlationSimilarity", () => {
  it("is 0 between correlations 1 and −1", () => {
    expect(
      correlationSimilarity(
        [
          [1, 2, 3],
          [2, 4, 6],
        ],
        [
          [1, 2, 3],
          [3, 2, 1],
        ],
      ),
    ).toBeCloseTo(0, 15);
  });

  it("is 1/2 between correlations 1 and 0", () => {
    expect(
      correlationSimilarity(
        [
          [1, 2, 3],
          [2, 4, 6],
        ],
        [
          [0, 0, 1, 1],
          [0, 1, 0, 1],
        ],
      ),
    ).toBeCloseTo(0.5, 15);
  });

  it("takes rows in which both are present, and is not defined where a side is constant", () => {
    expect(
      correlationSimilarity(
        [
          [1, 2, NaN, 3],
          [2, 4, 9, 6],
        ],
        [
          [1, 2, 3],
          [1, 2, 3],
        ],
      ),
    ).toBeCloseTo(1, 15);
    expect(
      correlationSimilarity(
        [
          [1, 1, 1],
          [2, 4, 6],
        ],
        [
          [1, 2, 3],
          [1, 2, 3],
        ],
      ),
    ).toBeNaN();
  });
});

describe("contingencySimilarity", () => {
  it("is 1/2 between a uniform 2×2 table and its diagonal", () => {
    const uniform = [Int32Array.of(0, 0, 1, 1), Int32Array.of(0, 1, 0, 1)] as const;
    const diagonal = [Int32Array.of(0, 1), Int32Array.of(0, 1)] as const;
    expect(contingencySimilarity(uniform, diagonal)).toBe(0.5);
  });
});

describe("columnPairTrends", () => {
  // Twice the real numbers: other bins of the real table's, but the same of their own
  const real = [number(0, 1, 2, 3, 4, 5, 6, 7, 8, 10), category(0, 0, 0, 0, 0, 1, 1, 1, 1, 1)];
  const doubled = [number(0, 2, 4, 6, 8, 10, 12, 14, 16, 20), category(0, 0, 0, 0, 0, 1, 1, 1, 1, 1)];

  it("cuts the numbers of a mixed pair by the real table's bins", () => {
    // 0, 2, 4, 6, 8 stay in category 0 and only 0, 2, 4 have a partner there; of category 1 only the last bin has one
    expect(columnPairTrends(real, doubled).score).toBeCloseTo(0.4, 15);
  });

  it('has each table cut by its own bins in the reports of "sdmetrics-0.11"', () => {
    expect(columnPairTrends(real, doubled, { compat: "sdmetrics-0.11" }).score).toBe(1);
  });

  it("names the pairs and averages those that are defined", () => {
    const constant = number(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    const { score, pairs } = columnPairTrends([...real, constant], [...real, constant]);
    expect(pairs.map(({ columns }) => columns)).toEqual([
      [0, 1],
      [0, 2],
      [1, 2],
    ]);
    expect(pairs[1].score).toBeNaN();
    expect(score).toBe(1);
  });
});
