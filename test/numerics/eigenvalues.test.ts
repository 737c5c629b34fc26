import { expect, test } from "vitest";
import { symmetricEigenvalues } from "../../src/numerics/eigenvalues.ts";
import { normals } from "../metrics/generator.ts";

const close = (actual: Float64Array, expected: number[], bound: number) => {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => expect(Math.abs(actual[i] - value), `eigenvalue ${i}`).toBeLessThanOrEqual(bound));
};

test("of a diagonal matrix: its diagonal, in falling order, negative and equal ones too", () => {
  expect([...symmetricEigenvalues([3, 0, 0, 0, -2, 0, 0, 0, 3], 3)]).toEqual([3, 3, -2]);
  expect([...symmetricEigenvalues([0, 0, 0, 0], 2)]).toEqual([0, 0]);
  expect([...symmetricEigenvalues([7], 1)]).toEqual([7]);
});

test("of 2×2 matrices: (a + d)/2 ± √((a − d)²/4 + b²)", () => {
  for (const [a, b, d] of [
    [1, 0.9, 1],
    [2, -3, 5],
    [1, 1e-9, 1],
    [1e8, 1, 1e-8],
  ]) {
    // prettier-ignore
    const half = Math.sqrt((a - d) ** 2 / 4 + b * b);
    close(symmetricEigenvalues([a, b, b, d], 2), [(a + d) / 2 + half, (a + d) / 2 - half], 1e-15 * (Math.abs(a) + Math.abs(d) + Math.abs(b))); // prettier-ignore
  }
});

test("of the second difference of n points: 4 sin²(kπ/(2(n + 1)))", () => {
  for (const n of [3, 10, 64]) {
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      matrix[i * n + i] = 2;
      if (i > 0) matrix[i * n + i - 1] = matrix[(i - 1) * n + i] = -1;
    }
    const known = Array.from({ length: n }, (_, k) => 4 * Math.sin(((n - k) * Math.PI) / (2 * (n + 1))) ** 2);
    close(symmetricEigenvalues(matrix, n), known, 4 * n * 2 ** -52);
  }
});

test("of equal correlations c in n columns: 1 + (n − 1)c once, 1 − c for the rest", () => {
  const n = 30;
  const matrix = Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0.3));
  close(symmetricEigenvalues(matrix, n), [1 + 29 * 0.3, ...Array<number>(n - 1).fill(0.7)], 9.7 * n * 2 ** -52);
});

test("of a random matrix: the sums of the eigenvalues' powers are the traces of A, A² and A³", () => {
  const n = 25;
  const values = normals(n * n, 3);
  const a = Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => values[i * n + j] + values[j * n + i])); // prettier-ignore
  const times = (x: number[][], y: number[][]) => x.map((row) => y[0].map((_, j) => row.reduce((sum, v, k) => sum + v * y[k][j], 0))); // prettier-ignore
  const trace = (x: number[][]) => x.reduce((sum, row, i) => sum + row[i], 0);
  const found = [...symmetricEigenvalues(a.flat(), n)];
  const squared = times(a, a);
  expect(found.reduce((sum, v) => sum + v, 0)).toBeCloseTo(trace(a), 10);
  expect(found.reduce((sum, v) => sum + v ** 2, 0)).toBeCloseTo(trace(squared), 9);
  expect(found.reduce((sum, v) => sum + v ** 3, 0)).toBeCloseTo(trace(times(squared, a)), 7);
});

test("leaves the matrix as it is", () => {
  const matrix = Float64Array.of(1, 2, 2, 1);
  close(symmetricEigenvalues(matrix, 2), [3, -1], 1e-15);
  expect([...matrix]).toEqual([1, 2, 2, 1]);
});
