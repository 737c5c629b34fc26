import type { DataTable } from "../data/data-table.ts";
import { LangevinError } from "../support/errors.ts";
import type { WorkContext } from "../work/open-work.ts";
import type { InputReading, InputReference } from "./rows-spec.ts";

/** Rows from `begin`, `count` of them. */
export interface RowRange {
  readonly begin: number;
  readonly count: number;
}

/**
 * Reads a file of rows once: its hashes, how it is written, where its rows lie. All of that is decided here for the whole
 * file, so that a shard's rows read alone are those of the file read whole.
 */
export function referInput(
  where: string,
  url: string,
  reading: InputReading,
  context: WorkContext = {},
): Promise<InputReference> {
  void [url, reading, context];
  return Promise.reject(new LangevinError("unsupported", `${where}: expected an input, got none`));
}

/**
 * Some rows of an input, read alone: cells as the file has them (texts of a text file), `null` or "" for gaps. What is read
 * is compared with the reference's hashes.
 */
export function readInputRows(
  where: string,
  input: InputReference,
  range: RowRange,
  context: WorkContext = {},
): Promise<DataTable> {
  void [input, range, context];
  return Promise.reject(new LangevinError("unsupported", `${where}: expected an input, got none`));
}

/** Some rows of an input as numbers, row by row, NaN for gaps; a cell that is no number is refused. */
export function readInputNumbers(
  where: string,
  input: InputReference,
  range: RowRange,
  context: WorkContext = {},
): Promise<Float64Array> {
  void [input, range, context];
  return Promise.reject(new LangevinError("unsupported", `${where}: expected an input, got none`));
}
