import { expect, test } from "vitest";
import { autocovariance } from "../../src/numerics/autocovariance.ts";
import { normals } from "../metrics/generator.ts";

test.each([1, 2, 3, 4, 5, 7, 8, 16, 17, 100, 257])("of %i numbers as by direct sums, to 1e-14 of the variance", (n) => {
  const series = normals(n, n).map((value) => value + 3);
  const mean = series.reduce((sum, value) => sum + value) / n;
  const found = autocovariance(series);
  expect(found.length).toBe(n);
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let t = 0; t + k < n; t++) sum += (series[t] - mean) * (series[t + k] - mean);
    expect(Math.abs(found[k] - sum / n)).toBeLessThan(1e-14 * Math.max(1, found[0]));
  }
});
