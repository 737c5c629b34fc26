import type { Coupled } from "../recipe/objective.ts";
import type { ScoreModel } from "./score-model.ts";

/** What is known of a model whose score is a weighted sum of others': no smoothed density's but as σ → 0. */
export interface Composition {
  /** The most that its curvature −∂²ln p/∂x² is, in units of 1/σ², as far as that of each part is at most 1/σ²: the sum of the weights above 0. */
  readonly steepness: number;
}

/**
 * A model of the library's own over another one. It may have a condition for each row of a sampling run, so that it matters
 * which row of the run a row is.
 */
export interface PerRowModel extends ScoreModel {
  /** Rows that a run must have; undefined where one condition holds for all. */
  readonly rows: number | undefined;

  /** The condition of all rows, or of each: rows of the same are alike. −1 and undefined: none. */
  readonly conditions: number | Int32Array | undefined;

  /** What rows and noises were paired by in training, where what it calls its score is the velocity of an ODE and no score. */
  readonly coupled: Coupled | undefined;

  /** What it is besides, where its score is a weighted sum of others'. */
  readonly composition?: Composition | undefined;

  /** The same for a run of just these rows, which may repeat and come in any order. */
  forRows(rows: ArrayLike<number>): ScoreModel;

  /** @throws LangevinError "disposed" where it stands on something that is */
  check(where: string): void;
}

/** The model for some rows of a run, which may repeat and come in any order. @internal */
export function forRows(model: ScoreModel, rows: ArrayLike<number>): ScoreModel {
  return isPerRow(model) && model.rows !== undefined ? model.forRows(rows) : model;
}

/** @internal */
export function isPerRow(model: ScoreModel): model is PerRowModel {
  return "forRows" in model;
}
