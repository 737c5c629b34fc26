import type { TableColumn } from "../../../../src/metrics/tables/column.ts";

/** Rows of tables whose cells are arithmetic of their place: the same in any language. */
export const ROWS = 500;

const column = (kind: TableColumn["kind"], cell: (i: number) => number): TableColumn => ({
  kind,
  values: Float64Array.from({ length: ROWS }, (_, i) => cell(i)),
});

/** Numbers and levels, with and without gaps; the last column has more values than there are bins. */
export const columns: readonly TableColumn[] = [
  column("number", (i) => (i * 37) % 101),
  column("number", (i) => (i % 11 === 3 ? NaN : (((i * i * 7 + 3 * i) % 211) - 100) / 8)),
  column("category", (i) => (i % 13 === 5 ? NaN : (i * i * 3 + i) % 9)),
  column("category", (i) => (i % 17 === 2 ? NaN : (i * 5 + ((i * i) % 7)) % 3)),
  column("number", (i) => ((i * i * 11 + i * 5) % 887) + (i % 4) / 4),
];

const [a, b, c, d, e] = columns.map(({ values }) => values);
const noise = (i: number): number => (i * 7919) % 97;

/** Two classes: an interaction of numbers and levels, with every sixth answer turned over. */
export const binary = Float64Array.from({ length: ROWS }, (_, i) => {
  const inside = a[i] > 50 !== [1, 4, 6].includes(c[i]) || b[i] > 8 || e[i] < 60;
  return Number(inside) ^ Number(noise(i) < 16);
});

/** Three classes. */
export const ternary = Float64Array.from({ length: ROWS }, (_, i) =>
  noise(i) < 20 ? noise(i) % 3 : Number(a[i] > 30) + Number(c[i] % 2 === 1 || d[i] === 0),
);

/** Numbers. */
export const numeric = Float64Array.from(
  { length: ROWS },
  (_, i) => a[i] / 16 + (Number.isNaN(b[i]) ? 3 : b[i] / 4) * (d[i] === 1 ? 1 : -1) + noise(i) / 32 + e[i] / 100,
);
