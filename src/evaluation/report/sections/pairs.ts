import type { PairComparison, TableEvaluation } from "../../table-evaluation.ts";
import { type Content, markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { figure, name, withError } from "../markup/texts.ts";
import { scoreMap } from "../pictures/score-map.ts";
import { pairFigure, pairLegend } from "./pair-figure.ts";
import { section } from "./section.ts";

/** Pairs that are drawn, and pairs that are named. */
const [DRAWN, NAMED] = [6, 20];

/** Two columns together: all scores as a map, the worst as contingency tables. */
export function pairsSection({ columns, pairs, scores }: TableEvaluation): Markup {
  const scored = pairs
    .filter(({ score }) => score !== null && Number.isFinite(score))
    .sort((a, b) => distance(b) - distance(a));
  if (scored.length === 0)
    return section("pairs", "Pairs of columns", markup`<p>No two columns can be compared.</p>\n`);
  // Giveaways have tables too
  const drawn = scored.slice(0, DRAWN).filter((pair) => pair.table !== undefined);
  return section("pairs", "Pairs of columns", [
    markup`<p>How alike the relations of two columns are, 1 at best${noise(scores)}. The worst are those that fall farthest short of what real rows get.</p>
${scoreMap(
  columns.map((column) => column.name),
  pairs,
)}`,
    drawn.length > 0 &&
      markup`<h3 class="title">The worst ${drawn.length === 1 ? "pair" : `${drawn.length} pairs`}</h3>
${pairLegend}${drawn.map((pair, i) => pairFigure(`pair-${i}`, pair))}`,
    table({
      caption: "The least alike pairs",
      head: ["columns", "score", "independent columns", "real rows"],
      rows: scored.slice(0, NAMED).map(rowOf),
      open: 6,
    }),
  ]);
}

function noise({ trend }: TableEvaluation["scores"]): Content {
  return trend?.ceiling != null && `; on average real rows get ${figure(trend.ceiling)}`;
}

/** How much a pair lacks of what real rows get. */
function distance({ score, ceiling }: PairComparison): number {
  return (ceiling ?? 1) - score!;
}

function rowOf({ columns, score, error, floor, ceiling }: PairComparison) {
  return {
    heading: [name(columns[0]), " × ", name(columns[1])],
    cells: [withError(score, error), figure(floor), figure(ceiling)],
  };
}
