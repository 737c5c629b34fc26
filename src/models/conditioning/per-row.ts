import type { ScoreModel } from "../score-model.ts";

/**
 * A model that may have a condition for each row of a sampling run, so that it matters which row of the run a row is.
 *
 * @internal
 */
export interface PerRowModel extends ScoreModel {
  /** Rows that a run must have; undefined where one condition holds for all. */
  readonly rows: number | undefined;

  /** The same for a run of just these rows, which may repeat and come in any order. */
  forRows(rows: ArrayLike<number>): ScoreModel;
}

/** Rows that a run of the model must have, or undefined for any number. @internal */
export function rowsOf(model: ScoreModel): number | undefined {
  return "forRows" in model ? (model as PerRowModel).rows : undefined;
}

/** The model for some rows of a run, which may repeat and come in any order. @internal */
export function forRows(model: ScoreModel, rows: ArrayLike<number>): ScoreModel {
  return rowsOf(model) === undefined ? model : (model as PerRowModel).forRows(rows);
}
