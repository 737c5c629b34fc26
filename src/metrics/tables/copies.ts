import { integer, readOptions, type Spec } from "../../support/options.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";

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
  // Rows with equal cells in the columns so far have one number
  let known = new Int32Array(rowsIn(table));
  const drawn = new Int32Array(rowsIn(synthetic));
  table.forEach(({ values }, c) => {
    const cells = new Map<number, number>();
    const cellOf = Int32Array.from(values, (value) => placeOf(cells, value));
    const groups = new Map<number, number>();
    const next = known.map((group, row) => placeOf(groups, group * cells.size + cellOf[row]));
    const others = synthetic[c].values;
    drawn.forEach((group, row) => {
      const cell = cells.get(others[row]);
      drawn[row] = cell === undefined ? -1 : (groups.get(group * cells.size + cell) ?? -1);
    });
    known = next;
  });
  const times = new Int32Array(known.length);
  for (const group of known) times[group]++;
  const copies = drawn.filter((group) => group >= 0);
  return {
    all: copies.length,
    rare: copies.filter((group) => times[group] <= rare).length,
    rareRows: known.filter((group) => times[group] <= rare).length,
  };
}

function placeOf(places: Map<number, number>, key: number): number {
  const known = places.get(key);
  if (known !== undefined) return known;
  places.set(key, places.size);
  return places.size - 1;
}
