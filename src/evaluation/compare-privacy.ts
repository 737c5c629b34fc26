import { exactCopies, recordDistances, type TableColumn } from "../metrics/index.ts";
import { rowsIn, type Comparison, type RowCounts } from "./comparisons.ts";
import type { ReadTables } from "./read-tables.ts";
import type { PrivacyComparison } from "./table-evaluation.ts";

type Columns = readonly TableColumn[];

/** Rows of each table whose distances are looked at; of wide tables fewer. */
const NEAREST_WORK = 1.5e8;
const MOST_ROWS = 3000;

/** Rows of which so many combinations of levels are possible for each real one come twice by chance hardly ever. */
const ROOM = 10;

/** How many synthetic rows are real ones, and how many would be without any copying. Shares of the synthetic rows. */
export interface CopyShares {
  found: number;
  /** 1 where copies cannot be told from rows that had to come out. */
  expected: number;
}

/** Copies, and how near synthetic rows come to those that were learned from. Of parts of tables copies are estimates. */
export function comparePrivacy(
  { real, synthetic, holdout }: ReadTables,
  counts: RowCounts,
  seed: number,
): Pick<PrivacyComparison, "copies" | "distances"> {
  // A copy is found where the row that it repeats is at hand
  const inAll = (copies: number, rows: Columns, count: number): number =>
    Math.min(count, Math.round((copies * count * counts.real) / (rowsIn(rows) * rowsIn(real))));
  const copied = exactCopies(synthetic, real);
  const copies = {
    synthetic: inAll(copied.all, synthetic, counts.synthetic),
    heldOut: holdout ? inAll(exactCopies(holdout, real).all, holdout, counts.holdout) : null,
    rare: inAll(copied.rare, synthetic, counts.synthetic),
  };
  if (!holdout) return { copies, distances: { share: null, below2: null, below5: null } };
  const maxRows = Math.max(500, Math.min(MOST_ROWS, Math.floor(Math.sqrt(NEAREST_WORK / real.length))));
  const { share, below2, below5 } = recordDistances(synthetic, real, holdout, { maxRows, seed });
  return { copies, distances: { share, below2, below5 } };
}

/** Copies beside those that fresh rows would be. */
export function copySharesOf(
  { real, synthetic, holdout }: ReadTables,
  { copies }: Pick<PrivacyComparison, "copies">,
  counts: RowCounts,
  halves: Pick<Comparison, "reference" | "holdout">,
): CopyShares {
  const found = copies.synthetic / counts.synthetic;
  if (combinations(real) <= ROOM * counts.real) return { found, expected: 1 };
  // Of so many rows of a table, as many as the real one has would hold a copy at most
  const expected = (rows: Columns, table: Columns): number =>
    Math.min(1, ((exactCopies(rows, table).all / rowsIn(rows)) * counts.real) / rowsIn(table));
  if (!holdout) return { found, expected: expected(halves.holdout, halves.reference) };
  // What also comes out of rows that were not learned from is no copying
  return { found, expected: Math.max(expected(synthetic, holdout), expected(holdout, real)) };
}

/** How many different rows the columns' values allow. */
function combinations(columns: readonly TableColumn[]): number {
  return columns.reduce((product, { values }) => product * new Set(Array.from(values)).size, 1);
}
