import { expect, test } from "vitest";
import { coverage } from "../../src/metrics/coverage.ts";
import { normals } from "./generator.ts";

test.each(["euclidean", "manhattan", "maximum"] as const)("coverage equals the definition, %s", (metric) => {
  const norms = {
    euclidean: (d: number[]) => Math.hypot(...d),
    manhattan: (d: number[]) => d.reduce((sum, value) => sum + Math.abs(value), 0),
    maximum: (d: number[]) => Math.max(...d.map(Math.abs)),
  };
  const dim = 2;
  const toRows = (flat: Float64Array): number[][] =>
    Array.from({ length: flat.length / dim }, (_, i) => [...flat.subarray(i * dim, (i + 1) * dim)]);
  const distance = (p: number[], q: number[]): number => norms[metric](p.map((value, d) => value - q[d]));
  const flat = normals(270 * dim, 1);
  const other = normals(90 * dim, 2).map((value) => 0.7 * value);
  const [real, generated] = [toRows(flat), toRows(other)];
  const sorted = real.map((row, i) =>
    real
      .filter((_, j) => j !== i)
      .map((neighbor) => distance(row, neighbor))
      .sort((p, q) => p - q),
  );
  for (const neighbors of [1, 3, 7]) {
    const covered = real.filter((row, i) =>
      generated.some((candidate) => distance(row, candidate) < sorted[i][neighbors - 1]),
    );
    expect(coverage(other, flat, { dim, neighbors, metric })).toBe(covered.length / real.length);
  }
});

test("coverage of rows from one distribution has the expectation 1 − Π (n−i)/(n+m−i)", () => {
  const [n, m, rounds] = [60, 40, 200];
  for (const neighbors of [1, 3]) {
    let missed = 1;
    for (let i = 1; i <= neighbors; i++) missed *= (n - i) / (n + m - i);
    const values = Array.from({ length: rounds }, (_, round) =>
      coverage(normals(m * 3, 5000 + round), normals(n * 3, 1000 + round), { dim: 3, neighbors }),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / rounds;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rounds - 1);
    expect(Math.abs(mean - (1 - missed))).toBeLessThan(4 * Math.sqrt(variance / rounds));
  }
});

test("coverage: copies cover all rows but equal ones, one mode of two covers half, far rows none", () => {
  const a = normals(50 * 2, 1);
  expect(coverage(a, a, { dim: 2 })).toBe(1);
  const twice = Float64Array.of(0, 0, 5, 9);
  expect(coverage(Float64Array.of(0), twice, { dim: 1, neighbors: 1 })).toBe(0); // 0 is not below 0; 5 and 9 are 4 apart
  expect(coverage(Float64Array.of(0, 6), twice, { dim: 1, neighbors: 1 })).toBe(0.5); // both 5 and 9 have 6 within 4
  const modes = Float64Array.from(a, (value, i) => value + (i < 50 ? 0 : 1000));
  expect(coverage(a.subarray(0, 50), modes, { dim: 2 })).toBe(0.5);
  expect(
    coverage(
      a.map((value) => value + 1e6),
      a,
      { dim: 2 },
    ),
  ).toBe(0);
});

test("coverage complains about sizes and options", () => {
  const ok = Float64Array.of(1, 2, 3);
  expect(() => coverage(ok, ok, { dim: 2 })).toThrow("coverage: expected generated of a multiple of dim 2");
  expect(() => coverage(ok, ok, { dim: 1, neighbors: 3 })).toThrow("neighbors an integer from 1 to 2");
  expect(() => coverage(ok, ok, { dim: 1, neighbors: 1, metric: "cosine" as never })).toThrow("metric one of");
});
