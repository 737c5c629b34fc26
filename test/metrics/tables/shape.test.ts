import { describe, expect, it } from "vitest";
import { columnShapes } from "../../../src/metrics/tables/shape.ts";
import { normals } from "../generator.ts";
import { category, number } from "./columns.ts";

/** The score of a single column of numbers. */
const numbers = (real: number[], synthetic: number[]): number =>
  columnShapes([number(...real)], [number(...synthetic)]).score;
/** The score of a single column of levels. */
const levels = (real: number[], synthetic: number[]): number =>
  columnShapes([category(...real)], [category(...synthetic)]).score;

describe("columnShapes of numbers: 1 − KS", () => {
  it("is 3/4 where one value of four moves to the end", () => {
    expect(numbers([1, 2, 3, 4], [1, 2, 3, 5])).toBe(0.75);
  });

  it("is 1/2 between three zeros of four and one", () => {
    expect(numbers([0, 0, 0, 1], [0, 1, 1, 1])).toBe(0.5);
  });

  it("leaves missing values out, and is not defined where a side has none", () => {
    expect(numbers([NaN, 1, 2, NaN], [1, 2])).toBe(1);
    expect(numbers([1, 2], [NaN, NaN])).toBeNaN();
  });

  it("is 0 between sets apart, whatever their order and size", () => {
    expect(numbers([3, 1, 2], [9, 8])).toBe(0);
  });
});

describe("columnShapes of categories: 1 − TV", () => {
  it("is 1/2 between aabc and abbd", () => {
    expect(levels([0, 0, 1, 2], [0, 1, 1, 3])).toBe(0.5);
  });

  it("counts a missing cell as a level", () => {
    expect(levels([0, NaN], [0, 0])).toBe(0.5);
    expect(levels([0, NaN], [NaN, 0])).toBe(1);
  });

  it("takes indexes far beyond the rows", () => {
    expect(levels([7, 2e9, NaN], [2e9, 7, NaN])).toBe(1);
    expect(levels([7, 2e9], [2e9, 2e9])).toBe(0.5);
  });
});

describe("columnShapes", () => {
  const real = [number(1, 2, 3, 4), category(0, 0, 1, 2), number(NaN, NaN, NaN, NaN)];
  const synthetic = [number(1, 2, 3, 5), category(0, 1, 1, 3), number(1, 2, 3, 4)];

  it("is the mean over columns by their kinds, undefined ones aside", () => {
    const { score, columns } = columnShapes(real, synthetic);
    expect(columns).toEqual([0.75, 0.5, NaN]);
    expect(score).toBe(0.625);
  });

  it("has as ceiling what fresh draws of the same law get on average", () => {
    const trials = 100;
    const draw = (seed: number) => {
      const x = normals(500, seed);
      return [number(...x), category(...Array.from(x, (value) => (value > 0.7 ? 1 : 0)))];
    };
    const runs = Array.from({ length: trials }, (_, k) => columnShapes(draw(2 * k), draw(2 * k + 1)));
    [0, 1].forEach((c) => {
      const scores = runs.map(({ columns }) => columns[c]);
      const mean = scores.reduce((sum, x) => sum + x, 0) / trials;
      const variance = scores.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (trials - 1);
      // Kolmogorov's law is reached from below: the mean distance of 500 rows is some 2 % less than that of the limit
      const bias = c === 0 ? 0.03 * (1 - runs[0].ceilings[0]) : 0;
      expect(Math.abs(mean - runs[0].ceilings[c])).toBeLessThan(5 * Math.sqrt(variance / trials) + bias);
    });
  });

  it("refuses what are no tables of the same columns", () => {
    const message = (...args: unknown[]): string => {
      try {
        columnShapes(...(args as [never, never]));
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    expect(message([number(1)], [category(1)])).toBe(
      'columnShapes: expected column 0 of one kind in every table, got "number" and "category"',
    );
    expect(message([number(1)], [])).toContain("expected synthetic a table: an array of { kind, values }");
    expect(message(undefined, [number(1)])).toContain("expected real a table");
    expect(message([number(1)], [number(1), number(1)])).toContain("same columns in every table, got 1 and 2");
    expect(message([number(1), number(1, 2)], [])).toContain("as many in each column of real, got 2 in column 1");
    expect(message([number(Infinity)], [number(1)])).toContain(
      "expected column 0 of real of finite numbers or NaN, got Infinity in row 0",
    );
    expect(message([category(0)], [category(0, 0.5)])).toContain(
      "expected column 0 of synthetic of indexes of levels or NaN, got 0.5 in row 1",
    );
    expect(message([{ kind: "text", values: [] }], [])).toContain('{ kind: "number" or "category", values: numbers }');
    expect(message([null], [])).toContain("expected column 0 of real { kind");
  });
});
