import { exactCopies, recordDistances, type TableColumn } from "../metrics/index.ts";
import { rowsIn, type Comparison } from "./comparisons.ts";
import type { ReadTables } from "./read-tables.ts";
import type { PrivacyComparison } from "./table-evaluation.ts";

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

/** Copies, and how near synthetic rows come to those that were learned from. */
export function comparePrivacy(tables: ReadTables, seed: number): Pick<PrivacyComparison, "copies" | "distances"> {
  const { real, synthetic, holdout } = tables;
  const copied = exactCopies(synthetic, real);
  const copies = {
    synthetic: copied.all,
    heldOut: holdout ? exactCopies(holdout, real).all : null,
    rare: copied.rare,
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
  { reference, holdout: half }: Comparison,
): CopyShares {
  const found = copies.synthetic / rowsIn(synthetic);
  if (combinations(real) <= ROOM * rowsIn(real)) return { found, expected: 1 };
  const among = (rows: readonly TableColumn[], table: readonly TableColumn[]): number =>
    exactCopies(rows, table).all / rowsIn(rows);
  // Without a hold-out: half of the rows in the other half, which twice as many rows would hold at most twice
  if (!holdout) return { found, expected: Math.min(1, 2 * among(half, reference)) };
  // What also comes out of rows that were not learned from is no copying
  const others = (among(synthetic, holdout) * rowsIn(real)) / rowsIn(holdout);
  return { found, expected: Math.min(1, Math.max(others, among(holdout, real))) };
}

/** How many different rows the columns' values allow. */
function combinations(columns: readonly TableColumn[]): number {
  return columns.reduce((product, { values }) => product * new Set(Array.from(values)).size, 1);
}
