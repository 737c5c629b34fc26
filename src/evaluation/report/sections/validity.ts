import type { TableEvaluation } from "../../table-evaluation.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { percent, shorten } from "../markup/texts.ts";
import { section } from "./section.ts";

/** Rules that are seen at once. */
const OPEN = 20;

/** What all real rows obey, and how many synthetic rows do; the most broken rules first. */
export function validitySection({ validity }: TableEvaluation): Markup {
  if (validity.length === 0)
    return section("validity", "Validity", markup`<p>No rules were found that all real rows obey.</p>\n`);
  return section("validity", "Validity", [
    markup`<p>Rules that the real rows obey, and the share of other rows that do, the most broken first.</p>\n`,
    table({
      caption: "Rows that obey the rules of the real ones",
      head: ["rule", "synthetic", "held out"],
      rows: [...validity]
        .sort((a, b) => a.synthetic - b.synthetic)
        .map(({ kind, rule, synthetic, heldOut }) => ({
          heading: [markup`<bdi>${shorten(rule, 160)}</bdi>`, markup`<small>${shorten(kind)}</small>`],
          cells: [percent(synthetic), percent(heldOut)],
        })),
      open: OPEN,
    }),
  ]);
}
