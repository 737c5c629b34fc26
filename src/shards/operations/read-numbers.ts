import { LangevinError } from "../../support/errors.ts";
import { quote, show } from "../../support/show.ts";
import { columnNamed } from "../../table/model/table-input.ts";
import type { RowsOfRun } from "./operation.ts";

/** Rows of an input, and their labels. */
export interface InputNumbers {
  /** Row-major, NaN at gaps; without the column of labels. */
  values: Float64Array;
  names: readonly string[];
  labels: Int32Array | undefined;
}

/**
 * The numbers of an input; those of one column as labels.
 *
 * @throws LangevinError "invalid-data" naming column and row; "invalid-argument" for a column that is not there
 */
export async function readNumbers(
  where: string,
  { input, begin, count }: RowsOfRun,
  labelColumn: string | undefined,
): Promise<InputNumbers | undefined> {
  if (!input) return undefined;
  const { names } = input;
  const values = await input.numbers();
  if (labelColumn === undefined) return { values, names, labels: undefined };
  const place = columnNamed(where, labelColumn, names);
  const width = names.length;
  const labels = Int32Array.from({ length: count }, (_, r) => {
    const label = values[r * width + place];
    if (Number.isInteger(label) && label >= -1 && label <= 0x7fffffff) return label;
    throw bad(where, "a label, an integer from -1", label, { name: labelColumn, row: begin + r });
  });
  return { values: values.filter((_, k) => k % width !== place), names: names.filter((_, c) => c !== place), labels };
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
