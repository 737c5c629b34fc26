import { expect, it } from "vitest";
import { GOWER, mixedRows } from "../../../src/metrics/tables/mixed-rows.ts";
import { nearestWithoutEach } from "../../../src/metrics/tables/nearest-without-each.ts";
import { normals } from "../generator.ts";
import { category, number } from "./columns.ts";

const table = (rows: number, seed: number) => {
  const z = normals(4 * rows, seed);
  const column = (c: number) => Array.from({ length: rows }, (_, i) => z[c * rows + i]);
  return [
    number(...column(0).map((x, i) => (i % 6 === 0 ? NaN : x))),
    category(...column(1).map((x) => Math.floor(Math.abs(2 * x)))),
    number(...column(2)),
    category(...column(3).map((x, i) => (i % 5 === 0 ? NaN : x > 0 ? 1 : 0))),
  ];
};

it("nearestWithoutEach finds for each column the row that is nearest by the others", () => {
  const [rows, queries] = [table(300, 1), table(40, 2)];
  const ranges = rows.map(({ kind, values }) => {
    const known = [...(values as number[])].filter((x) => !Number.isNaN(x));
    return kind === "number" ? Math.max(...known) - Math.min(...known) : 0;
  });
  const part = (c: number, i: number, j: number): number => {
    const [a, b] = [queries[c].values[i], rows[c].values[j]];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : 1;
    return rows[c].kind === "category" ? Number(a !== b) : Math.min(1, Math.abs(a - b) / ranges[c]);
  };
  const places = nearestWithoutEach(mixedRows(rows, queries, GOWER), mixedRows(rows, rows, GOWER));
  // Columns of levels come first
  [1, 3, 0, 2].forEach((without, at) => {
    const others = [0, 1, 2, 3].filter((c) => c !== without);
    for (let i = 0; i < 40; i++) {
      const distance = (j: number): number => others.reduce((sum, c) => sum + part(c, i, j), 0);
      const least = Math.min(...Array.from({ length: 300 }, (_, j) => distance(j)));
      expect(distance(places[i * 4 + at])).toBeCloseTo(least, 12);
    }
  });
});
