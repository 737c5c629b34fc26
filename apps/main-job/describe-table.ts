import { formatCount, listSome, shorten, type ReadTable, type Separator } from "./table.ts";

const separators: Record<Separator, string> = { "\t": "tabs", ";": "semicolons", ",": "commas", " ": "blanks" };

const SHOWN_COLUMNS = 8;
const SHOWN_ROWS = 3;
const SHOWN_REASONS = 8;

/** What was read, how it was understood, and what was left out and why: lines for a terminal. */
export function describeTable(name: string, table: ReadTable): string[] {
  const { columns, rowCount } = table;
  const names = listSome(
    columns.map((column) => shorten(column)),
    SHOWN_COLUMNS,
  );
  return [
    `${name}: ${formatCount(rowCount)} rows, ${formatCount(columns.length)} ${columns.length === 1 ? "column" : "columns"} (${names})`,
    ...[`read with ${describeReading(table)}`, ...firstRows(table), ...describeOmissions(table)].map(
      (line) => `  ${line}`,
    ),
  ];
}

/** "semicolons between cells, decimal commas, names of columns in the first line" */
export function describeReading({ reading: { separator, decimalComma, header } }: ReadTable): string {
  const parts = [`${separators[separator]} between cells`];
  if (decimalComma) parts.push("decimal commas");
  parts.push(header ? "names of columns in the first line" : "no names of columns: the first line is a row of numbers");
  return parts.join(", ");
}

/** Part of a sentence for everything that is not in the table, or not as it was in the file; `most` for columns. */
export function describeOmissions(
  { reading, skippedColumns, droppedRows, gaps }: ReadTable,
  most = SHOWN_REASONS,
): string[] {
  const lines = skippedColumns.slice(0, most).map(({ name, why }) => `without column ${shorten(name)}: ${why}`);
  if (skippedColumns.length > most)
    lines.push(`without ${formatCount(skippedColumns.length - most)} more columns, for such reasons`);
  if (droppedRows > 0) {
    const where = listSome(
      gaps.map(({ name, missing }) => `${shorten(name)} in ${formatCount(missing)}`),
      3,
    );
    lines.push(`without ${countRows(droppedRows)} in which a value is missing (${where})`);
  }
  if (reading.unevenRows > 0)
    lines.push(`${countRows(reading.unevenRows)} with more or fewer cells than the first line: look at the rows above`);
  if (reading.damagedText) lines.push("some letters are no UTF-8 and read as �: save the file as UTF-8 to keep them");
  return lines;
}

/** The first rows under their columns' names. */
function firstRows({ columns, rows, rowCount }: ReadTable): string[] {
  const shown = Math.min(columns.length, SHOWN_COLUMNS);
  const cells = Array.from({ length: Math.min(rowCount, SHOWN_ROWS) }, (_, i) =>
    Array.from({ length: shown }, (_, j) => String(rows[i * columns.length + j])),
  );
  const table = [columns.slice(0, shown).map((name) => shorten(name, 16)), ...cells];
  const widths = table[0].map((_, j) => Math.max(...table.map((row) => row[j].length)));
  const more = columns.length > shown ? "  …" : "";
  return table.map((row) => row.map((cell, j) => cell.padStart(widths[j])).join("  ") + more);
}

function countRows(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;
}
