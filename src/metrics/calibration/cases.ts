import { toTables, type Rows, type Table } from "../../data/rows.ts";
import { LangevinError } from "../../support/errors.ts";
import { FEWEST_VALUES } from "../uniformity.ts";

/** Forecasts by draws, and what came true: for each case as many draws of the same law. */
export interface Cases {
  /** (cases·each, dim): the draws of the first case, then those of the second … */
  draws: Table;
  /** (cases, dim) */
  truths: Table;
  /** How many cases there are. */
  count: number;
  /** Draws of each case. */
  each: number;
  dim: number;
}

/**
 * Draws and truths, checked.
 *
 * @param fewest  draws of each case at least
 * @throws LangevinError "invalid-data" for rows that are none, too few of them, and draws that are not as many for each truth
 */
export function readCases(where: string, draws: Rows, truths: Rows, dim: number | undefined, fewest = 1): Cases {
  const [drawn, known] = toTables(where, { draws, truths }, dim);
  const each = drawn.count / known.count;
  if (!Number.isInteger(each) || each < fewest)
    throw new LangevinError(
      "invalid-data",
      `${where}: expected draws, ${fewest} or more for each of the truths and as many for all, got ${drawn.count} draws and ` +
        `${known.count} truths`,
    );
  return { draws: drawn, truths: known, count: known.count, each, dim: known.dim };
}

/** Refuses fewer cases than a test of uniformity needs. */
export function checkCount(where: string, { count }: Cases): void {
  if (count < FEWEST_VALUES)
    throw new LangevinError("invalid-data", `${where}: expected ${FEWEST_VALUES} truths or more, got ${count}`);
}
