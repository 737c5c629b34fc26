import type { ColumnComparison } from "../../table-evaluation.ts";
import { boundedBars } from "../bounded.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { figure, name, percent, shorten, withError } from "../markup/texts.ts";
import { levelBars } from "../pictures/level-bars.ts";
import { stepHistogram } from "../pictures/step-histogram.ts";

/** A column's name, score, picture and gaps. */
export function columnFigure(id: string, column: ColumnComparison): Markup {
  return markup`<div class="card">
<h3>${name(column.name)}</h3>
<p>${scoreOf(column)}</p>
${columnPicture(id, column)}<p class="quiet">${missing(column)}</p>
</div>
`;
}

/** A column in one line, which opens to its picture. */
export function columnLine(id: string, column: ColumnComparison): Markup {
  const bounded = { ...column, bars: boundedBars(column) };
  const levels =
    column.kind === "category" && markup`Levels, from the left: ${shorten(bounded.bars.labels.join(", "), 160)}. `;
  return markup`<details><summary>${name(column.name)} ${figure(column.shape.value)}</summary>
<p>${scoreOf(column)}</p>
${stepHistogram(id, bounded)}<p class="quiet">${levels}${missing(column)}</p></details>
`;
}

/** Shares of bins or levels in both tables. */
export function columnPicture(id: string, column: ColumnComparison): Markup {
  const bounded = { ...column, bars: boundedBars(column) };
  if (bounded.bars.real.length === 0) return markup`<p>No values.</p>\n`;
  return column.kind === "number" ? stepHistogram(id, bounded) : levelBars(bounded);
}

function scoreOf({ shape }: ColumnComparison): Markup {
  const most = shape.ceiling !== null && `; real rows get ${figure(shape.ceiling)}`;
  return markup`<strong>${withError(shape.value, shape.error)}</strong>${most}`;
}

function missing({ missing: { real, synthetic } }: ColumnComparison): string {
  return real === 0 && synthetic === 0
    ? "Nothing is missing."
    : `Missing: ${percent(real)} of the real rows, ${percent(synthetic)} of the synthetic ones.`;
}
