import { describe, expect, it } from "vitest";
import { closestRecord, closestRecordShare, exactCopies } from "../../../src/metrics/tables/closest-record.ts";
import type { TableColumn } from "../../../src/metrics/tables/column.ts";

const number = (...values: number[]): TableColumn => ({ kind: "number", values });
const category = (...values: number[]): TableColumn => ({ kind: "category", values });

describe("closestRecord", () => {
  it("is 0.1 from 5 to [0, 10, 3, 4, 1]", () => {
    expect(closestRecord([number(5)], [number(0, 10, 3, 4, 1)])[0]).toBeCloseTo(0.1, 15);
  });

  it("averages columns: |Δ|/range up to 1, 0 or 1 for levels, 1 where one of both is missing", () => {
    expect([...closestRecord([number(30), category(1)], [number(0, 10), category(0, 0)])]).toEqual([1]);
    expect([...closestRecord([number(5), category(0)], [number(0, 10), category(0, 1)])]).toEqual([0.25]);
    expect([...closestRecord([number(NaN), category(0)], [number(0, 10), category(0, 1)])]).toEqual([0.5]);
    expect([...closestRecord([number(NaN), category(0)], [number(NaN, 10), category(0, 1)])]).toEqual([0]);
  });
});

describe("closestRecordShare", () => {
  it("is 1 for copies of training rows, 0 for copies of held-out ones, 1/2 for ties", () => {
    const train = [number(0, 2, 4, 8)];
    const holdout = [number(1, 3, 5, 7)];
    expect(closestRecordShare(train, train, holdout)).toBe(1);
    expect(closestRecordShare(holdout, train, holdout)).toBe(0);
    expect(closestRecordShare([number(0.5, 2.5, 4.5)], train, holdout)).toBe(0.5);
  });

  it("cuts both tables to the same length", () => {
    expect(closestRecordShare([number(10)], [number(0, 10)], [number(1)])).toBe(0);
  });
});

describe("exactCopies", () => {
  it("counts rows that are equal in every cell, missing ones too", () => {
    const table = [number(1, 2, NaN), category(0, 1, 0)];
    expect(exactCopies([number(1, 1, NaN, 2, 2), category(0, 1, 0, 1, 1)], table)).toBe(4);
  });
});
