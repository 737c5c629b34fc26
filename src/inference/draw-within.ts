import { LangevinError } from "../support/errors.ts";
import type { Prior } from "./prior.ts";

/** Draws of a posterior. */
export interface PosteriorDraws {
  /** (count, dim) row-major, none outside the prior */
  parameters: Float64Array;
  /** Draws outside the prior, each replaced by another one; never any of an `independentPrior`. */
  outside: number;
}

/** How often a row may fall outside the prior. */
const MOST_ATTEMPTS = 100;
/** How far apart the rows of two attempts are. */
const APART = 4294967296;

/**
 * Rows within the prior, where ln p > −∞: those outside are drawn again. Attempt a at a row is the row a·2³² further on, so that it
 * depends on nothing but its number.
 *
 * @param draw  `count` rows from an offset on
 * @throws LangevinError "diverged" where a row is never within
 */
export async function drawWithin(
  where: string,
  prior: Prior,
  { count, offset }: { count: number; offset: number },
  draw: (offset: number) => Promise<Float64Array>,
): Promise<PosteriorDraws> {
  const { dim } = prior;
  const parameters = await draw(offset);
  if (!prior.logDensity) return { parameters, outside: 0 };
  let rows = Array.from({ length: count }, (_, k) => k);
  let outside = 0;
  for (let attempt = 1; ; attempt++) {
    const logs = prior.logDensity(parameters);
    rows = rows.filter((k) => logs[k] === -Infinity);
    outside += rows.length;
    if (rows.length === 0) return { parameters, outside };
    if (attempt > MOST_ATTEMPTS) throw outsideError(where, rows.length, count);
    const others = await draw(offset + attempt * APART);
    for (const k of rows) parameters.set(others.subarray(k * dim, (k + 1) * dim), k * dim);
  }
}

function outsideError(where: string, left: number, count: number): LangevinError {
  return new LangevinError(
    "diverged",
    `${where}: expected rows within the prior, got none in ${MOST_ATTEMPTS} attempts at ${left} of ${count}; the observation may be ` +
      "one that the prior's parameters do not give, or the network needs more simulations or steps",
  );
}
