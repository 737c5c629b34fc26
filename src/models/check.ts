import { invalid, LangevinError } from "../support/errors.ts";
import { isList } from "../support/lists.ts";
import { show } from "../support/show.ts";
import type { ScoreModel } from "./score-model.ts";

/** A copy in f64 of `dim` finite numbers (of one or more when dim is 0). */
export function checkVector(where: string, name: string, value: ArrayLike<number>, dim = 0): Float64Array {
  const expected = `${name} an array of ${dim || "one or more"} numbers`;
  if (!isList(value) || value.length === 0) throw invalid(where, expected, value);
  if (dim > 0 && value.length !== dim)
    throw new LangevinError("invalid-argument", `${where}: expected ${expected}, got ${value.length}`);
  for (let i = 0; i < value.length; i++)
    if (!Number.isFinite(value[i])) throw invalid(where, `${name}[${i}] a finite number`, value[i]);
  return Float64Array.from(value);
}

/** The number of rows of x. */
export function checkRows(where: string, x: ArrayLike<number>, dim: number): number {
  if (!(Array.isArray(x) || ArrayBuffer.isView(x)) || !(x.length % dim === 0)) {
    const got = x?.length === undefined ? show(x) : `${x.length}`;
    throw new LangevinError("invalid-argument", `${where}: expected x an array of rows × ${dim} numbers, got ${got}`);
  }
  return x.length / dim;
}

export function checkSigma(where: string, sigma: unknown, zeroAllowed: boolean): void {
  if (typeof sigma !== "number" || !(zeroAllowed ? sigma >= 0 : sigma > 0) || sigma === Infinity)
    throw invalid(where, `sigma a finite number ${zeroAllowed ? "not below" : "above"} 0`, sigma);
}

/**
 * A model's score at rows (count, dim), if it is of their shape.
 *
 * @throws LangevinError "diverged" where the model refuses rows that are not finite
 */
export function scoreOf(where: string, model: ScoreModel, rows: Float32Array, sigma: number): ArrayLike<number> {
  let score;
  try {
    score = model.score(rows, sigma);
  } catch (cause) {
    if (rows.every(Number.isFinite)) throw cause;
    const message = `${where}: expected finite particles, got others at sigma ${sigma}; try smaller steps`;
    throw new LangevinError("diverged", message, { cause });
  }
  if (score?.length !== rows.length)
    throw invalid(where, `model.score to return ${rows.length} numbers`, score?.length ?? score);
  return score;
}
