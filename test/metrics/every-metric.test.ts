import { describe, expect, test } from "vitest";
import { coverage } from "../../src/metrics/coverage.ts";
import { c2st } from "../../src/metrics/two-sample/c2st.ts";
import { permutationTest } from "../../src/metrics/two-sample/permutation-test.ts";
import { energyDistance } from "../../src/metrics/energy.ts";
import { nearestDistances } from "../../src/metrics/nearest.ts";
import { slicedWasserstein } from "../../src/metrics/sliced-wasserstein.ts";
import { wasserstein } from "../../src/metrics/wasserstein.ts";
import type { Rows } from "../../src/data/rows.ts";
import { normals } from "./generator.ts";

type Metric = (generated: Rows, reference: Rows, options?: { dim?: number }) => unknown;
const metrics: Record<string, Metric> = {
  c2st,
  permutationTest,
  coverage,
  energyDistance,
  nearestDistances,
  slicedWasserstein,
  wasserstein,
};
const each = Object.entries(metrics);
const flat = normals(60, 1);
const nested = Array.from({ length: 30 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
const other = normals(40, 2);

/** Metrics of distances, all to the power 1: they grow as the rows do. */
const lengths: [string, (generated: Rows, reference: Rows) => number][] = [
  ["energyDistance", energyDistance],
  ["permutationTest", (a, b) => permutationTest(a, b, { permutations: 19 }).value],
  ["energyDistance U", (a, b) => energyDistance(a, b, { statistic: "U" })],
  ["nearestDistances", (a, b) => Math.max(...nearestDistances(a, b))],
  ["nearestDistances, manhattan", (a, b) => Math.max(...nearestDistances(a, b, { metric: "manhattan" }))],
  ["slicedWasserstein 1", (a, b) => slicedWasserstein(a, b, { order: 1 })],
  ["slicedWasserstein 2", (a, b) => slicedWasserstein(a, b, { order: 2 })],
  ["wasserstein 1", (a, b) => wasserstein(a, b, { order: 1 })],
  ["wasserstein 2", (a, b) => wasserstein(a, b, { order: 2 })],
  ["wasserstein 2, manhattan", (a, b) => wasserstein(a, b, { order: 2, metric: "manhattan" })],
  ["wasserstein 2, maximum", (a, b) => wasserstein(a, b, { order: 2, metric: "maximum" })],
];

describe.each(each)("%s", (name, metric) => {
  test("nested rows tell dim; flat rows need it; the result is the same", () => {
    expect(metric(nested, other)).toEqual(metric(flat, other, { dim: 2 }));
    expect(metric(flat, other, { dim: 2 })).not.toEqual(metric(other, flat, { dim: 1 }));
    expect(() => metric(flat, other)).toThrow(
      `${name}: expected dim, the numbers in a row, beside a flat array of generated`,
    );
  });

  test("calls its sets generated and reference", () => {
    expect(() => metric([[1, NaN]], nested)).toThrow(
      `${name}: expected generated of finite numbers, got NaN in row 0, column 1`,
    );
    expect(() => metric(nested, [[1, 2], [3]])).toThrow(
      `${name}: expected reference of rows of 2 numbers, got 1 in row 1`,
    );
    expect(() => metric(nested, [["1", 2n]] as never)).toThrow('got "1" (a string) in row 0, column 0');
  });

  test.each([
    [[], "expected generated an array of rows or one flat array, got undefined"],
    [[nested], "expected reference an array of rows or one flat array, got undefined"],
    [[nested, nested, null], "expected an options object, got null"],
    [[nested, nested, { dims: 2 }], 'expected option "dim", got "dims"'],
    [[nested, nested, { dim: 2n }], "expected dim an integer"],
    [[nested, nested, { dim: 2 ** 31 }], "expected dim an integer from 1 to 2147483647, got 2147483648"],
    [[nested, nested, { dim: 2 ** 31 - 1 }], "expected generated of rows of 2147483647 numbers, got 2 in row 0"],
  ] as [unknown[], string][])("%o: %s", (args, message) => {
    expect(() => metric(...(args as [Rows, Rows]))).toThrow(
      expect.objectContaining({ name: "LangevinError", message: expect.stringContaining(`${name}: ${message}`) }),
    );
  });
});

describe("huge and tiny values", () => {
  test.each(lengths)("%s of rows times 2ⁿ is 2ⁿ times that of the rows, to the last digit", (_, length) => {
    const unit = length(nested, inRows(other));
    expect(Math.abs(unit)).toBeGreaterThan(0);
    for (const power of [-1010, -700, -400, 300, 520, 1000, 1020]) {
      const times = (value: number) => value * 2 ** (power / 2) * 2 ** (power / 2);
      const scaled = length(nested.map((row) => row.map(times)), inRows(other).map((row) => row.map(times))); // prettier-ignore
      // Rows of 2^-1010 have lost digits themselves
      expect(scaled / times(1) / unit).toBeCloseTo(1, power > -1000 ? 14 : 2);
    }
  });

  test.each(lengths)("%s of rows that are farther apart than f64 reaches names the largest", (name, length) => {
    const message = `${name.split(/[ ,]/)[0]}: expected rows whose distance is within f64, up to 1.8e308, got -1.7e+308 in row 1, column 0 of reference`;
    expect(() =>
      length(
        [
          [1.6e308, 0],
          [1.6e308, 5],
        ],
        [
          [-1.6e308, 1],
          [-1.7e308, 1],
        ],
      ),
    ).toThrow(
      // prettier-ignore
      expect.objectContaining({ code: "invalid-data", message }),
    );
  });

  test("by hand, one huge value beside small ones", () => {
    expect(wasserstein([0, 1, 2], [0, 1, 1e155], { dim: 1 })).toBeCloseTo(1e155 / 3, -141);
    expect(wasserstein([0, 1], [1, 3, 1e155], { dim: 1, order: 2 }) / (1e155 / Math.sqrt(3))).toBeCloseTo(1, 14);
    expect(wasserstein([0, 1], [2, 1e200], { dim: 1 })).toBe(5e199);
    // The rows at 1e200 are a match: what is left is ½·|1 − 0|, and its square
    expect(wasserstein([[0], [1e200]], [[1], [1e200]])).toBe(0.5);
    expect(wasserstein([[0], [1e200]], [[1], [1e200]], { order: 2 })).toBeCloseTo(Math.SQRT1_2, 15);
    expect(slicedWasserstein([[0], [1e200]], [[1], [1e200]])).toBeCloseTo(Math.SQRT1_2, 15);
    expect([...nearestDistances([[3e200, 0], [0, 0]], [[0, 4e200], [0, 1e-200]])]).toEqual([3e200, 1e-200]); // prettier-ignore
    expect([...nearestDistances([[1e-200]], [[1e-200]])]).toEqual([0]);
    expect(energyDistance([[0]], [[1e200]])).toBe(2e200);
    expect(coverage([[1e200]], [[0], [1e199], [3e200]], { neighbors: 1 })).toBeCloseTo(1 / 3, 15);
    expect(coverage([[1.5e308]], [[-1e308], [1e308]], { neighbors: 1 })).toBe(0.5);
  });
});

describe("work that would take more than a minute is refused, with what to do", () => {
  const many = new Float64Array(400_000);
  test.each([
    ["energyDistance", () => energyDistance(many, many, { dim: 1, maxRows: Infinity }), "choose a smaller maxRows"],
    ["nearestDistances", () => nearestDistances(many, many, { dim: 1 }), "take a part of generated at a time"],
    ["coverage", () => coverage(many, many, { dim: 1 }), "take fewer rows"],
    [
      "slicedWasserstein",
      () => slicedWasserstein(many, many, { dim: 2, projections: 1e4 }),
      "choose fewer projections",
    ],
    ["wasserstein", () => wasserstein(many.subarray(0, 4000), many.subarray(0, 4000), { dim: 1 }), "slicedWasserstein"],
  ])("%s", (name, work, advice) => {
    expect(work).toThrow(`${name}: expected at most 3.4e+10 operations, about a minute without a pause, got `);
    expect(work).toThrow(advice);
  });

  test("slicedWasserstein: projections", () => {
    expect(() => slicedWasserstein([[1, 2]], [[1, 2]], { projections: 1e9 })).toThrow(
      "slicedWasserstein: expected projections an integer from 1 to 1000000, got 1000000000",
    );
  });
});

function inRows(values: ArrayLike<number>): number[][] {
  return Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i], values[2 * i + 1]]);
}
