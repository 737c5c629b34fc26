import type { DataTable } from "../data/data-table.ts";
import { sampleRows, type TableColumn } from "../metrics/index.ts";
import { independentTable, takeRows } from "../metrics/tables/table-rows.ts";
import { splitRows } from "../table/model/training-rows.ts";
import type { ReadTables } from "./read-tables.ts";

type Columns = readonly TableColumn[];

/** Three tables of equally many rows, each to be compared with the reference: what is judged, its ceiling and its floor. */
export interface Comparison {
  /** Real rows that others are compared with. */
  reference: Columns;
  synthetic: Columns;
  /** Other real rows: the ceiling. */
  holdout: Columns;
  /** The reference's columns drawn independently of each other: the floor. */
  independent: Columns;
  seed: number;
}

/** Rows of the tables, of which only parts may be at hand; none of a hold-out that is not there. */
export interface RowCounts {
  real: number;
  synthetic: number;
  holdout: number;
}

/** What is compared: tables as the metrics see them, their cells, row for row, and how many rows there are in all. */
export interface Compared {
  tables: ReadTables;
  cells: { real: DataTable; holdout: DataTable | undefined };
  counts: RowCounts;
}

/** Fewer real rows are split into halves and dealt into folds several times, and scores averaged: once says little. */
const FEW_ROWS = 2000;
const SPLITS = 5;

/** A hold-out of so many rows, or half as many as the real ones, is a ceiling; below its own chance would hide all else. */
const CEILING_ROWS = 1000;

/** The hold-out, where it has enough rows to be a ceiling. */
export function ceilingOf({ real, holdout }: Pick<ReadTables, "real" | "holdout">): Columns | undefined {
  return holdout && rowsIn(holdout) >= Math.min(CEILING_ROWS, rowsIn(real) / 2) ? holdout : undefined;
}

/** How many comparisons there are: several of small tables that are split. */
export function comparisonsOf(tables: Pick<ReadTables, "real" | "holdout">): number {
  return ceilingOf(tables) === undefined && rowsIn(tables.real) < FEW_ROWS ? SPLITS : 1;
}

/** How often rows are dealt into folds in each of some comparisons: of few rows one deal says little. */
export function dealsOf({ real }: Pick<ReadTables, "real">, comparisons: number): number {
  return comparisons > 1 ? 1 : Math.max(1, Math.min(SPLITS, Math.floor(FEW_ROWS / rowsIn(real))));
}

/**
 * One comparison. Without a hold-out of enough rows the real ones are split into halves at random, of which one is the reference.
 *
 * @param k  number of the comparison: each has a split and draws of its own
 */
export function comparison(tables: ReadTables, seed: number, k: number): Comparison {
  const { real, synthetic } = tables;
  // Seeds one apart have no comparison in common
  const own = (seed * SPLITS + k) % Number.MAX_SAFE_INTEGER;
  const ceiling = ceilingOf(tables);
  const sides = ceiling ? { reference: real, holdout: ceiling } : halves(real, own);
  const count = Math.min(rowsIn(synthetic), rowsIn(sides.holdout));
  return {
    reference: sides.reference,
    synthetic: sampleRows(synthetic, count, { seed: own }),
    holdout: sampleRows(sides.holdout, count, { seed: own }),
    independent: independentTable(sides.reference, count, own),
    seed: own,
  };
}

/** The same with `count` rows of each table at most. */
export function shortened(tables: Comparison, count: number): Comparison {
  const { seed } = tables;
  const cut = (columns: Columns): Columns => sampleRows(columns, count, { seed });
  return {
    reference: cut(tables.reference),
    synthetic: cut(tables.synthetic),
    holdout: cut(tables.holdout),
    independent: cut(tables.independent),
    seed,
  };
}

function halves(real: Columns, seed: number): Pick<Comparison, "reference" | "holdout"> {
  const rows = rowsIn(real);
  const { training, holdout } = splitRows(rows, Math.floor(rows / 2), seed);
  return {
    reference: takeRows(real, Uint32Array.from(training)),
    holdout: takeRows(real, Uint32Array.from(holdout)),
  };
}

/** How many rows a table has. */
export function rowsIn(columns: Columns): number {
  return columns[0].values.length;
}
