import { expect, test } from "vitest";
import { nearestDistances } from "../../src/metrics/nearest.ts";
import type { RowMetric } from "../../src/numerics/row-distance.ts";
import { normals } from "./generator.ts";

const norms: Record<RowMetric, (difference: number[]) => number> = {
  euclidean: (difference) => Math.hypot(...difference),
  manhattan: (difference) => difference.reduce((sum, value) => sum + Math.abs(value), 0),
  maximum: (difference) => Math.max(...difference.map(Math.abs)),
};

test.each(["euclidean", "manhattan", "maximum"] as const)("nearestDistances equals the full table, %s", (metric) => {
  const dim = 3;
  const a = normals(20 * dim, 1);
  const b = normals(30 * dim, 2);
  const expected = Array.from({ length: 20 }, (_, i) =>
    Math.min(
      ...Array.from({ length: 30 }, (_, j) =>
        norms[metric](Array.from({ length: dim }, (_, d) => a[i * dim + d] - b[j * dim + d])),
      ),
    ),
  );
  const nearest = nearestDistances(a, b, { dim, metric });
  expect(nearest).toHaveLength(20);
  nearest.forEach((distance, i) => expect(distance).toBeCloseTo(expected[i], 14));
});

test("nearestDistances: copies are at 0; excludeSelf looks past the row itself", () => {
  const a = Float32Array.of(0, 0, 3, 4, 3, 5);
  expect([...nearestDistances(a, a, { dim: 2 })]).toEqual([0, 0, 0]);
  expect([...nearestDistances(a, a, { dim: 2, excludeSelf: true })]).toEqual([5, 1, 1]);
  expect([...nearestDistances([[0], [7]], [[0], [2], [7]], { excludeSelf: true })]).toEqual([2, 0]);
  expect(() => nearestDistances([[1]], [[1]], { excludeSelf: true })).toThrow(
    "nearestDistances: expected two rows or more in reference for excludeSelf, got 1",
  );
});

test("nearestDistances complains about sizes and options", () => {
  const ok = Float64Array.of(1, 2);
  expect(() => nearestDistances(ok, ok, { dim: 3 })).toThrow(
    "nearestDistances: expected generated of a multiple of dim 3",
  );
  expect(() => nearestDistances(ok, ok, { dim: 2, metric: "cosine" as never })).toThrow("metric one of");
  expect(() => nearestDistances(ok, Float64Array.of(NaN, 0), { dim: 2 })).toThrow("reference of finite numbers");
});
