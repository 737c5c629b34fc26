import { pickLabels } from "../data/labels.ts";
import { pickRows } from "../data/pick-rows.ts";
import type { Table } from "../data/rows.ts";
import { drawSplit } from "../numerics/draws.ts";
import { purposes, streamKey } from "../numerics/random.ts";
import { LangevinError } from "../support/errors.ts";

/** Rows in the user's units, and their labels or conditions where there are any. */
export interface GivenRows {
  table: Table;
  labels: Int32Array | undefined;
  conditions: Table | undefined;
}

/** Rows held out at most: more say no more. */
const MOST_HELD = 4096;

/** Rows at least on either side: fewer have no error. */
const LEAST_ROWS = 2;

/**
 * Rows to learn from, and a share of them held out, drawn at random.
 *
 * @throws LangevinError "invalid-data" for fewer than 4 rows
 */
export function holdOut(
  where: string,
  rows: GivenRows,
  { holdout, seed }: { holdout: number; seed: number },
): { training: GivenRows; held: GivenRows } {
  const { count } = rows.table;
  if (count < 2 * LEAST_ROWS)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected data of ${2 * LEAST_ROWS} rows or more, some of which are held out, got ${count}`,
    );
  const heldOut = Math.min(MOST_HELD, Math.max(LEAST_ROWS, Math.floor(holdout * count)));
  const places = drawSplit(count, heldOut, streamKey(seed, purposes.trainingHoldout));
  return { training: pick(rows, places.training), held: pick(rows, places.holdout) };
}

function pick({ table, labels, conditions }: GivenRows, places: Uint32Array): GivenRows {
  return {
    table: pickTable(table, places),
    labels: labels && pickLabels(labels, places),
    conditions: conditions && pickTable(conditions, places),
  };
}

function pickTable({ values, dim }: Table, places: Uint32Array): Table {
  return { values: pickRows(values, dim, places), count: places.length, dim };
}
