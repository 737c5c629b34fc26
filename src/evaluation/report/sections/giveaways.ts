import type { Giveaway, PairComparison, Score, TableEvaluation } from "../../table-evaluation.ts";
import { type Content, markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { figure, name, percent } from "../markup/texts.ts";
import { columnFigure } from "./column-figure.ts";
import { pairFigure, pairLegend } from "./pair-figure.ts";
import { legend, section } from "./section.ts";

/** Columns and pairs that are named and drawn. */
const [COLUMNS, PAIRS] = [10, 5];

/** What a classifier looked at to tell the tables apart, with the pictures that show it. */
export function giveawaysSection({ giveaways, scores, columns, pairs }: TableEvaluation): Markup {
  const intro = markup`<p>A gradient booster was asked to tell real rows from synthetic ones.${score(scores.c2st)}</p>\n`;
  if (giveaways.length === 0)
    return section("giveaways", "What gives it away", [intro, markup`<p>Nothing: it did no better than guess.</p>\n`]);
  const alone = giveaways.filter((giveaway) => giveaway.columns.length === 1).slice(0, COLUMNS);
  const together = giveaways.filter((giveaway) => giveaway.columns.length > 1).slice(0, PAIRS);
  const drawn = alone.flatMap((giveaway) => columns.filter(({ name }) => name === giveaway.columns[0]));
  const drawnPairs = together.flatMap((giveaway) => pairs.filter((pair) => shows(pair, giveaway)));
  return section("giveaways", "What gives it away", [
    intro,
    alone.length > 0 && list("The columns that it looked at", "column", alone),
    together.length > 0 && list("The columns that it looked at together", "columns", together),
    drawn.length > 0 &&
      markup`${legend}<div class="piles">\n${drawn.map((column, i) => columnFigure(`giveaway-${i}`, column))}</div>\n`,
    drawnPairs.length > 0 && [pairLegend, drawnPairs.map((pair, i) => pairFigure(`giveaway-pair-${i}`, pair))],
  ]);
}

function score(c2st: Score | undefined): Content {
  if (c2st?.value == null) return null;
  const most = c2st.ceiling === null ? "" : `; other real rows get ${figure(c2st.ceiling)}`;
  return ` Its score is ${figure(c2st.value)}: 1 if it can do no better than guess, 0 if it is always right${most}.`;
}

function list(caption: string, heading: string, giveaways: readonly Giveaway[]): Markup {
  return table({
    caption,
    head: [heading, "share of its gain"],
    rows: giveaways.map(({ columns, share }) => ({
      heading: columns.map((column, i) => [i > 0 && " with ", name(column)]),
      cells: [percent(share)],
    })),
  });
}

function shows({ columns, table }: PairComparison, giveaway: Giveaway): boolean {
  return table !== undefined && giveaway.columns.every((column) => columns.includes(column));
}
