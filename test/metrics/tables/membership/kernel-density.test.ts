import { expect, it } from "vitest";
import { KernelDensity } from "../../../../src/metrics/tables/membership/kernel-density.ts";
import { normals } from "../../generator.ts";
import { category, number } from "../columns.ts";

it("KernelDensity is the sum of Gaussian kernels of a quarter of Scott's bandwidth, far from all rows too", () => {
  const rows = [number(...normals(60, 1)), category(...normals(60, 2).map((x) => (x > 0 ? 1 : 0)))];
  const queries = [number(-0.3, 0.8, 40), category(1, 0, 2)];
  const values = [...(rows[0].values as number[])];
  const mean = values.reduce((sum, x) => sum + x / 60, 0);
  const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2 / 60, 0));
  const h = 60 ** (-1 / 6) / 4;
  const found = new KernelDensity(rows, rows).logDensities(queries);
  found.forEach((logDensity, i) => {
    const powers = values.map((x, j) => {
      const squared = ((queries[0].values[i] - x) / deviation) ** 2;
      return -(squared + (queries[1].values[i] === rows[1].values[j] ? 0 : 2)) / (2 * h * h);
    });
    const largest = Math.max(...powers);
    const expected = largest + Math.log(powers.reduce((sum, power) => sum + Math.exp(power - largest), 0));
    expect(Math.abs(logDensity - expected)).toBeLessThan(1e-12 * Math.abs(expected) + 1e-12);
  });
});
