import type { TableEvaluation } from "../../table-evaluation.ts";
import { formulas, otherFormulas } from "../formulas.ts";
import { type Content, markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { shorten } from "../markup/texts.ts";
import { section } from "./section.ts";

/** All that is needed to get the same figures again. */
export function settingsSection({ settings, scores }: TableEvaluation): Markup {
  const known = Object.entries(scores).filter(([name]) => Object.hasOwn(formulas, name));
  return section("settings", "Settings and formulas", [
    table({
      caption: "Settings: the same tables with the same settings give the same report",
      head: ["setting", "value"],
      rows: Object.entries(settings).map(([name, value]) => ({
        heading: shorten(name),
        cells: [value === null ? "–" : shorten(String(value), 200)],
      })),
    }),
    markup`<h3 class="title">Formulas</h3>
<dl>
${known.map(([name, { title, meaning }]) =>
  entry([shorten(title), markup` <code>${name}</code>`], markup`${shorten(meaning, 300)} ${formulas[name]}`),
)}${otherFormulas.map(([term, meaning]) => entry(term, meaning))}</dl>
`,
  ]);
}

function entry(term: Content, meaning: Markup): Markup {
  return markup`<dt>${term}</dt><dd>${meaning}</dd>\n`;
}
