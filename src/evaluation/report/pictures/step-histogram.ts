import type { ColumnComparison } from "../../table-evaluation.ts";
import { markup, type Markup } from "../markup/markup.ts";
import { name, percent, plainName } from "../markup/texts.ts";
import { picture } from "./svg.ts";

const HEIGHT = 100;

/** Shares of bins: the real ones as an area, the synthetic ones as a line over it. */
export function stepHistogram(id: string, column: ColumnComparison): Markup {
  const { labels, real, synthetic } = column.bars;
  const highest = Math.max(...real, ...synthetic, 1e-12);
  const y = (share: number): number => Math.round(HEIGHT - (share / highest) * (HEIGHT - 4));
  const steps = (shares: readonly number[]): string =>
    `M0 ${HEIGHT}${shares.map((share) => `V${y(share)}h1`).join("")}V${HEIGHT}`;
  const edges = [...new Set([0, Math.floor(real.length / 2), real.length])];
  return markup`<div class="histogram">
${picture({
  id,
  title: `${plainName(column.name)}: shares of ${real.length} bins, real and synthetic`,
  description: largestDifference(column),
  width: Math.max(1, real.length),
  height: HEIGHT,
  size: "stretched",
  className: "steps",
  content: markup`<path class="real" d="${steps(real)}z"/><path class="synthetic" d="${steps(synthetic)}"/>`,
})}<div class="axis" aria-hidden="true">${edges.map((at) => name(labels[at] ?? "", 16))}</div>
</div>
`;
}

/** In words, where the two differ most. */
function largestDifference({ bars: { labels, real, synthetic } }: ColumnComparison): string {
  let at = 0;
  real.forEach((share, i) => {
    if (Math.abs(share - synthetic[i]) > Math.abs(real[at] - synthetic[at])) at = i;
  });
  if (real.length === 0) return "No values.";
  const place = `from ${plainName(labels[at], 16)} to ${plainName(labels[at + 1] ?? "", 16)}`;
  return `Largest difference ${place}: real ${percent(real[at])}, synthetic ${percent(synthetic[at])}.`;
}
