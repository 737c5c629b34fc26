import { isMissingNumber, NumberEvidence, numberStyles, parseNumber, readRows } from "../../src/formats/index.ts";
import { formatCount, listSome, shorten, type Table } from "../main-job/table.ts";
import { InputError } from "./input-error.ts";

/** The columns of numbers of a file, with how it was read and what was left out. */
export interface NumberTable extends Table {
  /** Sentences without a full stop. */
  notes: string[];
}

/** The largest number, and the smallest difference, that a picture and a network, in f32, work with. */
const LARGEST = 1e30;
const SMALLEST = 1e-30;

/**
 * The complete rows of a table's columns of numbers. A column is left out if it holds words, is constant or missing in more
 * than half of the rows; then a row is left out if a value is missing in it.
 *
 * @throws {@link InputError} for a file that has none, or fewer than `minRows` complete rows
 */
export async function readNumberTable(
  name: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { minRows, maxBytes }: { minRows: number; maxBytes: number },
): Promise<NumberTable> {
  const columns: string[][] = [];
  const reader = await readRows(bytes, { maxBytes });
  for await (const chunk of reader)
    for (const [j, cells] of chunk.columns.entries()) for (const cell of cells) (columns[j] ??= []).push(String(cell));
  const evidence = columns.map((cells) => {
    const found = new NumberEvidence();
    for (const cell of cells) found.add(cell);
    return found;
  });
  const styles = numberStyles(evidence, { delimiter: reader.dialect.delimiter });
  const read = columns.map((cells, j) =>
    cells.map((cell) => (isMissingNumber(cell) ? NaN : parseNumber(cell, styles[j]))),
  );
  const taken: { name: string; values: number[] }[] = [];
  const notes = reader.notes.map(({ text }) => text);
  for (const [j, values] of read.entries()) {
    const why = whyUseless(columns[j], values);
    if (why === undefined) taken.push({ name: reader.names[j], values: values as number[] });
    else notes.push(`without column ${shorten(reader.names[j])}: ${why}`);
  }
  if (taken.length === 0)
    throw new InputError(`${name} has no column of numbers to learn from (${listSome(notes, 3)}).`);
  const rowCount = taken[0].values.length;
  const complete = Array.from({ length: rowCount }, (_, r) => r).filter((r) =>
    taken.every(({ values }) => values[r] === values[r]),
  );
  const dropped = rowCount - complete.length;
  if (dropped > 0) notes.push(`without ${formatCount(dropped)} rows in which a value is missing`);
  if (complete.length < minRows)
    throw new InputError(`${name} has ${formatCount(complete.length)} complete rows; at least ${minRows} are needed.`);
  return {
    columns: taken.map((column) => column.name),
    rows: Float64Array.from(complete.flatMap((r) => taken.map(({ values }) => values[r]))),
    rowCount: complete.length,
    notes,
  };
}

/** Why nothing can be learned from a column, if that is so; `values` are undefined where a cell is a word. */
function whyUseless(cells: readonly string[], values: readonly (number | undefined)[]): string | undefined {
  const word = values.indexOf(undefined);
  if (word >= 0) return `words, such as “${shorten(cells[word], 24)}”`;
  const numbers = values.filter((value): value is number => value === value);
  if (numbers.length === 0) return "all empty";
  const missing = values.length - numbers.length;
  if (missing > values.length / 2) return `missing in ${formatCount(missing)} of ${formatCount(values.length)} rows`;
  const [least, most] = numbers.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
  if (least === most) return `constant (${least})`;
  if (Math.max(-least, most) > LARGEST) return `numbers beyond ${LARGEST}`;
  if (most - least < SMALLEST) return `numbers less than ${SMALLEST} apart`;
  const countsRows = (least === 0 || least === 1) && values.every((value, r) => value === least + r);
  return countsRows ? "row numbers" : undefined;
}
