import { LangevinError } from "../support/errors.ts";
import { LineStarts } from "./line-starts.ts";
import { isMissingNumber } from "./missing.ts";
import { NumberEvidence, numberStyles } from "./numbers.ts";
import type { ReadOptions } from "./read-options.ts";
import { startReading } from "./read-rows.ts";
import { RowPlaces } from "./row-places.ts";
import { takeColumns } from "./take-columns.ts";
import type { TextReading } from "./table-reading.ts";

/**
 * Understands a text by reading all of it: what its first lines say, how each column writes its numbers, and where every so
 * many rows begin.
 *
 * @param columns  names of the columns that are taken; undefined takes all
 * @throws LangevinError as `readRows`; "unsupported" for UTF-16, in which lines are not found by bytes
 */
export async function indexText(
  where: string,
  pieces: AsyncIterable<Uint8Array>,
  options: ReadOptions,
  columns?: readonly string[],
): Promise<TextReading> {
  const starts = new LineStarts();
  const reader = await startReading(where, starts.watch(pieces), options);
  const taken = takeColumns(where, reader.names, columns);
  const evidence = taken.map(() => new NumberEvidence());
  const places = new RowPlaces();
  let rows = 0;
  for await (const { columns: cells, firstRow, lines } of reader) {
    rows = firstRow + lines.length;
    for (const row of places.rowsIn(firstRow, rows)) {
      const line = lines[row - firstRow];
      places.add(starts.byteOf(line), line);
    }
    starts.forget(lines[lines.length - 1]);
    taken.forEach((c, j) => {
      for (const cell of cells[c] as readonly string[]) if (!isMissingNumber(cell)) evidence[j].add(cell);
    });
  }
  const { names, dialect, head } = reader;
  if (dialect.encoding?.startsWith("utf-16") === true)
    throw new LangevinError("unsupported", `${where}: expected a text in UTF-8 or another encoding of bytes to read in parts, got ${dialect.encoding}`); // prettier-ignore
  return {
    ...{ format: "csv", rows, columns: taken.map((c) => names[c]), dialect, names: [...names] },
    ...(head.header ? { header: [...head.header] } : {}),
    ...{
      width: head.width,
      uneven: options.uneven ?? "fill",
      numbers: numberStyles(evidence, { delimiter: dialect.delimiter }),
    },
    ...{ step: places.step, bytes: places.bytes, lines: places.lines },
  };
}
