import type { DataTable } from "../data/data-table.ts";
import { indexText } from "../formats/index-text.ts";
import { indexParquet, numbersOf, readRowRange } from "../formats/row-ranges.ts";
import { readSpec } from "../formats/read-options.ts";
import { tableFormatOf } from "../formats/write-rows.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { oneOf, option, readOptions, type Spec } from "../support/options.ts";
import { HashedPieces } from "../work/file-hashes.ts";
import { openReference } from "../work/read-reference.ts";
import { openPlace, wholePlace } from "../work/open-place.ts";
import type { WorkContext } from "../work/open-work.ts";
import type { InputReading, InputReference } from "./rows-spec.ts";

const readingSpec = {
  format: oneOf(["csv", "parquet"]),
  delimiter: readSpec.delimiter,
  header: readSpec.header,
  columns: option<readonly string[]>((where, name, value) => {
    if (!Array.isArray(value) || value.length === 0 || !value.every((column) => typeof column === "string"))
      throw invalid(where, `${name} a list of columns' names`, value);
    return value as string[];
  }),
} satisfies Spec<InputReading>;

/** Rows from `begin`, `count` of them. */
export interface RowRange {
  readonly begin: number;
  readonly count: number;
}

/**
 * Reads a file of rows once: its hashes, how it is written, where its rows lie. All of that is decided here for the whole
 * file, so that a shard's rows read alone are those of the file read whole.
 *
 * @throws LangevinError "unsupported" for formats whose rows cannot be read apart
 */
export async function referInput(
  where: string,
  place: string,
  given: InputReading,
  context: WorkContext = {},
): Promise<InputReference> {
  const { format, delimiter, header, columns } = readOptions(`${where}: reading`, given, readingSpec);
  const known = format ?? tableFormatOf(place);
  if (known !== undefined && !["csv", "tsv", "parquet"].includes(known))
    throw new LangevinError("unsupported", `${where}: expected rows as CSV or Parquet, got ${known}`);
  const file = await openPlace(where, place, context);
  if (file.size === 0)
    throw new LangevinError("invalid-data", `${where}: expected a file of rows at ${place}, got an empty one`);
  const hashed = new HashedPieces(file);
  const options = {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(header === undefined ? {} : { header }),
    ...(context.signal ? { signal: context.signal } : {}),
  };
  if (known !== "parquet") {
    const reading = await indexText(where, hashed, options, columns);
    return { ...hashed.reference(wholePlace(where, place)), reading };
  }
  for await (const piece of hashed) void piece;
  const reference = hashed.reference(wholePlace(where, place));
  // Of what was hashed, not of what the file may have become
  const checked = await openReference(where, reference, context);
  return { ...reference, reading: await indexParquet(where, checked, columns) };
}

/**
 * Some rows of an input, read alone: cells as the file has them (texts of a text file), `null` or "" for gaps. What is read
 * is compared with the reference's hashes.
 *
 * @throws LangevinError "invalid-argument" for rows that it does not have, "invalid-file" for a file of other bytes
 */
export async function readInputRows(
  where: string,
  input: InputReference,
  { begin, count }: RowRange,
  context: WorkContext = {},
): Promise<DataTable> {
  const file = await openReference(where, input, context);
  return readRowRange(where, file, input.reading, begin, begin + count);
}

/** Some rows of an input as numbers, row by row, NaN for gaps; a cell that is no number is refused. */
export async function readInputNumbers(
  where: string,
  input: InputReference,
  range: RowRange,
  context: WorkContext = {},
): Promise<Float64Array> {
  return numbersOf(where, input.reading, await readInputRows(where, input, range, context), range.begin);
}
