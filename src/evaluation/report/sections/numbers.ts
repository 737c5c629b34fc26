import type { Score, TableEvaluation } from "../../table-evaluation.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { figure, shorten, withError } from "../markup/texts.ts";
import { ends, scoreScale } from "../pictures/score-scale.ts";
import { section } from "./section.ts";

/** What is shown first, five of them: as many as there are, in this order. */
const FIRST = [
  "shape",
  "trend",
  "c2st",
  "usefulness",
  "membership",
  "coverage",
  "alpha-precision",
  "beta-recall",
  "nmi",
];

/** Five scores between their floors and ceilings, and all others in a table. */
export function numbersSection({ scores }: TableEvaluation): Markup {
  const known = Object.entries(scores);
  const five = FIRST.filter((name) => Object.hasOwn(scores, name) && scores[name].value !== null).slice(0, 5);
  return section("numbers", "How near it comes", [
    markup`<p>Each line runs from what columns drawn independently of each other get (dashed) to what other real rows get. The bar at the dot is one standard error to either side.</p>
<div class="cards">
${five.map((name) => card(name, scores[name]))}</div>
`,
    table({
      caption: "All scores, with their standard errors",
      head: ["score", "value", "independent columns", "real rows"],
      rows: known.map(([name, score]) => ({
        heading: [shorten(score.title), markup` <code>${shorten(name)}</code>`],
        cells: [withError(score.value, score.error), figure(score.floor), figure(score.ceiling)],
      })),
    }),
  ]);
}

/** The mark of an end as it stands on the line. */
function mark(end: "floor" | "ceiling"): Markup {
  return markup`<svg class="scale mark" viewBox="0 0 6 18" aria-hidden="true"><path class="${end}" d="M3 0v18"/></svg>`;
}

function card(key: string, score: Score): Markup {
  const { title, value, error, ceiling, meaning } = score;
  // An attack is best at guessing, whatever the rows are
  const isAttack = key === "membership";
  const drawn = isAttack ? { ...score, floor: 1, ceiling: ceiling ?? 0.5 } : score;
  const names = isAttack ? { floor: "all found", ceiling: "guessing", isDescending: true } : ends;
  const labels = [
    markup`<span>${mark("floor")}${figure(drawn.floor)} ${names.floor}</span> `,
    markup`<span>${mark("ceiling")}${figure(drawn.ceiling)} ${names.ceiling}</span> `,
  ];
  // By chance, independent columns may come nearer than real rows
  if (!isAttack && drawn.floor !== null && drawn.ceiling !== null && drawn.ceiling < drawn.floor) labels.reverse();
  return markup`<div class="card">
<h3>${shorten(title)}</h3>
<p class="value">${figure(value)}${error !== null && markup` <small>± ${figure(error)}</small>`}</p>
${scoreScale(`score-${key}`, drawn, names)}<p class="ends">${labels}</p>
<p class="quiet">${shorten(meaning, 300)}</p>
</div>
`;
}
