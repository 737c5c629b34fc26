import { expect, test } from "vitest";
import { formatInference, inferenceRow, reached, type Figure } from "../../../bench/inference/row.ts";

const judge = (value: number, wanted: Figure["wanted"], atLeast?: boolean) =>
  reached(inferenceRow("a", { metric: "b", value, error: null, wanted, ...(atLeast !== undefined && { atLeast }) }));

test("reached: |value| up to wanted, or value from it on; no verdict where nothing is wanted", () => {
  expect([0.5, 0.52, 0.53, NaN].map((value) => judge(value, 0.52))).toEqual([true, true, false, false]);
  expect([0.5, 0.6, NaN].map((value) => judge(value, 0.6, true))).toEqual([false, true, false]);
  expect([-0.01, -0.03].map((value) => judge(value, 0.02))).toEqual([true, false]);
  expect(judge(9, null)).toBeUndefined();
});

test("a row is what --json prints, and its metric says where more is better", () => {
  const row = inferenceRow("a", { metric: "b", value: 1, error: 0.1, wanted: 2, atLeast: true });
  expect(row).toEqual({ case: "a", metric: "b, at least", value: 1, error: 0.1, wanted: 2 });
});

test("formatInference counts what is reached among what is judged", () => {
  const rows = [1, 3].map((value) => inferenceRow("a", { metric: "b", value, error: null, wanted: 2 }));
  const free = inferenceRow("c", { metric: "d", value: 1, error: null, wanted: null });
  expect(formatInference([...rows, free])).toMatch(/1 of 2 reached$/);
});
