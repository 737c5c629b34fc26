import { integer, number, readOptions, seed, type Spec } from "../../support/options.ts";
import { checkTables, rowsIn, type TableColumn } from "./column.ts";
import { GOWER, mixedRows } from "./mixed-rows.ts";
import { nearestWithoutEach } from "./nearest-without-each.ts";
import { drawRows } from "./row-draws.ts";

/** Options of {@link attributeInference}. */
export interface AttributeInferenceOptions {
  /** How far a guessed number may be from the true one, as a part of its size. @default 0.05 */
  tolerance?: number | undefined;
  /** Rows of each table that are attacked; of more, as many are drawn. @default 500 */
  maxRows?: number | undefined;
  /** Seed of the draws. @default 0 */
  seed?: number | undefined;
}

export const attributeInferenceSpec = {
  tolerance: number(0, 1, { default: 0.05 }),
  maxRows: integer(1, 1_000_000, { default: 500 }),
  seed: seed({ default: 0 }),
} satisfies Spec<AttributeInferenceOptions>;

/** How well one column of training rows is guessed by who knows the others. */
export interface AttributeRisk {
  /** Its place in the table. */
  column: number;
  /** Rate of right guesses of training rows, by Wilson's center. */
  success: number;
  /** The same of held-out rows. */
  control: number;
  /** (success − control)/(1 − control): what is guessed of training rows beyond what holds of anybody; below 0 by chance only. */
  risk: number;
  /** Standard error of the risk. */
  error: number;
}

/** Quantile of the normal law for Wilson's 95 % interval. */
const Z = 1.96;
/** Numbers of the draws. */
const draws = { synthetic: 11, train: 12, holdout: 13 } as const;
/** Cells that are compared, about: a second or so. */
const WORK = 1_000_000_000;

/**
 * The risk of attribute inference (Giomi et al. 2023, "A unified framework for quantifying privacy risk in synthetic data",
 * arXiv:2211.10459): who knows all of a row but one cell guesses that one from the synthetic row that is nearest by the
 * others. Right guesses of training rows count only as far as they exceed those of held-out rows.
 *
 * A guess of a category is right if it is the level, of a number if it is within `tolerance` times the true number's size, of a
 * missing cell if it is missing. Distances are those of {@link closestRecord}; two missing cells are equal.
 *
 * @param synthetic  rows that were made
 * @param train      rows that they were made from; their ranges scale numbers
 * @param holdout    rows of the same source that had no part in them
 * @returns one risk for each column, in their order; none for a table of one column
 * @throws LangevinError "invalid-data" for tables whose columns or rows do not fit, "invalid-argument" for options
 *
 * @example
 * ```ts
 * import { attributeInference } from "langevin/metrics";
 *
 * const table = (from: number) => [
 *   { kind: "number" as const, values: Array.from({ length: 100 }, (_, i) => from + 2 * i) },
 *   { kind: "category" as const, values: Array.from({ length: 100 }, (_, i) => (i * 7 + from) % 5) },
 * ];
 * console.log(attributeInference(table(0), table(0), table(1))[1].risk > 0.9); // true: the synthetic rows are copies
 * ```
 */
export function attributeInference(
  synthetic: readonly TableColumn[],
  train: readonly TableColumn[],
  holdout: readonly TableColumn[],
  options: AttributeInferenceOptions = {},
): AttributeRisk[] {
  const where = "attributeInference";
  const { tolerance, maxRows, seed } = readOptions(where, options, attributeInferenceSpec);
  checkTables(where, { synthetic, train, holdout });
  if (train.length === 1) return [];
  const attacked = drawRows(train, maxRows, seed, draws.train);
  const others = drawRows(holdout, maxRows, seed, draws.holdout);
  const cells = 2 * (rowsIn(attacked) + rowsIn(others)) * train.length;
  const known = drawRows(synthetic, Math.max(1000, Math.floor(WORK / cells)), seed, draws.synthetic);
  const [right, rightOfOthers] = [attacked, others].map((rows) => rightGuesses(known, train, rows, tolerance));
  return train.map((_, column) => ({
    column,
    ...residualRisk([right[column], rowsIn(attacked)], [rightOfOthers[column], rowsIn(others)]),
  }));
}

/**
 * The part of right guesses that the control does not explain.
 *
 * @param attack   right guesses of training rows, and guesses
 * @param control  the same of held-out rows
 */
export function residualRisk(
  attack: readonly [right: number, all: number],
  control: readonly [right: number, all: number],
): Omit<AttributeRisk, "column"> {
  const [a, c] = [wilson(...attack), wilson(...control)];
  const left = 1 - c.center;
  const slope = (1 - a.center) / (left * left);
  const error = Math.sqrt((a.error / left) * (a.error / left) + slope * c.error * (slope * c.error));
  return { success: a.center, control: c.center, risk: (a.center - c.center) / left, error };
}

/** Center of Wilson's interval of a rate, (s + z²/2)/(n + z²), and the half of its width over z. */
function wilson(right: number, all: number): { center: number; error: number } {
  const square = Z * Z;
  const center = (right + square / 2) / (all + square);
  const spread = (right * (all - right)) / all + square / 4;
  return { center, error: Math.sqrt(spread) / (all + square) };
}

/** How many cells of each column are guessed right. */
function rightGuesses(
  known: readonly TableColumn[],
  scale: readonly TableColumn[],
  rows: readonly TableColumn[],
  tolerance: number,
): number[] {
  const places = nearestWithoutEach(mixedRows(scale, rows, GOWER), mixedRows(scale, known, GOWER));
  const order = [...rows.keys()].sort((a, b) => Number(rows[a].kind === "number") - Number(rows[b].kind === "number"));
  return rows.map(({ kind, values }, c) => {
    const at = order.indexOf(c);
    let right = 0;
    for (let i = 0; i < values.length; i++) {
      const [truth, guess] = [values[i], known[c].values[places[i * rows.length + at]]];
      const near = kind === "number" ? Math.abs(guess - truth) <= tolerance * Math.abs(truth) : guess === truth;
      if (near || (Number.isNaN(truth) && Number.isNaN(guess))) right++;
    }
    return right;
  });
}
