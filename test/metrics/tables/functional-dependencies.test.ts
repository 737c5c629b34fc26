import { describe, expect, it } from "vitest";
import { functionalDependencies } from "../../../src/metrics/tables/functional-dependencies.ts";
import { category, number } from "./columns.ts";

const rows = Array.from({ length: 120 }, (_, i) => i);
const code = rows.map((i) => i % 6);
const group = code.map((k) => (k < 2 ? 0 : k < 5 ? 1 : NaN));
const other = rows.map((i) => Math.floor(i / 6) % 4);
const real = [category(...code), category(...other), number(...group.map((k) => k * 10))];

describe("functionalDependencies", () => {
  it("finds what tells what in every real row, and that a table keeps it of itself", () => {
    expect(functionalDependencies(real, real)).toEqual({ score: 1, dependencies: [{ from: 0, to: 2, kept: 1 }] });
  });

  it("finds both directions of a code and its label", () => {
    const label = category(...code.map((k) => 5 - k));
    const { dependencies } = functionalDependencies([real[0], label], [real[0], label]);
    expect(dependencies.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it("has the share of rows that keep it, new values of what tells aside", () => {
    const drawn = [category(0, 1, 2, 5, 9), category(0, 0, 0, 0, 0), number(0, 10, 10, NaN, 10)];
    expect(functionalDependencies(real, drawn).dependencies[0].kept).toBe(0.75);
    expect(functionalDependencies(real, [category(9), category(0), number(1)]).score).toBeNaN();
  });

  it("needs more rows than chance does, and gives one exception no pass", () => {
    const few = real.map(({ kind, values }) => ({ kind, values: Array.from(values).slice(0, 20) }));
    expect(functionalDependencies(few, few)).toEqual({ score: NaN, dependencies: [] });
    const broken = [real[0], real[1], number(...group.map((k, i) => (i === 60 ? 10 : k * 10)))];
    expect(functionalDependencies(broken, real).dependencies).toEqual([]);
  });

  it.each([
    [1000, 1],
    [1001, 0],
  ])("looks at columns of %i levels: %i dependencies", (levels, count) => {
    const from = Array.from({ length: 2500 }, (_, i) => i % levels);
    const table = [category(...from), category(...from.map((k) => k % 2))];
    expect(functionalDependencies(table, table).dependencies.length).toBe(count);
  });
});
