import { hasHeader, nameColumns, readCell } from "./cells.ts";
import { Column } from "./column.ts";
import { readRows } from "./read-rows.ts";
import { readText, type Chunks } from "./read-text.ts";
import { formatCount, listSome, shorten, TableError, type ReadTable, type Separator } from "./table.ts";

export interface ParseOptions {
  /** Complete rows that are needed. @default 50 */
  minRows: number;
  /** Bytes after which reading ends with an error. */
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

/** Columns that a network takes. */
const MAX_COLUMNS = 4096;
/** Rows that decide whether the first one is a header. */
const HEAD_ROWS = 1000;
/** Values of all columns, 8 bytes each, that there is room for; only rows of very different lengths reach it before `maxBytes`. */
const MAX_CAPACITY = 1.5e8;

/**
 * The numeric part of a CSV file. Separator (comma, semicolon, tab, blanks) and header are found, not asked for.
 *
 * A column is left out if it holds a word, counts the rows, is constant, empty, missing in more than half of the rows, or
 * beyond all scales; then a row is left out if a value is missing in it (empty, `?`, `.`, `-`, NA, NaN, null, none,
 * infinite).
 *
 * @throws {@link TableError} for a file that cannot be used, or with fewer than `minRows` complete rows.
 */
export async function parseTable(
  file: string,
  chunks: Chunks,
  { minRows = 50, maxBytes = 1e9, signal }: Partial<ParseOptions> = {},
): Promise<ReadTable> {
  const cells = new Cells(file);
  let damagedText = false;
  const separator = await readRows(file, watched(), (row, found) => cells.take(row, found));
  async function* watched(): AsyncGenerator<string> {
    for await (const text of readText(file, chunks, { maxBytes, signal })) {
      damagedText ||= text.includes("\uFFFD");
      yield text;
    }
  }
  const { names, columns, rowCount, header } = cells.finish(separator);
  const { decimalComma, unevenRows } = cells;

  const skippedColumns: ReadTable["skippedColumns"] = [];
  const numeric: { name: string; column: Column }[] = [];
  for (const [j, column] of columns.entries()) {
    const why = column.whyUseless(rowCount);
    if (why) skippedColumns.push({ name: names[j], why });
    else numeric.push({ name: names[j], column });
  }
  if (numeric.length === 0) {
    const reasons = skippedColumns.slice(0, 3).map(({ name, why }) => `${shorten(name)}: ${why}`);
    throw new TableError(
      "no-numeric-column",
      `${file} has no column of numbers to learn from (${reasons.join("; ")}${skippedColumns.length > 3 ? "; …" : ""}).`,
    );
  }
  if (numeric.length > MAX_COLUMNS)
    throw new TableError(
      "too-many-columns",
      `${file} has ${formatCount(numeric.length)} columns of numbers; at most ${formatCount(MAX_COLUMNS)} can be learned at once: leave some out.`,
    );

  const complete = completeRows(numeric, rowCount);
  const gaps = numeric
    .map(({ name, column }) => ({ name, missing: column.missing(rowCount) }))
    .filter(({ missing }) => missing > 0)
    .sort((a, b) => b.missing - a.missing);
  if (complete.length < minRows) {
    const missing = gaps.map(({ name, missing }) => `${shorten(name)} is missing in ${formatCount(missing)}`);
    const found =
      complete.length === rowCount
        ? `${formatCount(rowCount)} rows`
        : `${formatCount(complete.length)} complete rows of ${formatCount(rowCount)} (${listSome(missing, 1)})`;
    throw new TableError("too-few-rows", `${file} has ${found}; at least ${minRows} are needed.`);
  }

  // Without the dropped rows, a column may have become constant
  const kept = numeric.filter(({ name, column }) => {
    const first = column.at(complete[0]);
    const varies = complete.some((row) => column.at(row) !== first);
    if (!varies) skippedColumns.push({ name, why: `constant (${first}) in the complete rows` });
    return varies;
  });
  if (kept.length === 0)
    throw new TableError("no-numeric-column", `Every column of ${file} is constant in its complete rows.`);

  const rows = new Float64Array(complete.length * kept.length);
  const integer = kept.map(() => true);
  for (const [j, { column }] of kept.entries())
    for (let i = 0; i < complete.length; i++) {
      const value = column.at(complete[i]);
      rows[i * kept.length + j] = value;
      if (!Number.isInteger(value)) integer[j] = false;
    }
  return {
    columns: kept.map(({ name }) => name),
    integer,
    rows,
    rowCount: complete.length,
    reading: { separator, header, decimalComma, unevenRows, damagedText },
    skippedColumns,
    droppedRows: rowCount - complete.length,
    gaps,
  };
}

function completeRows(numeric: { column: Column }[], rowCount: number): Uint32Array {
  const complete = new Uint32Array(rowCount);
  let count = 0;
  for (let row = 0; row < rowCount; row++)
    if (numeric.every(({ column }) => !Number.isNaN(column.at(row)))) complete[count++] = row;
  return complete.subarray(0, count);
}

/** Sorts cells into columns as they come; the first rows wait until it is known whether one is a header. */
class Cells {
  decimalComma = false;
  unevenRows = 0;
  private readonly file: string;
  private readonly columns: Column[] = [];
  private head: string[][] | undefined = [];
  private header: string[] | undefined;
  private width = 0;
  private rowCount = 0;
  private capacity = 0;

  constructor(file: string) {
    this.file = file;
  }

  take(cells: string[], separator: Separator): void {
    if (!this.head) return this.add(cells, separator);
    this.head.push(cells);
    if (this.head.length > HEAD_ROWS) this.settleHead(separator);
  }

  finish(separator: Separator) {
    if (this.head) this.settleHead(separator);
    const { columns, rowCount, header } = this;
    return { columns, rowCount, header: header !== undefined, names: nameColumns(header, columns.length) };
  }

  private settleHead(separator: Separator): void {
    const [first, ...others] = this.head!;
    this.head = undefined;
    this.width = first.length;
    if (hasHeader(first, others, separator)) {
      this.header = first;
      this.widen(first.length);
    } else this.add(first, separator);
    for (const cells of others) this.add(cells, separator);
  }

  private add(cells: string[], separator: Separator): void {
    const row = this.rowCount++;
    if (cells.length !== this.width) this.unevenRows++;
    this.widen(cells.length);
    for (let j = 0; j < cells.length; j++) {
      const value = readCell(cells[j], separator);
      if (Number.isNaN(value)) continue;
      const column = this.columns[j];
      this.capacity -= column.capacity;
      if (value === undefined) column.addWord(cells[j]);
      else column.addNumber(row, value);
      this.capacity += column.capacity;
      if (value !== undefined && separator !== "," && cells[j].includes(",")) this.decimalComma = true;
    }
    if (this.capacity > MAX_CAPACITY)
      throw new TableError(
        "too-large",
        `${this.file} has too many cells to be learned at once: take some of its rows or columns.`,
      );
  }

  private widen(width: number): void {
    while (this.columns.length < width) this.columns.push(new Column());
  }
}
