import type { PrivacyComparison, TableEvaluation } from "../../table-evaluation.ts";
import { formatCount } from "../../../support/show.ts";
import { type Content, markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { name, percent, shorten, withError } from "../markup/texts.ts";
import { roc } from "../pictures/roc.ts";
import { section } from "./section.ts";

/** Columns whose risk is seen at once. */
const OPEN = 10;

/** What the synthetic rows give away about the rows they were learned from, and what is not claimed. */
export function privacySection({ privacy }: TableEvaluation): Markup {
  return section("privacy", "Privacy", [
    attacks(privacy),
    copies(privacy),
    attributes(privacy),
    distances(privacy),
    notClaimed,
  ]);
}

function attacks({ attacks }: PrivacyComparison): Content {
  const heading = markup`<h3 class="title">Attacks: was this row learned from?</h3>\n`;
  if (attacks.length === 0) return [heading, markup`<p>Not tried: attacks need held-out rows.</p>\n`];
  const [strongest] = attacks;
  return [
    heading,
    markup`<p>Each attack gives every row a suspicion. The area under the curve (AUC) is the probability that a training row is suspected more than a held-out one: ½ by guessing, 1 if all are found. Of several attacks one is above ½ by luck alone; so the strongest is chosen on one half of the rows, and all are judged on the other: <strong>${shorten(strongest.name)}, ${withError(strongest.auc, strongest.error)}</strong>.</p>
<div class="beside">
${roc(strongest)}`,
    table({
      caption: "Attacks, by their strength on the half that chose",
      head: ["attack", "AUC", "found, 1 % suspected", "found, 10 % suspected"],
      rows: attacks.map((attack) => ({
        heading: [
          shorten(attack.name),
          markup`<small>${attack.needs === "model" ? "needs the model" : "needs the synthetic rows only"}</small>`,
        ],
        cells: [withError(attack.auc, attack.error), percent(attack.found.at1), percent(attack.found.at10)],
      })),
      bytes: 20_000,
    }),
    markup`</div>\n`,
  ];
}

function copies({ copies: { estimated, synthetic, heldOut, rare, combinations } }: PrivacyComparison): Content {
  return [
    markup`<h3 class="title">Copies and rare combinations</h3>
<p>Rows that equal a training row in every cell. Common rows come up again by chance, in held-out rows too; copies of rare ones do not.</p>
`,
    estimated &&
      markup`<p>The counts are estimates: of tables this long a random part of the rows is at hand, and the copies found in it are scaled to all rows. Rows that occur several times are found more easily than that allows for, and may be there once in the part: so their copies count too often.</p>
`,
    table({
      caption: estimated ? "Rows that equal a training row, estimated" : "Rows that equal a training row",
      head: ["of which rows", "how many"],
      rows: [
        { heading: "synthetic rows", cells: [formatCount(synthetic)] },
        { heading: "held-out rows", cells: [heldOut === null ? "–" : formatCount(heldOut)] },
        { heading: "synthetic rows, of training rows that are there once", cells: [formatCount(rare)] },
      ],
    }),
    combinations.synthetic !== null &&
      markup`<p>Rare combinations are two cells that a single training row has together, though the rest may differ. On average over pairs of columns they are in the shares of rows below; what synthetic rows have more than held-out rows do is copied. That they have no more says little of coarse tables.</p>
${table({
  caption: "Rows with two cells together as a single training row has them",
  head: ["of which rows", "share"],
  rows: [
    { heading: "synthetic rows", cells: [percent(combinations.synthetic, 2)] },
    { heading: "held-out rows", cells: [percent(combinations.heldOut, 2)] },
  ],
})}`,
  ];
}

function attributes({ attributes }: PrivacyComparison): Content {
  if (attributes.length === 0) return null;
  return [
    markup`<h3 class="title">Guessing a column from the others</h3>
<p>Someone who knows all other cells of a training row guesses the last one by the nearest synthetic row. What also succeeds for held-out rows is no leak; the risk is what is left of success above that, 0 at best.</p>
`,
    table({
      caption: "Guesses that are right, and the risk above the held-out rows",
      head: ["column", "training rows", "held-out rows", "risk"],
      rows: [...attributes]
        .sort((a, b) => b.risk - a.risk)
        .map(({ column, success, control, risk, error }) => ({
          heading: name(column),
          cells: [percent(success), percent(control), withError(risk, error)],
        })),
      open: OPEN,
    }),
  ];
}

function distances({ distances: { share, below2, below5, copyingZ } }: PrivacyComparison): Content {
  return [
    markup`<h3 class="title">Distances: a smoke test, not evidence of privacy</h3>
<p>Synthetic rows that are much nearer to training rows than held-out rows are show that something is wrong. That they are not shows nothing (Yao et al. 2025, arXiv 2505.01524; Ganev and De Cristofaro 2023, arXiv 2312.05114).</p>
`,
    table({
      caption: "Distances of synthetic rows to the closest real rows",
      head: ["share of synthetic rows", "here", "by chance"],
      rows: [
        { heading: "nearer to a training row than to a held-out one", cells: [percent(share), "50 %"] },
        { heading: "nearer to a training row than 98 % of the held-out rows are", cells: [percent(below2), "2 %"] },
        { heading: "nearer to a training row than 95 % of the held-out rows are", cells: [percent(below5), "5 %"] },
      ],
    }),
    copyingZ !== null &&
      markup`<p>Copying test: z = ${copyingZ.toFixed(1)}, by Mann and Whitney’s ranks of the distances of synthetic and held-out rows to their closest training rows. By chance it is within ±2; copies take it far below 0, rows off the data far above (Meehan et al. 2020, arXiv 2004.05675).</p>
`,
  ];
}

const notClaimed = markup`<h3 class="title">What is not claimed</h3>
<ul>
<li>No differential privacy: nothing bounds what one row can change in the model or in the synthetic rows.</li>
<li>Attacks that fail here may succeed with more knowledge, more time, or against one single row. The figures are averages over rows; a few odd rows can be at risk while the average is harmless.</li>
<li>Nothing here makes data anonymous in the sense of a law. Whether rows may be given away is for people to decide.</li>
<li>A model file says more than the rows drawn from it: who has it can use the attacks that need the model.</li>
</ul>
`;
