import { expect, test } from "vitest";
import { exactModel, mixture, modeStatistics, quickModel, standardized } from "../../../bench/langevin/mixtures.ts";

const LAW = mixture(
  [0.75, 0.25],
  [
    [0, 0],
    [10, 0],
  ],
  [1, 0.5],
);

test("modeStatistics: shares, widths and total variation of rows placed by hand", () => {
  // Three rows are 2 deviations a column from the first mode, one is ½ a deviation a column from the second
  const rows = [2, 2, -2, 2, 2, -2, 10.25, 0.25];
  expect(modeStatistics(rows, LAW)).toEqual({
    shares: [0.75, 0.25],
    widths: [1, -0.5],
    width: Math.sqrt((3 * 8 + 0.5) / 4 / 2) - 1,
    totalVariation: 0,
  });
  const { shares, totalVariation } = modeStatistics(rows.slice(2), LAW);
  expect(shares).toEqual([2 / 3, 1 / 3]);
  expect(totalVariation).toBeCloseTo(1 / 12, 15);
});

test("modeStatistics: a row between two modes belongs to the one whose weighted density is larger there", () => {
  // ln 0.75 − 7²/2 = −24.79 and ln 0.25 − 2 ln 0.5 − 6²/2 = −18.00: the narrow mode is 6 deviations away
  const { shares } = modeStatistics([7, 0], LAW);
  expect(shares).toEqual([0, 1]);
  // At 6.5: −21.41 against −24.50
  expect(modeStatistics([6.5, 0], LAW).shares).toEqual([1, 0]);
});

test("modeStatistics: rows of the law itself have its shares and widths within 4.5 standard errors", () => {
  const rows = 20_000;
  const { shares, widths } = modeStatistics(exactModel(LAW).sample(rows, { seed: 1 }), LAW);
  LAW.weights.forEach((weight, k) => {
    expect(Math.abs(shares[k] - weight)).toBeLessThan(4.5 * Math.sqrt((weight * (1 - weight)) / rows));
    expect(Math.abs(widths[k])).toBeLessThan(4.5 / Math.sqrt(2 * 2 * weight * rows));
  });
});

test("standardized: mean 0, variance 1 in the columns' mean, the modes' geometry kept", () => {
  const moved = standardized(LAW);
  const { mean, variance } = exactModel(moved);
  mean.forEach((value) => expect(value).toBeCloseTo(0, 14));
  expect((variance[0] + variance[1]) / 2).toBeCloseTo(1, 14);
  expect((moved.means[1][0] - moved.means[0][0]) / moved.stds[0]).toBeCloseTo(10, 12);
  expect(moved.stds[0] / moved.stds[1]).toBeCloseTo(2, 14);
});

test("quickModel: the exact model's score, also far from every mode, to f32's rounding of their terms", () => {
  const x = Float32Array.from({ length: 400 }, (_, k) => 25 * Math.sin(k * k));
  for (const sigma of [0, 0.01, 0.5, 30]) {
    const expected = exactModel(LAW).score(x, sigma);
    const score = quickModel(LAW).score(x, sigma);
    // A term is (mean − x)/v: at most 35/v, of which both round the sum to f32 and f64's part is small beside it
    const bound = (35 / (0.25 + sigma * sigma)) * 2 ** -22;
    score.forEach((value, k) => expect(Math.abs(value - expected[k])).toBeLessThan(bound));
  }
});
