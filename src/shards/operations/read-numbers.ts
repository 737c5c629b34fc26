import type { Cell, DataTable } from "../../data/data-table.ts";
import { isMissing, parseNumber } from "../../formats/index.ts";
import { LangevinError } from "../../support/errors.ts";
import { quote, show } from "../../support/show.ts";
import { columnNamed } from "../../table/model/table-input.ts";

/** Rows of an input as numbers. */
export interface InputNumbers {
  /** Row-major, NaN at gaps. */
  values: Float64Array;
  names: string[];
  /** The labels' column. */
  labels: Int32Array | undefined;
}

/**
 * Cells as numbers: empty ones and usual texts for a missing value are NaN.
 *
 * @param begin  the first row's place in the input, for messages
 * @throws LangevinError "invalid-data" naming column and row; "invalid-argument" for a column that is not there
 */
export function readNumbers(
  where: string,
  { names, columns }: DataTable,
  { begin, labelColumn }: { begin: number; labelColumn: string | undefined },
): InputNumbers {
  const numbers = columns.map((cells, c) =>
    Float64Array.from(cells, (cell, row) => {
      const number = numberOf(cell);
      if (number === undefined) throw bad(where, "a number", cell, { name: names[c], row: begin + row });
      return number;
    }),
  );
  const place = labelColumn === undefined ? -1 : columnNamed(where, labelColumn, names);
  const labels = place < 0 ? undefined : Int32Array.from(numbers[place], (label, row) => {
    if (!Number.isInteger(label) || label < -1 || label > 0x7fffffff)
      throw bad(where, "a label, an integer from -1", columns[place][row], { name: names[place], row: begin + row });
    return label;
  }); // prettier-ignore
  const kept = names.map((_, c) => c).filter((c) => c !== place);
  const count = columns[0].length;
  const values = new Float64Array(count * kept.length);
  kept.forEach((column, c) => {
    for (let r = 0; r < count; r++) values[r * kept.length + c] = numbers[column][r];
  });
  return { values, names: kept.map((c) => names[c]), labels };
}

function numberOf(cell: Cell): number | undefined {
  if (cell === null) return NaN;
  if (typeof cell === "number" || typeof cell === "bigint" || typeof cell === "boolean") return Number(cell);
  if (typeof cell !== "string") return undefined;
  return isMissing(cell) ? NaN : parseNumber(cell);
}

function bad(where: string, expected: string, got: Cell, { name, row }: { name: string; row: number }): LangevinError {
  const message = `${where}: expected ${expected} in column ${quote(name)}, got ${show(got)} in row ${row}`;
  return new LangevinError("invalid-data", message);
}

/**
 * Refuses gaps, naming the row.
 *
 * @throws LangevinError "invalid-data"
 */
export function refuseGaps(where: string, values: Float64Array, names: readonly string[], begin: number): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const row = begin + Math.floor(at / names.length);
  throw bad(where, "a finite number", values[at], { name: names[at % names.length], row });
}
