import { describe, expect, it } from "vitest";
import { columnShapes, ksComplement, tvComplement } from "../../../src/metrics/tables/shape.ts";

describe("ksComplement", () => {
  it("is 3/4 where one value of four moves to the end", () => {
    expect(ksComplement([1, 2, 3, 4], [1, 2, 3, 5])).toBe(0.75);
  });

  it("is 1/2 between three zeros of four and one", () => {
    expect(ksComplement([0, 0, 0, 1], [0, 1, 1, 1])).toBe(0.5);
  });

  it("leaves missing values out, and is not defined where a side has none", () => {
    expect(ksComplement([NaN, 1, 2, NaN], [1, 2])).toBe(1);
    expect(ksComplement([1, 2], [NaN, NaN])).toBeNaN();
  });

  it("is 0 between sets apart, whatever their order and size", () => {
    expect(ksComplement([3, 1, 2], [9, 8])).toBe(0);
  });
});

describe("tvComplement", () => {
  it("is 1/2 between aabc and abbd", () => {
    expect(tvComplement([0, 0, 1, 2], [0, 1, 1, 3])).toBe(0.5);
  });

  it("counts a missing cell as a level", () => {
    expect(tvComplement([0, NaN], [0, 0])).toBe(0.5);
    expect(tvComplement([0, NaN], [NaN, 0])).toBe(1);
  });
});

describe("columnShapes", () => {
  it("is the mean over columns by their kinds, undefined ones aside", () => {
    const real = [
      { kind: "number" as const, values: [1, 2, 3, 4] },
      { kind: "category" as const, values: [0, 0, 1, 2] },
      { kind: "number" as const, values: [NaN, NaN, NaN, NaN] },
    ];
    const synthetic = [
      { kind: "number" as const, values: [1, 2, 3, 5] },
      { kind: "category" as const, values: [0, 1, 1, 3] },
      { kind: "number" as const, values: [1, 2, 3, 4] },
    ];
    const { score, columns } = columnShapes(real, synthetic);
    expect(columns).toEqual([0.75, 0.5, NaN]);
    expect(score).toBe(0.625);
  });

  it("refuses columns of different kinds", () => {
    const number = { kind: "number" as const, values: [1] };
    const category = { kind: "category" as const, values: [1] };
    expect(() => columnShapes([number], [category])).toThrow(
      'columnShapes: expected column 0 of both tables to be of one kind, got "number" and "category"',
    );
    expect(() => columnShapes([number], [])).toThrow("expected the same columns in both tables, got 1 and 0");
  });
});
