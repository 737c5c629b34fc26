import type { ColumnComparison } from "../../table-evaluation.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { name, percent } from "../markup/texts.ts";
import { coordinate } from "./svg.ts";

/** Shares of levels as a table, with two bars under each level's name. */
export function levelBars(column: ColumnComparison): Markup {
  const { labels, real, synthetic } = column.bars;
  const highest = Math.max(...real, ...synthetic, 1e-12);
  const bar = (share: number, y: number, className: string): Markup => {
    const width = coordinate((100 * share) / highest);
    return markup`<path class="${className}" d="M0 ${y}h${width}v3h-${width}z"/>`;
  };
  return table({
    caption: markup`Shares of the levels of ${name(column.name)}`,
    head: ["level", "real", "synthetic"],
    rows: labels.map((label, i) => ({
      heading: [name(label, 40), bars([bar(real[i], 0, "real"), bar(synthetic[i], 4, "synthetic")])],
      cells: [percent(real[i]), percent(synthetic[i])],
    })),
  });
}

function bars(content: readonly Markup[]): Markup {
  return markup`<svg class="bars" viewBox="0 0 100 7" preserveAspectRatio="none" aria-hidden="true">${content}</svg>`;
}
