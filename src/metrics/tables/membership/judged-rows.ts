import { drawPlaces, metricsKey } from "../../../numerics/draws.ts";
import { rowsIn, type TableColumn } from "../column.ts";

/** Rows that attacks are judged by: places in the table of training rows, and in that of held-out ones. */
export interface JudgedRows {
  members: Uint32Array;
  others: Uint32Array;
  /** Held-out rows that an attacker may know, for judged rows of even places, and for those of odd ones. */
  references: [Uint32Array, Uint32Array];
}

/** Most rows of a reference. */
const MOST_REFERENCE = 20_000;

/**
 * At most `maxRows` rows of each table in random order. Attacks are compared on those at even places and judged on those at odd
 * ones. A reference holds no row that is judged with it: even places know the held-out rows of odd places, and the other way
 * round.
 */
export function judgedRows(
  train: readonly TableColumn[],
  holdout: readonly TableColumn[],
  maxRows: number,
  seed: number,
): JudgedRows {
  const [n, m] = [rowsIn(train), rowsIn(holdout)];
  const known = Math.min(m, Math.max(maxRows, 2 * MOST_REFERENCE));
  const heldOut = drawPlaces(m, known, metricsKey(seed, "membership", 1));
  return {
    members: drawPlaces(n, Math.min(n, maxRows), metricsKey(seed, "membership", 0)),
    others: heldOut.slice(0, maxRows),
    references: [heldOut.filter((_, i) => i % 2 === 1), heldOut.filter((_, i) => i % 2 === 0)],
  };
}

/** Places of one half: 0 for the even ones. */
export function half<T extends Float64Array | Uint32Array>(values: T, which: 0 | 1): T {
  return values.filter((_, i) => i % 2 === which) as T;
}
