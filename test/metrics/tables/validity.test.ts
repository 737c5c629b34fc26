import { describe, expect, it } from "vitest";
import { tableValidity } from "../../../src/metrics/tables/validity.ts";
import { category, number } from "./columns.ts";

describe("tableValidity", () => {
  const of = (real: ReturnType<typeof number>, synthetic: ReturnType<typeof number>) =>
    tableValidity([real], [synthetic]).columns[0];

  it("is perfect for a table against itself", () => {
    const table = [number(1, NaN, 3), category(0, 4, NaN)];
    expect(tableValidity(table, table)).toMatchObject({ adherence: 1, coverage: 1 });
  });

  it("has the share of numbers within the real range, and the part of it that is reached", () => {
    expect(of(number(0, 10, 4, NaN), number(-1, 2, 7, 10, NaN))).toEqual({ adherence: 0.75, coverage: 1 });
    expect(of(number(0, 10), number(2, 7))).toEqual({ adherence: 1, coverage: 0.5 });
    expect(of(number(0, 10), number(20, 30))).toEqual({ adherence: 0, coverage: 0 });
    expect(of(number(0, 10), number(NaN))).toEqual({ adherence: NaN, coverage: 0 });
    expect(of(number(3, 3), number(3, 4))).toEqual({ adherence: 0.5, coverage: NaN });
    expect(of(number(NaN), number(3))).toEqual({ adherence: NaN, coverage: NaN });
  });

  it("has the share of cells at real levels, and the share of these that occur", () => {
    expect(of(category(0, 1, 2, 2), category(0, 0, 3, 2))).toEqual({ adherence: 0.75, coverage: 2 / 3 });
    expect(of(category(0, 1), category(0, NaN))).toEqual({ adherence: 0.5, coverage: 0.5 });
    expect(of(category(0, NaN), category(0, NaN))).toEqual({ adherence: 1, coverage: 1 });
  });

  it("averages what is defined", () => {
    const { adherence, coverage } = tableValidity([number(3, 3), category(0, 1)], [number(3, 4), category(0, 0)]);
    expect([adherence, coverage]).toEqual([0.75, 0.5]);
  });
});
