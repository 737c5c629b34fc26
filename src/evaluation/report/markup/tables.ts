import { type Content, markup, type Markup, withinBytes } from "./markup.ts";

/** One row of a table: what it is about, and its cells. */
export interface Row {
  heading: Content;
  cells: readonly Content[];
}

/** A table's parts. */
export interface TableParts {
  caption: Content;
  /** Headings of the columns, the first for the rows' headings. */
  head: readonly Content[];
  rows: readonly Row[];
  /** Bytes that the rows may take; the others are counted. Default 40,000. */
  bytes?: number;
  /** Rows that are seen at once; the others are in a collapsed table. Default: all. */
  open?: number;
}

/** A table with headings for screen readers; figures stand right. */
export function table({ caption, head, rows, bytes = 40_000, open = Infinity }: TableParts): Markup {
  const { shown, left } = withinBytes(rows.map(row), bytes);
  const more = shown.slice(open);
  return markup`${part(caption, head, shown.slice(0, open))}${
    more.length > 0 &&
    markup`<details><summary>${more.length} more</summary>${part(markup`${caption}, continued`, head, more)}</details>`
  }${left > 0 && markup`<p class="quiet">${left} more are not shown.</p>`}`;
}

function part(caption: Content, head: readonly Content[], rows: readonly Markup[]): Markup {
  return markup`<table>
<caption>${caption}</caption>
<thead><tr>${head.map((heading) => markup`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>
`;
}

function row({ heading, cells }: Row): Markup {
  return markup`<tr><th scope="row">${heading}</th>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>\n`;
}
