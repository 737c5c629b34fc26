import type { Table } from "../data/rows.ts";
import { exponentOf, scaleBy } from "../numerics/math.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { integer, option, type Option } from "../support/options.ts";

/** Numbers in a row: needed for flat arrays only. */
export const dimOption: Option<number, undefined> = integer(1, 0x7fffffff);

/** p of W_p: 1 or 2. */
// @__NO_SIDE_EFFECTS__
export function orderOption(standard: 1 | 2): Option<1 | 2> {
  return option(
    (where, name, value) => {
      if (value !== 1 && value !== 2) throw invalid(where, `${name} 1 or 2`, value);
      return value;
    },
    { default: standard },
  );
}

/** Options of every metric. */
export interface SetsOptions {
  /** Numbers in a row; needed where both sets are flat arrays. @default the length of nested rows */
  dim?: number | undefined;
}

/** Two sets of rows, in units in which no sum or square that a metric takes is beyond f64. */
export interface ScaledSets {
  generated: Table;
  reference: Table;
  /** A distance of the scaled rows in the units of the caller's. */
  restore(distance: number): number;
}

/**
 * Multiplies the rows by a power of 2, which changes no digit, if the largest number is not of a binary exponent from
 * `low` to `high`; then it is of `high`. (What is 2^−1074/2^high times as small underflows to 0.) Messages call the sets by
 * their two names.
 */
export function scaleSets(
  where: string,
  [generated, reference]: readonly [Table, Table],
  [low, high]: readonly [low: number, high: number],
  [first, second]: readonly [string, string] = ["generated", "reference"],
): ScaledSets {
  const largest = largestOf({ [first]: generated, [second]: reference });
  const exponent = largest.value === 0 ? high : exponentOf(largest.value);
  const shift = exponent < low || exponent > high ? high - exponent : 0;
  if (shift !== 0)
    for (const { values } of [generated, reference])
      for (let i = 0; i < values.length; i++) values[i] = scaleBy(values[i], shift);
  return {
    generated,
    reference,
    restore(distance) {
      const restored = scaleBy(distance, -shift);
      if (Math.abs(restored) < Infinity) return restored;
      const { value, row, column, set } = largest;
      throw new LangevinError(
        "invalid-data",
        `${where}: expected rows whose distance is within f64, up to 1.8e308, got ${value} in row ${row}, column ${column} ` +
          `of ${set}`,
      );
    },
  };
}

/** The number farthest from 0, and where it is. */
function largestOf(sets: Readonly<Record<string, Table>>) {
  let largest = { value: 0, row: 0, column: 0, set: "" };
  for (const [set, { values, dim }] of Object.entries(sets))
    for (let i = 0; i < values.length; i++)
      if (Math.abs(values[i]) > Math.abs(largest.value))
        largest = { value: values[i], row: Math.floor(i / dim), column: i % dim, set };
  return largest;
}
