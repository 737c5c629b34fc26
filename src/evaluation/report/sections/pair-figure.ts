import type { PairComparison } from "../../table-evaluation.ts";
import { boundedTable } from "../bounded.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { table as tableOf } from "../markup/tables.ts";
import { figure, name, percent, plainName, shorten, withError } from "../markup/texts.ts";
import { cellMap } from "../pictures/cell-map.ts";
import { picture } from "../pictures/svg.ts";

/** Classes of shares and of differences; cells of one class look alike. */
const [SHARES, DIFFERENCES] = [7, 3];
/** Length of a cell's side, letters in a label, room for a letter. */
const [SIDE, LETTERS, LETTER] = [17, 12, 7];
/** Cells that are named in words. */
const NAMED = 6;

/** What the colors of all pairs' pictures mean. */
export const pairLegend: Markup = markup`<p>Shares of the rows in each cell, the stronger the color the more; the difference is blue where the real rows have more, and red where the synthetic ones have. Bins of numbers have the names of their lower ends.</p>
`;

type Shares = readonly (readonly number[])[];

/** Two columns together: shares of the cells in both tables, and their difference. */
export function pairFigure(id: string, pair: PairComparison): Markup {
  const table = pair.table && boundedTable(pair.table);
  return markup`<div class="card wide">
<h3>${name(pair.columns[0])} × ${name(pair.columns[1])}</h3>
<p><strong>${withError(pair.score, pair.error)}</strong>; independent columns get ${figure(pair.floor)}, real rows ${figure(pair.ceiling)}. Rows of the pictures are ${name(pair.columns[0])}, columns ${name(pair.columns[1])}.</p>
${table !== undefined && maps(id, pair.columns, table)}</div>
`;
}

function maps(id: string, columns: PairComparison["columns"], table: NonNullable<PairComparison["table"]>): Markup {
  const { real, synthetic } = table;
  const highest = Math.max(...real.flat(), ...synthetic.flat(), 1e-12);
  const shareClass = (share: number) => (share > 0 ? Math.max(1, Math.ceil(Math.sqrt(share / highest) * SHARES)) : 0);
  const differences = synthetic.map((row, r) => row.map((share, c) => share - real[r][c]));
  const farthest = Math.max(...differences.flat().map(Math.abs), 1e-12);
  const both = `${plainName(columns[0])} and ${plainName(columns[1])}`;
  const map = (title: string, shares: Shares, classOf: (share: number) => number, prefix: string) =>
    markup`<figure>
${picture({
  id: `${id}-${title}`,
  title: `${both}: ${title}`,
  description: `${table.rows.length} rows and ${table.columns.length} columns of cells; the table below has those that differ most.`,
  width: SIDE * table.columns.length + room(table.rows),
  height: SIDE * table.rows.length + room(table.columns),
  size: "own",
  className: "map",
  content: [
    markup`<g transform="scale(${SIDE})">${cellMap(table.rows.length, table.columns.length, (r, c) => classOf(shares[r][c]), prefix)}</g>`,
    table.rows.map((label, r) => mapLabel(label, SIDE * table.columns.length + 4, SIDE * r + 13, "")),
    table.columns.map((label, c) => mapLabel(label, SIDE * c + 5, SIDE * table.rows.length + 5, "rotate(90)")),
  ],
})}<figcaption>${title}</figcaption>
</figure>
`;
  const differenceClass = (share: number) => Math.round((share / farthest) * DIFFERENCES) + DIFFERENCES;
  return markup`<div class="body">
<div class="maps">
${[
  map("real", real, shareClass, "share"),
  map("synthetic", synthetic, shareClass, "share"),
  map("difference", differences, differenceClass, "difference"),
]}</div>
${named(columns, table, differences)}</div>
`;
}

/** Length of the longest label. */
function room(labels: readonly string[]): number {
  return 8 + LETTER * Math.min(LETTERS, Math.max(...labels.map((label) => label.length)));
}

function mapLabel(label: string, x: number, y: number, turn: string): Markup {
  return markup`<text transform="translate(${x} ${y})${turn}">${shorten(label, LETTERS)}</text>`;
}

/** The cells that differ most, in words. */
function named(
  columns: PairComparison["columns"],
  { rows, columns: levels, real, synthetic }: NonNullable<PairComparison["table"]>,
  differences: Shares,
): Markup {
  const cells = differences
    .flatMap((row, r) => row.map((difference, c) => ({ r, c, difference })))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
    .slice(0, NAMED);
  return tableOf({
    caption: "Cells that differ most",
    head: [[name(columns[0]), " × ", name(columns[1])], "real", "synthetic"],
    rows: cells.map(({ r, c }) => ({
      heading: [name(rows[r], 40), " × ", name(levels[c], 40)],
      cells: [percent(real[r][c]), percent(synthetic[r][c])],
    })),
  });
}
