import { LangevinError } from "../../support/errors.ts";
import { quote, show } from "../../support/show.ts";
import { columnNamed } from "../../table/model/table-input.ts";
import type { RowsOfRun } from "./operation.ts";

/** Rows of an input: row-major, NaN at gaps. */
export interface InputNumbers {
  values: Float64Array;
  names: readonly string[];
}

/** The numbers of an input. @throws LangevinError "invalid-data" naming column and row */
export async function readNumbers({ input }: RowsOfRun): Promise<InputNumbers | undefined> {
  return input && { values: await input.numbers(), names: input.names };
}

/**
 * Some columns of the rows, in their order, and the others.
 *
 * @throws LangevinError "invalid-argument" for a column that is not there
 */
export function splitColumns(
  where: string,
  { values, names }: InputNumbers,
  columns: readonly string[],
): { rows: InputNumbers; aside: Float64Array } {
  const places = columns.map((name) => columnNamed(where, name, names));
  if (places.length === 0) return { rows: { values, names }, aside: new Float64Array(0) };
  const width = names.length;
  const isAside = names.map((_, c) => places.includes(c));
  const count = values.length / width;
  const aside = new Float64Array(count * places.length);
  for (let r = 0; r < count; r++)
    places.forEach((place, k) => (aside[r * places.length + k] = values[r * width + place]));
  return {
    rows: { values: values.filter((_, k) => !isAside[k % width]), names: names.filter((_, c) => !isAside[c]) },
    aside,
  };
}

/** Numbers of a column as labels. @throws LangevinError "invalid-data" naming column and row */
export function labelsOf(where: string, numbers: Float64Array, name: string, begin: number): Int32Array {
  return Int32Array.from(numbers, (label, r) => {
    if (Number.isInteger(label) && label >= -1 && label <= 0x7fffffff) return label;
    throw bad(where, "a label, an integer from -1", label, { name, row: begin + r });
  });
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

function bad(
  where: string,
  expected: string,
  got: number,
  { name, row }: { name: string; row: number },
): LangevinError {
  const message = `${where}: expected ${expected} in column ${quote(name)}, got ${show(got)} in row ${row}`;
  return new LangevinError("invalid-data", message);
}
