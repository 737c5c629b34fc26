import type { DataTable, Cell } from "../data/data-table.ts";
import type { RangedFile } from "../data/ranged-file.ts";
import { LangevinError } from "../support/errors.ts";
import { quote, show } from "../support/show.ts";
import { isMissingNumber } from "./missing.ts";
import { parseNumber, type NumberStyle } from "./numbers.ts";
import { openParquet } from "./parquet-file.ts";
import { readTextRange } from "./read-text-range.ts";
import type { ParquetReading, TableReading } from "./table-reading.ts";
import { takeColumns } from "./take-columns.ts";

/** Understands a Parquet file: its rows and columns. */
export async function indexParquet(
  where: string,
  file: RangedFile,
  columns?: readonly string[],
): Promise<ParquetReading> {
  const { names, rows } = await openParquet(where, file);
  return { format: "parquet", rows, columns: takeColumns(where, names, columns).map((c) => names[c]) };
}

/**
 * Rows from `begin` to before `end` of a table, in order and with its columns by their names: those of the table read whole.
 *
 * @throws LangevinError "invalid-argument" for rows that it does not have; as the formats' readers
 */
export async function readRowRange(
  where: string,
  file: RangedFile,
  reading: TableReading,
  begin: number,
  end: number,
): Promise<DataTable> {
  if (!(begin >= 0 && begin <= end && end <= reading.rows))
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected rows among ${reading.rows}, got ${begin} to ${end}`,
    );
  if (reading.format === "csv") return readTextRange(where, file, reading, begin, end);
  const { columns } = reading;
  if (begin === end) return { names: [...columns], columns: columns.map(() => []) };
  const parquet = await openParquet(where, file);
  takeColumns(where, parquet.names, columns);
  const table = await parquet.read(begin, end, columns);
  if (table.columns.some((cells) => cells.length !== end - begin))
    throw new LangevinError("invalid-data", `${where}: expected ${end - begin} rows from row ${begin}, got others`);
  return table;
}

/**
 * Rows as numbers, row by row; NaN where a cell is missing.
 *
 * @param firstRow  the number of the first row among the file's, for messages
 * @throws LangevinError "invalid-data" naming row and column of a cell that is no number
 */
export function numbersOf(
  where: string,
  reading: TableReading,
  { columns }: DataTable,
  firstRow: number,
): Float64Array {
  const dim = columns.length;
  const numbers = new Float64Array(dim * (columns[0]?.length ?? 0));
  columns.forEach((cells, c) => {
    const style = reading.format === "csv" ? reading.numbers[c] : undefined;
    for (let r = 0; r < cells.length; r++) {
      const number = numberOf(cells[r], style);
      if (number === undefined)
        throw new LangevinError("invalid-data", `${where}: row ${firstRow + r}, column ${quote(reading.columns[c])}: expected a number, got ${show(cells[r])}`); // prettier-ignore
      numbers[r * dim + c] = number;
    }
  });
  return numbers;
}

function numberOf(cell: Cell, style: NumberStyle | undefined): number | undefined {
  if (cell === null) return NaN;
  if (typeof cell === "string") return isMissingNumber(cell) ? NaN : parseNumber(cell, style);
  return typeof cell === "object" ? undefined : Number(cell);
}
