import {
  attributeInference,
  exactCopies,
  rareCombinations,
  recordDistances,
  type TableColumn,
} from "../metrics/index.ts";
import { attackTable } from "./attacks/attack-table.ts";
import type { EvaluationSettings } from "./evaluation-options.ts";
import { drawnRows } from "./drawn-rows.ts";
import { rowsIn, type Compared, type Comparison, type RowCounts } from "./comparisons.ts";
import type { ReadTables } from "./read-tables.ts";
import { trendMeasure, type ScoreName } from "./scores/measures.ts";
import type { PrivacyComparison, Score } from "./table-evaluation.ts";

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

export const membershipName: ScoreName = {
  name: "membership",
  title: "Membership",
  meaning: "How well the strongest attack tells rows that were learned from apart from others (AUC); 0.5 is best.",
};

/** The strongest attack; not defined without a hold-out. */
export function membershipScore({ attacks }: PrivacyComparison): Score {
  const { title, meaning } = membershipName;
  if (attacks.length === 0) return { title, value: null, error: null, floor: null, ceiling: null, meaning };
  const [{ auc, error }] = attacks;
  return { title, value: auc, error, floor: 0.5, ceiling: 0.5, meaning };
}

/**
 * Copies, and with a hold-out distances to training rows and attacks. Of parts of tables copies are estimates.
 *
 * @throws LangevinError "disposed" of the model; the signal's reason
 */
export async function comparePrivacy(
  where: string,
  { tables: { columns, real, synthetic, holdout }, cells, counts }: Compared,
  { model, seed, signal }: Pick<EvaluationSettings, "model" | "seed" | "signal">,
): Promise<PrivacyComparison> {
  // A copy is found where the row that it repeats is at hand
  const inAll = (copies: number, rows: Columns, count: number): number =>
    Math.min(count, Math.round((copies * count * counts.real) / (rowsIn(rows) * rowsIn(real))));
  const copied = exactCopies(synthetic, real);
  const isPart = (rows: Columns, count: number): boolean => rowsIn(rows) < count;
  const copies = {
    estimated:
      isPart(real, counts.real) ||
      isPart(synthetic, counts.synthetic) ||
      (holdout !== undefined && isPart(holdout, counts.holdout)),
    synthetic: inAll(copied.all, synthetic, counts.synthetic),
    heldOut: holdout ? inAll(exactCopies(holdout, real).all, holdout, counts.holdout) : null,
    rare: inAll(copied.rare, synthetic, counts.synthetic),
    combinations: rareShares({ real, synthetic, holdout }, seed),
  };
  const unknown = { share: null, below2: null, below5: null, copyingZ: null };
  if (!holdout) return { copies, distances: unknown, attacks: [], attributes: [] };
  const maxRows = Math.max(500, Math.min(MOST_ROWS, Math.floor(Math.sqrt(NEAREST_WORK / real.length))));
  const { share, below2, below5, copyingZ } = recordDistances(synthetic, real, holdout, { maxRows, seed });
  const inside = model && cells.holdout && { model, train: cells.real, holdout: cells.holdout };
  return {
    copies,
    distances: { share, below2, below5, copyingZ },
    attacks: await attackTable(where, { synthetic, train: real, holdout, inside }, { seed, signal }),
    attributes: attributeInference(synthetic, real, holdout, { seed }).map(({ column, ...risk }) => ({
      column: columns[column].field.name,
      ...risk,
    })),
  };
}

/** Shares of pairs of cells that a single real row has, of tables of two columns or more. */
function rareShares(
  { real, synthetic, holdout }: Pick<ReadTables, "real" | "synthetic" | "holdout">,
  seed: number,
): PrivacyComparison["copies"]["combinations"] {
  if (real.length < 2) return { synthetic: null, heldOut: null };
  const drawn = drawnRows({ real, synthetic, holdout }, trendMeasure.rows(real.length), seed);
  return {
    synthetic: rareCombinations(drawn.synthetic, drawn.real),
    heldOut: drawn.holdout ? rareCombinations(drawn.holdout, drawn.real) : null,
  };
}

/** Copies beside those that fresh rows would be. */
export function copySharesOf(
  { real, synthetic, holdout }: ReadTables,
  { copies }: Pick<PrivacyComparison, "copies">,
  counts: RowCounts,
  halves: Pick<Comparison, "reference" | "holdout">,
): CopyShares {
  const found = copies.synthetic / counts.synthetic;
  if (!allowMore(real, ROOM * counts.real)) return { found, expected: 1 };
  // A table of as many rows as the real one would hold so many more copies, at most
  const expected = (rows: Columns, table: Columns): number =>
    Math.min(1, ((exactCopies(rows, table).all / rowsIn(rows)) * counts.real) / rowsIn(table));
  if (!holdout) return { found, expected: expected(halves.holdout, halves.reference) };
  // What also comes out of rows that were not learned from is no copying
  return { found, expected: Math.max(expected(synthetic, holdout), expected(holdout, real)) };
}

/** Whether the columns' values allow more than so many different rows; no more values are looked at than it takes to know. */
function allowMore(columns: readonly TableColumn[], most: number): boolean {
  let product = 1;
  for (const { values } of columns) {
    const seen = new Set<number>();
    for (let row = 0; row < values.length; row++) {
      seen.add(values[row]);
      if (product * seen.size > most) return true;
    }
    product *= seen.size;
  }
  return false;
}
