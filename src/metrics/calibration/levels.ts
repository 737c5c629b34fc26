import { isList } from "../../support/lists.ts";
import { checkNumber, invalid } from "../../support/errors.ts";
import { option, type Option } from "../../support/options.ts";

/** How often regions of one nominal level hold the truth. */
export interface LevelCoverage {
  /** The nominal level, 0…1. */
  level: number;
  /** The share of cases whose region holds the truth. */
  coverage: number;
  /** √(level·(1 − level)/cases): the standard error of the coverage where it is `level`. */
  error: number;
}

const MOST_LEVELS = 1000;

/** Nominal levels. */
// @__NO_SIDE_EFFECTS__
export function levelsOption(): Option<readonly number[]> {
  return option<readonly number[], { default: readonly number[] }>(
    (where, name, value) => {
      if (!isList(value) || value.length === 0 || value.length > MOST_LEVELS)
        throw invalid(where, `${name} a list of 1 to ${MOST_LEVELS} numbers`, value);
      return Array.from(value as ArrayLike<unknown>, (level, k) => checkNumber(where, `${name}[${k}]`, level, 0, 1));
    },
    { default: [0.5, 0.8, 0.95] },
  );
}

/**
 * The share of numbers up to each level.
 *
 * @param depths  for each case the least level whose region holds the truth: uniform on (0, 1) where all is right
 */
export function coverageAt(levels: readonly number[], depths: Float64Array): LevelCoverage[] {
  return levels.map((level) => {
    let covered = 0;
    for (const depth of depths) if (depth <= level) covered++;
    const error = Math.sqrt((level * (1 - level)) / depths.length);
    return { level, coverage: covered / depths.length, error };
  });
}
