import { expect, test } from "vitest";
import { averaged, formatLangevin, langevinRow, reached, withinChance } from "../../../bench/langevin/row.ts";

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

test("withinChance: 2 standard errors more, and the metric says so", () => {
  const row = withinChance(langevinRow("a", "b", 1.05, { error: 0.03 }), 1);
  expect(row).toMatchObject({ metric: "b, wanted 1 + 2 standard errors", wanted: 1.06 });
  expect(reached(row)).toBe(true);
  expect(reached(withinChance(langevinRow("a", "b", -1.07, { error: 0.03 }), 1))).toBe(false);
});
