import type { PairComparison, TableEvaluation } from "../../table-evaluation.ts";
import { type Content, markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { figure, name } from "../markup/texts.ts";
import { scoreMap } from "../pictures/score-map.ts";
import { pairFigure } from "./pair-figure.ts";
import { section } from "./section.ts";

/** Pairs that are drawn, and pairs that are named. */
const [DRAWN, NAMED] = [6, 20];

/** Two columns together: all scores as a map, the worst as contingency tables. */
export function pairsSection({ columns, pairs, scores }: TableEvaluation): Markup {
  const scored = pairs
    .filter(({ score }) => score !== null && Number.isFinite(score))
    .sort((a, b) => a.score! - b.score!);
  if (scored.length === 0)
    return section("pairs", "Pairs of columns", markup`<p>No two columns can be compared.</p>\n`);
  const drawn = scored.filter((pair) => pair.table !== undefined).slice(0, DRAWN);
  return section("pairs", "Pairs of columns", [
    markup`<p>How alike the relations of two columns are, 1 at best${noise(scores)}.</p>
${scoreMap(
  columns.map((column) => column.name),
  pairs,
)}`,
    drawn.length > 0 &&
      markup`<h3 class="title">The worst ${drawn.length === 1 ? "pair" : `${drawn.length} pairs`}</h3>
<p>Shares of the rows in each cell, the stronger the color the more; the difference is blue where the real rows have more, and red where the synthetic ones have.</p>
${drawn.map((pair, i) => pairFigure(`pair-${i}`, pair))}`,
    table({
      caption: "The least alike pairs",
      head: ["columns", "score"],
      rows: scored.slice(0, NAMED).map(rowOf),
      open: 6,
    }),
  ]);
}

function noise({ trend }: TableEvaluation["scores"]): Content {
  return trend?.ceiling != null && `; on average real rows get ${figure(trend.ceiling)}`;
}

function rowOf({ columns, score }: PairComparison) {
  return { heading: [name(columns[0]), " × ", name(columns[1])], cells: [figure(score)] };
}
