import { formatCount } from "../../support/show.ts";
import { option, readOptions, type Spec } from "../../support/options.ts";
import { invalid } from "../../support/errors.ts";
import type { TableEvaluation } from "../table-evaluation.ts";
import { byteLength, markup, type Markup, withinBytes } from "./markup/markup.ts";
import { shorten } from "./markup/texts.ts";
import { numbersBlock } from "./numbers-json.ts";
import { columnsSection } from "./sections/columns.ts";
import { giveawaysSection } from "./sections/giveaways.ts";
import { numbersSection } from "./sections/numbers.ts";
import { pairsSection } from "./sections/pairs.ts";
import { privacySection } from "./sections/privacy.ts";
import { settingsSection } from "./sections/settings.ts";
import { usefulnessSection } from "./sections/usefulness.ts";
import { validitySection } from "./sections/validity.ts";
import { style } from "./style.ts";

/** Largest page, in bytes of UTF-8. */
const MOST_BYTES = 1_000_000;

/** Options of {@link writeReport}. */
export interface ReportOptions {
  /**
   * Heading and title of the page.
   *
   * @default "Synthetic table, evaluated"
   */
  title?: string;
}

const reportOptions = {
  title: option(
    (where, name, value) => {
      if (typeof value !== "string" || value === "") throw invalid(where, `${name} a text`, value);
      return value;
    },
    { default: "Synthetic table, evaluated" },
  ),
} satisfies Spec<ReportOptions>;

/** What the page may do: show itself. Nothing is fetched, run or sent. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** What stands behind the numbers. */
const END = "</body>\n</html>\n";

const parts: readonly [id: string, name: string][] = [
  ["numbers", "How near it comes"],
  ["giveaways", "What gives it away"],
  ["columns", "Columns"],
  ["pairs", "Pairs"],
  ["usefulness", "Usefulness"],
  ["privacy", "Privacy"],
  ["validity", "Validity"],
  ["settings", "Settings and formulas"],
];

/**
 * A page of what was found out about a synthetic table, as the text of one HTML file: the verdict, scores between what
 * independent columns and what real rows get, what gives the table away, columns, pairs, usefulness, privacy and rules.
 *
 * It is at most 1 MB whatever the table, fetches nothing, needs no scripts, and holds shares of rows but no row. Its
 * numbers are in it as JSON too, in the element with the id "evaluation". The same evaluation gives the same text.
 *
 * @throws LangevinError "invalid-argument" for options that it does not take
 *
 * @example
 * ```ts
 * import { evaluateTable, writeReport } from "langevin/evaluation";
 *
 * const rows = (from: number) =>
 *   Array.from({ length: 100 }, (_, i) => ({ kind: (i + from) % 3 ? "a" : "b", size: ((i * 37 + from) % 101) / 10 }));
 * const page = writeReport(await evaluateTable(rows(0), rows(1)), { title: "Sizes" });
 * console.log(page.length); // the text of an HTML file
 * ```
 */
export function writeReport(evaluation: TableEvaluation, options: ReportOptions = {}): string {
  const { title } = readOptions("writeReport", options, reportOptions);
  const page = pageOf(evaluation, shorten(title, 120)).html;
  return page + numbersBlock(evaluation, MOST_BYTES - byteLength(page + END)).html + END;
}

/** All of the page but the numbers and its {@link END}. */
function pageOf(evaluation: TableEvaluation, title: string): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ html: POLICY }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<h1><bdi>${title}</bdi></h1>
<nav aria-label="Parts of the report">${parts.map(([id, name]) => markup`<a href="#${id}">${name}</a> `)}</nav>
</header>
<main id="main" tabindex="-1">
${opening(evaluation)}${numbersSection(evaluation)}${giveawaysSection(evaluation)}${columnsSection(evaluation)}${pairsSection(evaluation)}${usefulnessSection(evaluation)}${privacySection(evaluation)}${validitySection(evaluation)}${settingsSection(evaluation)}</main>
`;
}

/** The verdict, how many rows it stands on, and what limits it. */
function opening({ verdict, rows, warnings }: TableEvaluation): Markup {
  const { shown, left } = withinBytes(
    warnings.map((warning) => markup`<li>${shorten(warning, 300)}</li>\n`),
    20_000,
  );
  const heldOut = rows.holdout > 0 ? `, ${formatCount(rows.holdout)} held out` : "";
  return markup`<p class="verdict"><bdi>${shorten(verdict, 1000)}</bdi></p>
<p class="quiet">${formatCount(rows.real)} real rows, ${formatCount(rows.synthetic)} synthetic${heldOut}; figures use up to ${formatCount(rows.used)} of each.</p>
${shown.length > 0 && markup`<ul class="warnings">\n${shown}${left > 0 && markup`<li>${left} more</li>`}</ul>\n`}`;
}
