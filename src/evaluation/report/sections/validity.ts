import type { TableEvaluation } from "../../table-evaluation.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { table } from "../markup/tables.ts";
import { percent, shorten } from "../markup/texts.ts";
import { section } from "./section.ts";

/** Rules that are seen at once. */
const OPEN = 20;

/** What real rows obey, and how many synthetic rows do; the most broken rules first. */
export function validitySection({ validity }: TableEvaluation): Markup {
  if (validity.length === 0)
    return section("validity", "Validity", markup`<p>No rules were found that all real rows obey.</p>\n`);
  return section("validity", "Validity", [
    markup`<p>Rules that the real rows obey, and the share of other rows that do, the most broken first: ranges, levels, columns that tell others, and orders, sums and combinations of columns, found or named by the schema. A range’s ends are those of the rows at hand; other real rows may go beyond them.</p>\n`,
    table({
      caption: "Rows that obey the rules of the real ones",
      head: ["rule", "real", "synthetic", "held out"],
      rows: [...validity]
        .sort((a, b) => a.synthetic - b.synthetic)
        .map(({ kind, rule, real, synthetic, heldOut }) => ({
          heading: [markup`<bdi>${shorten(rule, 160)}</bdi>`, markup`<small>${shorten(kind)}</small>`],
          cells: [percent(real), percent(synthetic), percent(heldOut)],
        })),
      open: OPEN,
    }),
  ]);
}
