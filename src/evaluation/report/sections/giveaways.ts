import type { Giveaway, PairComparison, TableEvaluation } from "../../table-evaluation.ts";
import { type Content, markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { figure, name, percent } from "../markup/texts.ts";
import { columnFigure } from "./column-figure.ts";
import { pairFigure } from "./pair-figure.ts";
import { legend, section } from "./section.ts";

/** Giveaways that are named, and those that are drawn. */
const [NAMED, DRAWN] = [10, 3];

/** What a classifier looked at to tell the tables apart, with the pictures that show it. */
export function giveawaysSection(evaluation: TableEvaluation): Markup {
  const { giveaways, scores } = evaluation;
  const c2st = scores.c2st;
  const intro = markup`<p>A gradient booster was asked to tell real rows from synthetic ones. ${
    c2st?.value != null &&
    `Its score is ${figure(c2st.value)}: 1 if it can do no better than guess, 0 if it is always right${
      c2st.ceiling === null ? "" : `; other real rows get ${figure(c2st.ceiling)}`
    }.`
  }</p>
`;
  if (giveaways.length === 0)
    return section("giveaways", "What gives it away", [intro, markup`<p>Nothing: it found no column to go by.</p>\n`]);
  return section("giveaways", "What gives it away", [
    intro,
    table({
      caption: "What it looked at",
      head: ["columns", "share of its gain"],
      rows: giveaways.slice(0, NAMED).map(({ columns, share }) => ({
        heading: columns.map((column, i) => [i > 0 && " with ", name(column)]),
        cells: [percent(share)],
      })),
    }),
    legend,
    draw(giveaways.slice(0, DRAWN), evaluation),
  ]);
}

/** A giveaway of two columns by their table, if it is there; other columns each alone, once. */
function draw(giveaways: readonly Giveaway[], evaluation: TableEvaluation): Content {
  const tables = giveaways.map(({ columns }) => evaluation.pairs.find((pair) => shows(pair, columns)));
  const alone = new Set(giveaways.filter((_, i) => tables[i] === undefined).flatMap(({ columns }) => columns));
  const columns = evaluation.columns.filter(({ name }) => alone.has(name));
  return [
    columns.length > 0 &&
      markup`<div class="cards">\n${columns.map((column, i) => columnFigure(`giveaway-${i}`, column))}</div>\n`,
    tables.map((pair, i) => pair && pairFigure(`giveaway-pair-${i}`, pair)),
  ];
}

function shows({ columns: pair, table }: PairComparison, columns: readonly string[]): boolean {
  return table !== undefined && columns.length === 2 && columns.every((column) => pair.includes(column));
}
