import { describe, expect, test } from "vitest";
import { exponentOf, scaleBy } from "../../src/numerics/math.ts";
import { nearestDifferent, nearestInOrder, neighborDistances } from "../../src/numerics/neighbors.ts";
import { rowDistance, rowMetrics, type RowMetric } from "../../src/numerics/row-distance.ts";
import { normals } from "../metrics/generator.ts";

const norms: Record<RowMetric, (difference: number[]) => number> = {
  euclidean: (difference) => Math.hypot(...difference),
  manhattan: (difference) => difference.reduce((sum, value) => sum + Math.abs(value), 0),
  maximum: (difference) => Math.max(...difference.map(Math.abs)),
};

describe.each(rowMetrics)("neighborDistances, %s", (metric) => {
  const dim = 3;
  const queries = normals(20 * dim, 1);
  const rows = Float64Array.from([...normals(29 * dim, 2), ...queries.subarray(0, dim)]);
  const distances = (i: number) =>
    Array.from({ length: 30 }, (_, j) =>
      norms[metric](Array.from({ length: dim }, (_, d) => queries[i * dim + d] - rows[j * dim + d])),
    );

  test.each([1, 2, 7, 30])("the k-th of all sorted distances, k = %i", (k) => {
    neighborDistances(queries, rows, { dim, metric, k }).forEach((distance, i) =>
      expect(distance).toBeCloseTo(distances(i).sort((a, b) => a - b)[k - 1], 14),
    );
  });

  test("excludeSelf leaves out the row of the query's own number; fewer than k are Infinity", () => {
    neighborDistances(queries, rows, { dim, metric, k: 2, excludeSelf: true }).forEach(
      (distance, i) =>
      expect(distance).toBeCloseTo(distances(i).filter((_, j) => j !== i).sort((a, b) => a - b)[1], 14), // prettier-ignore
    );
    expect([...neighborDistances(queries, rows, { dim, metric, k: 31 })]).toEqual(new Array(20).fill(Infinity));
  });

  test("times 2ⁿ, where squares are beyond f64, the same times 2ⁿ; copies are at 0", () => {
    const usual = neighborDistances(queries, rows, { dim, metric, k: 2 });
    for (const n of [-900, -600, 600, 1000]) {
      const times = (values: Float64Array) => values.map((value) => scaleBy(value, n));
      neighborDistances(times(queries), times(rows), { dim, metric, k: 2 }).forEach((distance, i) =>
        expect(scaleBy(distance, -n) / usual[i]).toBeCloseTo(1, 14),
      );
      expect(neighborDistances(times(queries), times(rows), { dim, metric, k: 1 })[0]).toBe(0);
    }
  });

  test("rows that differ by a number whose square underflows are no copies", () => {
    const pair = Float64Array.of(0, 1e-200);
    expect([...neighborDistances(pair, pair, { dim: 1, metric, k: 2 })]).toEqual([1e-200, 1e-200]);
    expect(rowDistance(Float64Array.of(3e-200, 4e-200), 0, new Float64Array(2), 0, 2, "euclidean")).toBe(5e-200);
  });
});

test.each(rowMetrics)(
  "%s: the bits of all pairs, in whatever order rows come, with copies and equal numbers",
  (metric) => {
    const dim = 2;
    const rows = normals(600, 4).map((x, i) => (i % 4 === 1 ? Math.round(9 * x) : x / 3));
    rows.copyWithin(100, 0, 80);
    for (const k of [1, 3])
      for (const excludeSelf of [false, true]) {
        const all = Float64Array.from({ length: 300 }, (_, i) => {
          const each = Array.from({ length: 300 }, (_row, j) => rowDistance(rows, i * dim, rows, j * dim, dim, metric));
          return each.filter((_row, j) => !(excludeSelf && i === j)).sort((a, b) => a - b)[k - 1];
        });
        expect(neighborDistances(rows, rows, { dim, metric, k, excludeSelf })).toEqual(all);
      }
  },
);

test("nearestDifferent looks past equal rows; Infinity where all are", () => {
  expect([...nearestDifferent(Float64Array.of(1, 1, 4), Float64Array.of(1, 1, 4, 9), 1)]).toEqual([3, 3, 3]);
  expect([...nearestDifferent(Float64Array.of(1), Float64Array.of(1, 1), 1)]).toEqual([Infinity]);
});

test.each([1, 2, 3, 7])("nearestInOrder: the bits of the other two, %i columns, copies among the rows", (dim) => {
  const few = normals(400 * dim, dim).map((x) => Math.fround(dim < 3 ? x : Math.round(4 * x)));
  const rows = Array.from({ length: 400 }, (_, i) => [...few.subarray(i * dim, (i + 1) * dim)]);
  for (let i = 0; i < 40; i++) rows.push(rows[3 * i]);
  rows.sort((a, b) => a[0] - b[0]);
  const sorted = Float64Array.from(rows.flat());
  const queries = Float64Array.from(rows.filter((_, i) => i % 5 === 0 || i === 439).flat());
  for (const k of [1, 2, 5, 440, 441]) {
    const { kth, different } = nearestInOrder(queries, sorted, dim, k);
    expect(kth).toEqual(neighborDistances(queries, sorted, { dim, metric: "euclidean", k }));
    expect(different).toEqual(nearestDifferent(queries, sorted, dim));
  }
});

test("exponentOf and scaleBy: 2^e ≤ |x| < 2^(e + 1) over all doubles, and x·2^n and back is x", () => {
  for (const x of [1, 1.999, 3, 0.1, 1e308, 1.7976931348623157e308, 2.2250738585072014e-308, 1e-310, 5e-324]) {
    const e = exponentOf(-x);
    expect(exponentOf(x)).toBe(e);
    expect(scaleBy(x, -e)).toBeGreaterThanOrEqual(1);
    expect(scaleBy(x, -e)).toBeLessThan(2);
    expect(scaleBy(scaleBy(x, -e), e)).toBe(x);
  }
  expect([scaleBy(1, 1024), scaleBy(1, -1075), scaleBy(-3, 4), scaleBy(5e-324, 2097)]).toEqual([
    Infinity,
    0,
    -48,
    2 ** 1023,
  ]);
});
