import { expect, test } from "vitest";
import { copyingTest } from "../../src/metrics/index.ts";
import { kolmogorov } from "../kit/statistics.ts";
import { normals } from "./generator.ts";

test("by hand: distances 1, 0 and 2, 3 to the nearest of two training rows; ties count half", () => {
  const { z, share, error } = copyingTest([[1], [10]], [[0], [10]], [[2], [13]]);
  expect([share, error]).toEqual([0, Math.sqrt(5 / 48)]);
  expect(z).toBeCloseTo(-0.5 / Math.sqrt(5 / 48), 14);
  expect(copyingTest([[1]], [[0]], [[-1]])).toEqual({ z: 0, pValue: 0.5, share: 0.5, error: 0.5 });
});

test.each([
  [1000, 1000],
  [300, 700],
])("%i copies beside %i unseen rows: −√(3mn/(m + n + 1))", (m, n) => {
  const train = normals(2 * 1000, 1);
  const { z, pValue } = copyingTest(train.subarray(0, 2 * m), train, normals(2 * n, 2), { dim: 2 });
  expect(z).toBeCloseTo(-Math.sqrt((3 * m * n) / (m + n + 1)), 10);
  if (m === n) expect(z).toBeCloseTo(-38.7, 1);
  expect(pValue).toBeLessThan(1e-80);
});

test("z is N(0, 1) of fresh rows, over 200 nulls", () => {
  const pValues = Array.from({ length: 200 }, (_, r) => {
    const [generated, train, unseen] = [80, 120, 100].map((count, k) => normals(2 * count, 10 * r + k));
    return copyingTest(generated, train, unseen, { dim: 2 }).pValue;
  });
  expect(kolmogorov(pValues)).toBeLessThan(1.63);
});

test("blurred copies are below 0, rows off the data above", () => {
  const train = normals(2 * 400, 3);
  const unseen = normals(2 * 400, 4);
  const blur = normals(2 * 400, 5);
  const zOf = (rows: Float64Array) => copyingTest(rows, train, unseen, { dim: 2 }).z;
  expect(zOf(train.map((x, i) => x + 0.02 * blur[i]))).toBeLessThan(-5);
  expect(zOf(blur.map((x) => 2 * x))).toBeGreaterThan(5);
});

test("units do not matter, the metric may; sets are called by their names", () => {
  const [a, b, c] = [1, 2, 3].map((seed) => normals(60, seed));
  const of = (scale: number) => copyingTest(...([a, b, c].map((set) => set.map((x) => x * scale)) as [Float64Array, Float64Array, Float64Array]), { dim: 3 }); // prettier-ignore
  for (const scale of [2 ** 600, 2 ** -600]) expect(of(scale)).toEqual(of(1));
  expect(copyingTest(a, b, c, { dim: 3, metric: "maximum" }).z).not.toBe(of(1).z);
  expect(() => copyingTest([[1]], [[1]], [[1, 2]])).toThrow("copyingTest: expected unseen of rows of 1 numbers, got 2 in row 0"); // prettier-ignore
  expect(() => copyingTest([[1]], [], [[1]])).toThrow("copyingTest: expected train of at least one row, got no rows");
  expect(() => copyingTest([[NaN]], [[1]], [[1]])).toThrow("generated of finite numbers, got NaN in row 0, column 0");
});
