import { columnPairTrends, type TableColumn } from "../metrics/index.ts";
import { binsOf, type Bins } from "./bins.ts";
import type { ReadTables } from "./read-tables.ts";
import { trendMeasure } from "./scores/measures.ts";
import { meanOf, wholes, type Figure } from "./scores/score.ts";
import type { Giveaway, PairComparison } from "./table-evaluation.ts";

/** Worst pairs whose contingency tables are shown, and their rows and columns at most. */
const WORST = 6;
const BINS = 10;

/**
 * All pairs of columns; the worst, and those that gave the table away, with their contingency tables.
 *
 * @param figures  of the pairs, in each comparison
 */
export function comparePairs(
  tables: ReadTables,
  figures: readonly (readonly Figure[])[],
  { giveaways, seed }: { giveaways: readonly Giveaway[]; seed: number },
): PairComparison[] {
  const { columns } = tables;
  const { real, synthetic } = wholes(tables, trendMeasure.rows(columns.length), seed);
  const { pairs } = columnPairTrends(real, synthetic);
  const defined = pairs.filter(({ score }) => !Number.isNaN(score));
  // What chance alone makes of a pair counts against it: what lies farthest below its ceiling is worst
  const worst = new Set(defined.sort((a, b) => a.score - a.ceiling - (b.score - b.ceiling)).slice(0, WORST));
  const telling = new Set(giveaways.map(({ columns: names }) => keyOf(names)));
  return pairs.map((pair, k) => {
    const [a, b] = pair.columns;
    const names: PairComparison["columns"] = [columns[a].field.name, columns[b].field.name];
    const mean = (part: keyof Figure): number | null => meanOf(figures.map((each) => each[k][part]));
    return {
      columns: names,
      score: mean("value"),
      error: mean("error"),
      floor: mean("floor"),
      ceiling: Number.isNaN(pair.ceiling) ? null : pair.ceiling,
      ...((worst.has(pair) || telling.has(keyOf(names))) && { table: contingency(tables, a, b) }),
    };
  });
}

/** The same for either order of two names. */
function keyOf(names: readonly string[]): string {
  return JSON.stringify([...names].sort());
}

function contingency(
  { columns, real, synthetic }: ReadTables,
  a: number,
  b: number,
): NonNullable<PairComparison["table"]> {
  const [rows, across] = [a, b].map((c) => binsOf(columns[c], real[c], BINS));
  const count = (table: readonly TableColumn[]): number[][] => cells([rows, table[a]], [across, table[b]]);
  return { rows: labelsOf(rows), columns: labelsOf(across), real: count(real), synthetic: count(synthetic) };
}

/** Shares of all rows; those in which a cell is missing are in none. */
function cells([rows, first]: [Bins, TableColumn], [across, second]: [Bins, TableColumn]): number[][] {
  const shares = Array.from({ length: rows.count }, () => new Array<number>(across.count).fill(0));
  const each = 1 / first.values.length;
  for (let i = 0; i < first.values.length; i++) {
    const [x, y] = [first.values[i], second.values[i]];
    if (!Number.isNaN(x) && !Number.isNaN(y)) shares[rows.place(x)][across.place(y)] += each;
  }
  return shares;
}

/** A label for each bin: of numbers where it begins. */
function labelsOf({ labels, count }: Bins): string[] {
  return labels.slice(0, count);
}
