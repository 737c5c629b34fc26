import type { DataTable } from "../../data/data-table.ts";
import { chosenRows, splitRows } from "./training-rows.ts";
import type { TableModel } from "./table-model.ts";

/** Fewer held-out rows say nothing. */
const FEWEST_ROWS = 4;

/** The rows of a table that a fit of it learned from, and those by which it was stopped, if there are more than a few. */
export function learnedRows(
  { parts: { state } }: TableModel,
  { names, columns }: DataTable,
): { training: DataTable; holdout: DataTable | undefined } {
  const chosen = chosenRows(columns[0].length, state.rows, state.seed);
  const { training, holdout } = splitRows(state.rows, state.holdout, state.seed);
  const pick = (places: readonly number[]): DataTable => ({
    names,
    columns: columns.map((cells) => places.map((place) => cells[chosen[place]])),
  });
  return { training: pick(training), holdout: holdout.length < FEWEST_ROWS ? undefined : pick(holdout) };
}
