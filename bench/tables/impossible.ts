import { toNumber } from "./columns.ts";
import { tableRow, type TableRow } from "./row.ts";
import type { TableSet } from "./sets.ts";
import type { TextTable } from "./text-table.ts";

/**
 * How many cells no training row could have: no number, beyond the training rows' range, more decimals than theirs, a level
 * they do not have, a gap in a column without gaps.
 */
export function impossibleCells({ train, kinds }: Pick<TableSet, "train" | "kinds">, synthetic: TextTable): number {
  return train.columns.reduce((sum, real, c) => {
    const possible = kinds[c] === "number" ? isPossibleNumber(real) : isLevel(real);
    return sum + synthetic.columns[c].filter((cell) => !possible(cell)).length;
  }, 0);
}

/** The figure of a case: impossible cells of all its tables. */
export function impossibleRow(name: string, count: number, seconds: number): TableRow {
  return tableRow(name, "impossible cells", count, { published: 0, seconds });
}

function isLevel(real: readonly string[]): (cell: string) => boolean {
  const levels = new Set(real);
  return (cell) => levels.has(cell);
}

function isPossibleNumber(real: readonly string[]): (cell: string) => boolean {
  const gaps = real.some((cell) => Number.isNaN(toNumber(cell)));
  const values = real.map(toNumber).filter((value) => !Number.isNaN(value));
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const decimals = real.reduce((most, cell) => Math.max(most, decimalsOf(cell)), 0);
  return (cell) => {
    const value = toNumber(cell);
    if (Number.isNaN(value)) return gaps && cell === "";
    return value >= low && value <= high && decimalsOf(cell) <= decimals;
  };
}

/** Digits behind the point. */
function decimalsOf(cell: string): number {
  const [, fraction = "", exponent = "0"] = /^[^.e]*(?:\.(\d*?)0*)?(?:e([+-]?\d+))?$/i.exec(cell) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}
