import { expect, test } from "vitest";
import { pairedRatio, pooled } from "../../../bench/langevin/ratio.ts";

test("pairedRatio: what two samplers share over their sets is no error", () => {
  const shared = [1, 2, 3, 4];
  const twice = shared.map((value) => 2 * value);
  expect(pairedRatio(twice, shared)).toEqual({ value: 2, error: 0 });
});

test("pairedRatio: error of differences that are not shared", () => {
  // Rest 0.1, −0.1, 0.1, −0.1: variance 0.04/3, standard error √(0.04/3/4), relative to a mean of 1
  const { value, error } = pairedRatio([1.1, 0.9, 1.1, 0.9], [1, 1, 1, 1]);
  expect(value).toBeCloseTo(1, 15);
  expect(error).toBeCloseTo(Math.sqrt(0.01 / 3), 15);
});

test("pooled: mean of ratios, errors added in squares", () => {
  const { value, error } = pooled([
    { value: 1, error: 0.3 },
    { value: 2, error: 0.4 },
  ]);
  expect(value).toBe(1.5);
  expect(error).toBeCloseTo(0.25, 15);
});
