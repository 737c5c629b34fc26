import type { DataTable } from "../data/data-table.ts";
import type { RangedFile } from "../data/ranged-file.ts";
import { LangevinError } from "../support/errors.ts";
import { readSpec } from "./read-options.ts";
import { RecordCutter } from "./records.ts";
import { RowShaper } from "./row-shaper.ts";
import type { TextReading } from "./table-reading.ts";
import { takeColumns } from "./take-columns.ts";
import { makeDecoder } from "./text-encoding.ts";

/** Bytes that are read at once. */
const PIECE = 1 << 20;

/**
 * Rows from `begin` to before `end` of a text, read from the last known place before them: the cells that they have in the
 * text read whole.
 *
 * @throws LangevinError "invalid-data" for a file that is not the one that was understood
 */
export async function readTextRange(
  where: string,
  file: RangedFile,
  reading: TextReading,
  begin: number,
  end: number,
): Promise<DataTable> {
  const taken = takeColumns(where, reading.names, reading.columns);
  const columns: string[][] = taken.map(() => []);
  const place = Math.floor(begin / reading.step);
  let row = place * reading.step;
  if (begin < end)
    for await (const cells of rowsFrom(where, file, reading, place)) {
      if (row >= begin) taken.forEach((c, j) => columns[j].push(cells[c]));
      if (++row === end) break;
    }
  if (begin < end && row < end) throw new LangevinError("invalid-data", `${where}: expected ${reading.rows} rows, as there were at first, got ${row}`); // prettier-ignore
  return { names: [...reading.columns], columns };
}

async function* rowsFrom(
  where: string,
  file: RangedFile,
  reading: TextReading,
  place: number,
): AsyncGenerator<string[]> {
  const { dialect, bytes, lines, width, header, uneven } = reading;
  const { delimiter, quoteChar = "", commentChar = "", encoding = "utf-8", byteOrderMark = false } = dialect;
  const maxRowLength = readSpec.maxRowLength.default!;
  const decoder = makeDecoder(where, encoding);
  const cutter = new RecordCutter(where, { delimiter, quoteChar, commentChar, maxRowLength }, lines[place]);
  const shaper = new RowShaper(where, { width, header, dialect }, uneven);
  for (let at = bytes[place]; at < file.size; at += PIECE) {
    const last = at + PIECE >= file.size;
    let text = decoder.decode(await file.read(at, Math.min(file.size, at + PIECE)), { stream: !last });
    if (at === 0 && byteOrderMark) text = text.replace(/^\ufeff/, "");
    for (const record of cutter.push(text)) {
      const cells = shaper.shape(record);
      if (cells) yield cells;
    }
  }
  for (const record of cutter.end()) {
    const cells = shaper.shape(record);
    if (cells) yield cells;
  }
}
