/** Rows of numbers with the names of their columns. */
export interface Table {
  columns: string[];
  /** (rowCount, columns) row-major */
  rows: Float64Array;
  rowCount: number;
}

/** 1234567 → "1,234,567" */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A name or cell as a message shows it: on one line, at most `most` characters. */
export function shorten(text: string, most = 32): string {
  // The rest of a cell of megabytes is not even looked at
  const line = text
    .slice(0, 4 * most)
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  return text.length > 4 * most || line.length > most ? line.slice(0, most - 1) + "…" : line;
}

/** The first `most` of a list, and how many more there are. */
export function listSome(items: string[], most: number): string {
  const more = items.length > most ? [`and ${formatCount(items.length - most)} more`] : [];
  return [...items.slice(0, most), ...more].join(", ");
}
