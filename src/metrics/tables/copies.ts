import { integer, readOptions, type Spec } from "../../support/options.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { areRowsEqual, rowHashes } from "./row-hashes.ts";

/** Options of {@link exactCopies}. */
export interface ExactCopiesOptions {
  /** Rows of the table that occur up to this many times are rare. @default 1 */
  rare?: number | undefined;
}

export const exactCopiesSpec = {
  rare: integer(1, 0xffffffff, { default: 1 }),
} satisfies Spec<ExactCopiesOptions>;

/** Synthetic rows that are in another table as well. */
export interface ExactCopies {
  /** How many are equal, in every cell, to a row of the table. */
  all: number;
  /** How many of those are equal to a rare one: with the default, one that occurs once. */
  rare: number;
  /** How many rows of the table are rare. */
  rareRows: number;
}

/**
 * How many synthetic rows are equal, in every cell, to a row of another table; missing cells are equal to each other. In tables
 * of few levels equal rows come by chance: count the copies of held-out rows as well.
 *
 * @param synthetic  numbers as they are written out, rounded as the table's
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for options
 *
 * @example
 * ```ts
 * import { exactCopies } from "langevin/metrics";
 *
 * const train = [{ kind: "number" as const, values: [1, 2, 2] }];
 * console.log(exactCopies([{ kind: "number", values: [1, 2, 3] }], train)); // { all: 2, rare: 1, rareRows: 1 }
 * ```
 */
export function exactCopies(
  synthetic: readonly TableColumn[],
  table: readonly TableColumn[],
  options: ExactCopiesOptions = {},
): ExactCopies {
  const where = "exactCopies";
  const { rare } = readOptions(where, options, exactCopiesSpec);
  checkTables(where, { synthetic, table });
  const known = new DistinctRows(table);
  let [all, ofRare] = [0, 0];
  rowHashes(synthetic).forEach((hash, row) => {
    const times = known.timesOf(synthetic, row, hash);
    if (times > 0) all++;
    if (times > 0 && times <= rare) ofRare++;
  });
  return { all, rare: ofRare, rareRows: known.rowsUpTo(rare) };
}

/** How often each row of a table occurs in it. */
class DistinctRows {
  readonly #table: readonly TableColumn[];
  /** By hash, the last of the different rows that have it; the others follow by `#next`. */
  readonly #last = new Map<number, number>();
  readonly #next: Int32Array;
  /** 0 for a row that another one stands for */
  readonly #times: Int32Array;

  constructor(table: readonly TableColumn[]) {
    this.#table = table;
    this.#next = new Int32Array(rowsIn(table)).fill(-1);
    this.#times = new Int32Array(rowsIn(table));
    rowHashes(table).forEach((hash, row) => {
      const equal = this.#find(table, row, hash);
      if (equal >= 0) this.#times[equal]++;
      else {
        this.#next[row] = this.#last.get(hash) ?? -1;
        this.#last.set(hash, row);
        this.#times[row] = 1;
      }
    });
  }

  /** How often a row of another table occurs. */
  timesOf(columns: readonly TableColumn[], row: number, hash: number): number {
    const equal = this.#find(columns, row, hash);
    return equal >= 0 ? this.#times[equal] : 0;
  }

  /** Rows that occur up to so many times, all of their occurrences. */
  rowsUpTo(most: number): number {
    return this.#times.reduce((sum, times) => sum + (times <= most ? times : 0), 0);
  }

  #find(columns: readonly TableColumn[], row: number, hash: number): number {
    let candidate = this.#last.get(hash) ?? -1;
    while (candidate >= 0 && !areRowsEqual(columns, row, this.#table, candidate)) candidate = this.#next[candidate];
    return candidate;
  }
}
