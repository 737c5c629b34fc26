import type { Cell } from "../../data/data-table.ts";
import type { TableDescription } from "./description.ts";
import { counted, formatCount } from "../../support/show.ts";

/** Columns that are told one by one. */
const MOST_COLUMNS = 60;
const WIDEST = 24;

/**
 * A description as lines to print: the first rows as understood, a line for every column, what was guessed and how to say
 * otherwise, and what may be damaged.
 *
 * @example
 * ```ts
 * import { describeTable, printDescription } from "langevin/table";
 *
 * console.log(printDescription(describeTable({ age: [31, 45, null] })).join("\n"));
 * ```
 */
export function printDescription({
  schema,
  rows,
  blankRows,
  columns,
  firstRows,
  warnings,
  guesses,
}: TableDescription): string[] {
  const { fields } = schema;
  const shown = fields.slice(0, MOST_COLUMNS);
  const blank = blankRows === 0 ? "" : `, and ${counted(blankRows, "row")} without any value left out`;
  const lines = [
    `${counted(rows, "row")}, ${formatCount(fields.length)} column${fields.length === 1 ? "" : "s"}${blank}`,
    "",
  ];
  lines.push("first rows as understood:");
  lines.push(
    ...grid([shown.map(({ name }) => name), ...firstRows.map((row) => row.slice(0, shown.length).map(textOf))]),
  );
  lines.push("", "columns:");
  lines.push(
    ...grid(
      shown.map(({ name, type, langevin }, c) => {
        const { missing, distinct, isEstimate, minimum, maximum } = columns[c];
        const range = minimum === undefined || langevin?.role === "identifier" ? "" : `${minimum} to ${maximum}`;
        const gaps = missing === 0 ? "" : `${formatCount(missing)} missing`;
        const different = `${isEstimate ? "about " : ""}${formatCount(distinct)} different`;
        return [
          name,
          type,
          langevin?.role ?? "",
          [different, range, gaps].filter(Boolean).join(", "),
          langevin?.reason ?? "",
        ];
      }),
    ),
  );
  if (fields.length > shown.length) lines.push(`  … and ${formatCount(fields.length - shown.length)} more columns`);
  if (guesses.length > 0) lines.push("", "guessed:");
  for (const { column, what, why, how } of guesses)
    lines.push(`  ${column === undefined ? "" : `${column}: `}${what}, because ${why}; otherwise ${how}`);
  if (warnings.length > 0) lines.push("", "look at:", ...warnings.map((warning) => `  ${warning}`));
  return lines;
}

/** Columns of text of the same width. */
function grid(rows: readonly (readonly string[])[]): string[] {
  const cut = rows.map((row) => row.map((text) => (text.length > WIDEST * 3 ? `${text.slice(0, WIDEST * 3)}…` : text)));
  const widths = (cut[0] ?? []).map((_, c) => Math.min(WIDEST, Math.max(...cut.map((row) => row[c].length))));
  return cut.map((row) =>
    `  ${row.map((text, c) => (c === row.length - 1 ? text : text.padEnd(widths[c]))).join("  ")}`.trimEnd(),
  );
}

function textOf(cell: Cell): string {
  return cell === null ? "·" : cell instanceof Date ? cell.toISOString() : String(cell);
}
