import type { ColumnComparison, PairComparison } from "../table-evaluation.ts";

/** Bins and levels that are drawn; what is beyond is put together, so that a page stays small whatever it is given. */
const [BINS, LEVELS, SIDE] = [50, 16, 16];

/** At most 50 bins, or 15 levels and the others. */
export function boundedBars({ kind, bars }: ColumnComparison): ColumnComparison["bars"] {
  const { labels, real, synthetic } = bars;
  if (kind === "category") {
    if (real.length <= LEVELS) return bars;
    return { labels: firstLabels(labels, LEVELS), real: first(real, LEVELS), synthetic: first(synthetic, LEVELS) };
  }
  const together = Math.ceil(real.length / BINS);
  if (together <= 1) return bars;
  const merge = (shares: readonly number[]): number[] =>
    Array.from({ length: Math.ceil(shares.length / together) }, (_, i) =>
      sum(shares.slice(i * together, (i + 1) * together)),
    );
  const edges = labels.filter((_, i) => i % together === 0);
  if (edges.length === Math.ceil(real.length / together)) edges.push(labels[real.length] ?? "");
  return { labels: edges, real: merge(real), synthetic: merge(synthetic) };
}

/** A contingency table of at most 16 × 16 cells. */
export function boundedTable(table: NonNullable<PairComparison["table"]>): NonNullable<PairComparison["table"]> {
  const { rows, columns, real, synthetic } = table;
  if (rows.length <= SIDE && columns.length <= SIDE) return table;
  const cut = (shares: readonly number[][]): number[][] => {
    const narrow = shares.map((row) => first(row, SIDE));
    if (narrow.length <= SIDE) return narrow;
    const rest = narrow.slice(SIDE - 1);
    return [...narrow.slice(0, SIDE - 1), rest[0].map((_, c) => sum(rest.map((row) => row[c])))];
  };
  return {
    rows: firstLabels(rows, SIDE),
    columns: firstLabels(columns, SIDE),
    real: cut(real),
    synthetic: cut(synthetic),
  };
}

/** The first ones, and the sum of all others. */
function first(shares: readonly number[], count: number): number[] {
  if (shares.length <= count) return [...shares];
  return [...shares.slice(0, count - 1), sum(shares.slice(count - 1))];
}

function firstLabels(labels: readonly string[], count: number): string[] {
  return labels.length <= count ? [...labels] : [...labels.slice(0, count - 1), "others"];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
