import type { ColumnComparison, TableEvaluation } from "../../table-evaluation.ts";
import { byteLength, markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { figure, name, percent, withError } from "../markup/texts.ts";
import { columnFigure, columnLine } from "./column-figure.ts";
import { legend, section } from "./section.ts";

/** Columns that are drawn at once, and bytes for those that open to their pictures. */
const [FULL, LINES] = [30, 180_000];

/** Each column alone, the least alike first. */
export function columnsSection({ columns }: TableEvaluation): Markup {
  const sorted = [...columns].sort((a, b) => distance(b) - distance(a));
  const full = sorted.slice(0, FULL);
  const lines: Markup[] = [];
  let used = 0;
  for (const column of sorted.slice(FULL)) {
    const line = columnLine(`column-${FULL + lines.length}`, column);
    used += byteLength(line.html);
    if (used > LINES) break;
    lines.push(line);
  }
  const rest = sorted.slice(FULL + lines.length);
  return section("columns", "Columns", [
    markup`<p>Each column alone, the least alike first. Its score is 1 less the distance between the two distributions: Kolmogorov–Smirnov’s of numbers, the total variation of categories. Chance keeps real rows from 1 too.</p>
${legend}<div class="piles">
${full.map((column, i) => columnFigure(`column-${i}`, column))}</div>
`,
    lines.length > 0 && markup`<h3>${lines.length} more columns</h3>\n<div class="lines">\n${lines}</div>\n`,
    rest.length > 0 &&
      markup`<details><summary>${rest.length} more columns without pictures</summary>
${table({ caption: "More columns", head: ["column", "score", "real rows", "missing, real", "missing, synthetic"], rows: rest.map(rowOf) })}</details>
`,
  ]);
}

/** How much a column lacks of what real rows get; those without a score come last. */
function distance({ shape: { value, ceiling } }: ColumnComparison): number {
  return value === null ? -Infinity : (ceiling ?? 1) - value;
}

function rowOf({ name: column, shape, missing }: ColumnComparison) {
  return {
    heading: name(column),
    cells: [
      withError(shape.value, shape.error),
      figure(shape.ceiling),
      percent(missing.real),
      percent(missing.synthetic),
    ],
  };
}
