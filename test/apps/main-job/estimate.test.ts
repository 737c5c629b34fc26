import { expect, it } from "vitest";
import { jackknife, shareOf } from "../../../apps/main-job/estimate.ts";

/** Σ(x − x̄)²/(n − 1)/n: the variance of a mean. */
function ofMean(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length;
}

const [down, across] = [
  [3, 1, 4, 1, 5],
  [9, 2, 6],
];
const table = down.map((a) => across.map((b) => a + b));

it("of sums of two independent numbers: the sum of both means' variances", () => {
  const { value, error } = jackknife([table], ([mean]) => mean);
  expect(value).toBeCloseTo(2.8 + 17 / 3, 12);
  expect(error ** 2).toBeCloseTo(ofMean(down) + ofMean(across), 12);
});

it("of a difference: what both tables share does not count", () => {
  const other = [7, 8, 1].map((a) => across.map((b) => a + b));
  const { value, error } = jackknife([table, other], ([a, b]) => a - b);
  expect(value).toBeCloseTo(2.8 - 16 / 3, 12);
  expect(error ** 2).toBeCloseTo(ofMean(down) + ofMean([7, 8, 1]), 12);
});

it("of a single set: nothing is known", () => {
  expect(jackknife([[[3]]], ([mean]) => mean)).toEqual({ value: 3, error: 0 });
});

it("a share has the binomial error", () => {
  expect(shareOf(20, 100)).toEqual({ value: 0.2, error: 0.04 });
});
