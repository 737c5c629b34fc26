import { invalid, LangevinError } from "../support/errors.ts";
import { isList } from "../support/lists.ts";
import { show } from "../support/show.ts";
import { after, isPromise, type Awaitable } from "../support/after.ts";
import { statesMoments } from "./moments.ts";
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

/** Refuses x that is no flat array of whole rows of finite numbers. */
export function checkNumbers(where: string, x: ArrayLike<number>, dim: number): void {
  checkRows(where, x, dim);
  for (let i = 0; i < x.length; i++)
    if (!Number.isFinite(x[i])) throw invalid(where, `x of finite numbers, at index ${i}`, x[i]);
}

/** The number of rows of x. */
export function checkRows(where: string, x: ArrayLike<number>, dim: number): number {
  if (!isList(x) || x.length % dim !== 0) {
    const got = isList(x) ? `${x.length}` : show(x);
    throw new LangevinError("invalid-argument", `${where}: expected x an array of rows × ${dim} numbers, got ${got}`);
  }
  return x.length / dim;
}

export function checkSigma(where: string, sigma: unknown, zeroAllowed: boolean): void {
  if (typeof sigma !== "number" || !(zeroAllowed ? sigma >= 0 : sigma > 0) || sigma === Infinity)
    throw invalid(where, `sigma a finite number ${zeroAllowed ? "not below" : "above"} 0`, sigma);
}

/** What helps where particles run away. */
export function remedyFor(model: ScoreModel): string {
  if (statesMoments(model)) return "try smaller steps";
  return "try smaller steps, rows to start from (start) that are near the data, or a model with its mean and variance";
}

/**
 * A model's score at rows (count, dim) as f32, if it is as many numbers.
 *
 * @throws LangevinError "diverged" where the model refuses rows that are not finite
 */
export function scoreOf(where: string, model: ScoreModel, rows: Float32Array, sigma: number): Awaitable<Float32Array> {
  const { length } = rows;
  const refused = (cause: unknown): never => {
    if (rows.every(Number.isFinite)) throw cause;
    const message = `${where}: expected finite particles, got others at sigma ${sigma}; ${remedyFor(model)}`;
    throw new LangevinError("diverged", message, { cause });
  };
  let given;
  try {
    given = model.score(rows, sigma);
    if (isPromise(given)) given = given.then(undefined, refused);
  } catch (cause) {
    return refused(cause);
  }
  return after(given, (score: ArrayLike<unknown> | null | undefined) => {
    if (score?.length !== length)
      throw invalid(where, `model.score to return ${length} numbers`, score?.length ?? score);
    if (score instanceof Float32Array) return score;
    const copy = new Float32Array(length);
    for (let i = 0; i < length; i++) {
      const value = score[i];
      if (typeof value !== "number") throw invalid(where, `model.score to return numbers only, at index ${i}`, value);
      copy[i] = value;
    }
    return copy;
  });
}
