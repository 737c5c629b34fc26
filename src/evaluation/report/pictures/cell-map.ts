import { markup, type Markup } from "../markup/markup.ts";

/**
 * A rectangle of cells, each in one of the classes 0, 1, …: one path for each class, made of runs of equal cells, so that
 * it stays small. A cell is one unit wide and high.
 *
 * @param classOf  the class of a cell; undefined for one that is not drawn
 * @param prefix   of the paths' class names: "score" gives score-0, score-1, …
 */
export function cellMap(
  rows: number,
  columns: number,
  classOf: (row: number, column: number) => number | undefined,
  prefix: string,
): Markup {
  const runs = new Map<number, { path: string; x: number; y: number }>();
  for (let row = 0; row < rows; row++)
    for (let start = 0; start < columns;) {
      const kind = classOf(row, start);
      let end = start + 1;
      while (end < columns && classOf(row, end) === kind) end++;
      if (kind !== undefined) {
        const { path, x, y } = runs.get(kind) ?? { path: "M0 0", x: 0, y: 0 };
        runs.set(kind, { path: `${path}m${start - x} ${row - y}h${end - start}`, x: end, y: row });
      }
      start = end;
    }
  const paths = [...runs].sort(([a], [b]) => a - b);
  return markup`<g class="cells" transform="translate(0 .5)">${paths.map(
    ([kind, { path }]) => markup`<path class="${prefix}-${kind}" d="${path}"/>`,
  )}</g>`;
}
