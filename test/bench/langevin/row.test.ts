import { expect, test } from "vitest";
import { averaged, formatLangevin, langevinRow, reached } from "../../../bench/langevin/row.ts";

test("reached: |value| up to wanted, and no verdict where nothing is wanted", () => {
  expect(reached(langevinRow("a", "b", 0.01, { wanted: 0.01 }))).toBe(true);
  expect(reached(langevinRow("a", "b", -0.02, { wanted: 0.01 }))).toBe(false);
  expect(reached(langevinRow("a", "b", NaN, { wanted: 0.01 }))).toBe(false);
  expect(reached(langevinRow("a", "b", 9))).toBeUndefined();
});

test("averaged: mean and standard error of the mean", () => {
  // Variance of 1, 2, 3, 4 is 5/3; over four values
  const { value, error } = averaged("a", "b", [1, 2, 3, 4]);
  expect(value).toBe(2.5);
  expect(error).toBeCloseTo(Math.sqrt(5 / 12), 15);
});

test("the table marks what is reached and counts it", () => {
  const rows = [
    langevinRow("a", "b", 1, { wanted: 2 }),
    langevinRow("a", "c", 3, { wanted: 2 }),
    langevinRow("a", "d", 4),
  ];
  const table = formatLangevin(rows);
  expect(table).toContain("NO");
  expect(table.split("\n").at(-1)).toBe("1 of 2 reached");
});
