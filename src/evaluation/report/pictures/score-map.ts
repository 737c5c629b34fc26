import type { PairComparison } from "../../table-evaluation.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { figure, shorten } from "../markup/texts.ts";
import { cellMap } from "./cell-map.ts";
import { picture } from "./svg.ts";

/** Least scores of the classes, the best first; below the last is one more class. */
export const scoreClasses = [0.99, 0.98, 0.95, 0.9, 0.8];
/** Lines at most: of more columns, some share a line, which shows their worst pair. */
const LINES = 200;
/** Columns that are named in the picture. */
const NAMED = 40;
/** Room for a name behind the last line, in lines. */
const ROOM = 8;
/** Width of a line. */
const SIDE = 18;

/** The scores of all pairs as a triangle: a column meets those before it on its line, those behind it below its name. */
export function scoreMap(columns: readonly string[], pairs: readonly PairComparison[]): Markup {
  const together = Math.ceil(columns.length / LINES);
  const lines = Math.ceil(columns.length / together);
  const worst = worstScores(columns, pairs, together, lines);
  const classOf = (row: number, column: number): number | undefined => {
    const score = worst[row * lines + column];
    return Number.isNaN(score) ? undefined : scoreClass(score);
  };
  const isNamed = columns.length <= NAMED;
  return markup`<figure class="${isNamed ? "scores named" : "scores"}">
${picture({
  id: "scores",
  title: "Scores of all pairs of columns",
  description: describe(pairs),
  width: SIDE * (lines + (isNamed ? ROOM : 0)),
  height: SIDE * lines,
  ...(isNamed && { size: "own" as const }),
  className: "map",
  content: [
    markup`<g transform="scale(${SIDE})">${cellMap(lines, lines, classOf, "score")}</g>`,
    isNamed &&
      columns.map((name, i) => markup`<text x="${SIDE * i + 4}" y="${SIDE * i + 13}">${shorten(name, 18)}</text>`),
  ],
})}<figcaption>${key()}${
    isNamed
      ? ""
      : ` Columns in their order, from the top and from the left${together > 1 ? `, ${together} to a line, with their worst pair` : ""}.`
  }</figcaption>
</figure>
`;
}

function scoreClass(score: number): number {
  const at = scoreClasses.findIndex((least) => score >= least);
  return at < 0 ? scoreClasses.length : at;
}

/** The least score of each cell, below the diagonal and, where columns share a line, on it; NaN where there is none. */
function worstScores(
  columns: readonly string[],
  pairs: readonly PairComparison[],
  together: number,
  lines: number,
): Float64Array {
  const lineOf = new Map(columns.map((name, i) => [name, Math.floor(i / together)]));
  const worst = new Float64Array(lines * lines).fill(NaN);
  for (const { columns: pair, score } of pairs) {
    const [a, b] = [lineOf.get(pair[0]), lineOf.get(pair[1])];
    if (a === undefined || b === undefined || score === null) continue;
    const at = Math.max(a, b) * lines + Math.min(a, b);
    if (!(worst[at] <= score)) worst[at] = score;
  }
  return worst;
}

function key(): Markup {
  const names = [
    ...scoreClasses.map((least) => `${figure(least, 2)} and more`),
    `below ${figure(scoreClasses.at(-1)!, 2)}`,
  ];
  return markup`${names.map((text, i) => markup`<span class="key"><span class="swatch score-${i}"></span> ${text}</span> `)}`;
}

function describe(pairs: readonly PairComparison[]): string {
  const counts = new Array<number>(scoreClasses.length + 1).fill(0);
  for (const { score } of pairs) if (score !== null) counts[scoreClass(score)]++;
  const parts = scoreClasses.map((least, i) => `${counts[i]} pairs from ${figure(least, 2)}`);
  return `From the best: ${parts.join(", ")}, ${counts.at(-1)} below.`;
}
