import { hasHeader, nameColumns, readCell } from "./cells.ts";
import { splitCells } from "./split-cells.ts";
import { formatCount, TableError, type ReadTable } from "./table.ts";

interface Column {
  name: string;
  /** One value a row, `NaN` where it is missing. */
  values: Float64Array;
  missing: number;
}

/**
 * The numeric part of a CSV file. Separator (comma, semicolon, tab, blanks) and header are found, not asked for.
 *
 * A column is left out if it holds a word, counts the rows, is constant, empty, or missing in more than half of the rows;
 * then a row is left out if a value is missing in it (empty, `?`, `.`, `-`, NA, NaN, null, none, infinite).
 *
 * @throws {@link TableError} for a file that cannot be used, or with fewer than `minRows` complete rows.
 */
export function parseTable(file: string, bytes: Uint8Array, { minRows = 50 } = {}): ReadTable {
  const { cells, separator } = splitCells(file, bytes);
  const header = hasHeader(cells, separator) ? cells[0] : undefined;
  const body = header ? cells.slice(1) : cells;
  const width = cells.reduce((most, row) => Math.max(most, row.length), 0);
  const skippedColumns: ReadTable["skippedColumns"] = [];

  const numeric: Column[] = [];
  for (const [j, name] of nameColumns(header, width).entries()) {
    const values = new Float64Array(body.length);
    let missing = 0;
    let words = 0;
    let firstWord = "";
    for (let i = 0; i < body.length; i++) {
      const value = readCell(body[i][j], separator);
      if (value === undefined && words++ === 0) firstWord = body[i][j];
      values[i] = value ?? NaN;
      if (Number.isNaN(values[i])) missing++;
    }
    const column = { name, values, missing };
    const why =
      words > 0 ? describeWords(words, body.length - missing + words, firstWord) : whyUseless(column, body.length);
    if (why) skippedColumns.push({ name, why });
    else numeric.push(column);
  }
  if (numeric.length === 0) {
    const reasons = skippedColumns.slice(0, 3).map(({ name, why }) => `${name}: ${why}`);
    throw new TableError(
      "no-numeric-column",
      `${file} has no column of numbers to learn from (${reasons.join("; ")}${skippedColumns.length > 3 ? "; …" : ""}).`,
    );
  }

  const complete: number[] = [];
  for (let i = 0; i < body.length; i++) if (numeric.every(({ values }) => !Number.isNaN(values[i]))) complete.push(i);
  if (complete.length < minRows) {
    const worst = numeric.reduce((a, b) => (b.missing > a.missing ? b : a));
    const found =
      complete.length === body.length
        ? `${body.length} rows`
        : `${complete.length} complete rows of ${formatCount(body.length)} (${worst.name} is missing in ${formatCount(worst.missing)})`;
    throw new TableError("too-few-rows", `${file} has ${found}; at least ${minRows} are needed.`);
  }

  // Without the dropped rows, a column may have become constant.
  const kept: { name: string; values: Float64Array }[] = [];
  for (const { name, values } of numeric) {
    const left = Float64Array.from(complete, (i) => values[i]);
    const why = whyConstant(left);
    if (why) skippedColumns.push({ name, why: `${why} in the complete rows` });
    else kept.push({ name, values: left });
  }
  if (kept.length === 0)
    throw new TableError("no-numeric-column", `Every column of ${file} is constant in its complete rows.`);

  const rows = new Float64Array(complete.length * kept.length);
  for (const [j, { values }] of kept.entries())
    for (let i = 0; i < complete.length; i++) rows[i * kept.length + j] = values[i];
  return {
    columns: kept.map(({ name }) => name),
    integer: kept.map(({ values }) => values.every((value) => Number.isInteger(value))),
    rows,
    rowCount: complete.length,
    skippedColumns,
    droppedRows: body.length - complete.length,
  };
}

function describeWords(words: number, present: number, firstWord: string): string {
  const word = `“${firstWord.length > 24 ? firstWord.slice(0, 24) + "…" : firstWord}”`;
  return words > present / 2
    ? `words, such as ${word}`
    : `not a number in ${formatCount(words)} of ${formatCount(present)} rows, such as ${word}`;
}

function whyUseless({ values, missing }: Column, rowCount: number): string | undefined {
  if (missing === rowCount) return "all empty";
  if (missing > rowCount / 2) return `missing in ${formatCount(missing)} of ${formatCount(rowCount)} rows`;
  return whyConstant(values.filter((value) => !Number.isNaN(value))) ?? whyRowNumber(values);
}

function whyConstant(values: Float64Array): string | undefined {
  return values.every((value) => value === values[0]) ? `constant (${values[0]})` : undefined;
}

function whyRowNumber(values: Float64Array): string | undefined {
  const counts = (values[0] === 0 || values[0] === 1) && values.every((value, i) => value === values[0] + i);
  return counts ? "row numbers" : undefined;
}
