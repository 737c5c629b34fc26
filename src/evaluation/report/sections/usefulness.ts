import type { TableEvaluation } from "../../table-evaluation.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { name, withError } from "../markup/texts.ts";
import { scoreScale } from "../pictures/score-scale.ts";
import { section } from "./section.ts";

/** Targets that are seen at once. */
const OPEN = 15;

/** What can be learned from the synthetic rows, beside what can be learned from real rows and independent columns. */
export function usefulnessSection({ usefulness }: TableEvaluation): Markup {
  if (usefulness.length === 0)
    return section("usefulness", "Usefulness", markup`<p>Not measured: there is no column to predict.</p>\n`);
  const lost = ({ learnedFrom: { real, synthetic } }: (typeof usefulness)[number]) => real - synthetic;
  const sorted = [...usefulness].sort((a, b) => lost(b) - lost(a));
  return section("usefulness", "Usefulness", [
    markup`<p>A gradient booster learns to predict a column from the others, and is then tried on real rows that it has not seen. Learned from synthetic rows it is at best as good as learned from real ones; from independent columns there is nothing to learn. Errors are those of the real rows that judge: with other such rows, figures would differ by as much.</p>
`,
    table({
      caption: "How well a column is predicted, by what the rows to learn from were",
      head: ["column", "real", "synthetic", "independent"],
      rows: sorted.map(({ target, metric, learnedFrom, errors }, i) => ({
        heading: [
          name(target),
          markup`<small>${metric}</small>`,
          i < OPEN &&
            scoreScale(`usefulness-${i}`, {
              title: `${metric}, learned from synthetic rows`,
              value: learnedFrom.synthetic,
              error: errors.synthetic,
              floor: learnedFrom.independent,
              ceiling: learnedFrom.real,
              meaning: "",
            }),
        ],
        cells: (["real", "synthetic", "independent"] as const).map((from) =>
          withError(learnedFrom[from], errors[from]),
        ),
      })),
      open: OPEN,
    }),
  ]);
}
