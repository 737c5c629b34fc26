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

/** Fewer real rows are split into halves several times, and scores averaged, since one split alone says little. */
const FEW_ROWS = 2000;
const SPLITS = 5;

/** How many comparisons there are: several of small tables that are split. */
export function comparisonsOf({ real, holdout }: Pick<ReadTables, "real" | "holdout">): number {
  return holdout === undefined && rowsIn(real) < FEW_ROWS ? SPLITS : 1;
}

/**
 * One comparison. Without a hold-out the real rows are split into halves at random, of which one is the reference.
 *
 * @param k  number of the comparison: each has a split and draws of its own
 */
export function comparison({ real, synthetic, holdout }: ReadTables, seed: number, k: number): Comparison {
  const own = (seed + k) % Number.MAX_SAFE_INTEGER;
  const sides = holdout ? { reference: real, holdout } : halves(real, own);
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
