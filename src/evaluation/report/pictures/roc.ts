import type { Attack } from "../../table-evaluation.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { figure, percent } from "../markup/texts.ts";
import { coordinate, picture } from "./svg.ts";

const [left, top, size] = [48, 6, 200];

/** Training rows found against held-out rows suspected, with the diagonal of guessing. */
export function roc({ name, auc, found, curve }: Attack): Markup {
  const x = (share: number): string => coordinate(left + size * share);
  const y = (share: number): string => coordinate(top + size * (1 - share));
  const ticks = [0, 0.5, 1];
  return picture({
    id: "roc",
    title: `The strongest attack (${name}): training rows found against held-out rows suspected`,
    description: `Area under the curve ${figure(auc)}. Suspecting 1 % of the held-out rows finds ${percent(found.at1)} of the training rows, 10 % finds ${percent(found.at10)}.`,
    width: left + size + 14,
    height: top + size + 38,
    className: "roc",
    content: [
      markup`<path class="frame" d="M${left} ${top}h${size}v${size}h-${size}z"/>`,
      markup`<path class="guess" d="M${left} ${top + size}l${size} -${size}"/>`,
      markup`<path class="curve" d="M${curve.map(([suspected, rows]) => `${x(suspected)} ${y(rows)}`).join("L")}"/>`,
      ticks.map((tick) => [
        markup`<text x="${x(tick)}" y="${top + size + 14}" text-anchor="middle">${100 * tick}</text>`,
        markup`<text x="${left - 5}" y="${Number(y(tick)) + 4}" text-anchor="end">${100 * tick}</text>`,
      ]),
      markup`<text x="${left + size / 2}" y="${top + size + 32}" text-anchor="middle">% of held-out rows suspected</text>`,
      markup`<text transform="translate(10 ${top + size / 2})rotate(-90)" text-anchor="middle">% of training rows found</text>`,
    ],
  });
}
