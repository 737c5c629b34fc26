// A plot as the HTML of a figure: its SVG, its title and its legend. Made of text, so that it is the same in the page and when
// the site is built.
import { describePlot, formatNumber } from "../describe.ts";
import type { Frame, Layer, Plot } from "../outputs.ts";
import type { Words } from "../words/words.ts";
import { escapeHtml } from "./escape.ts";
import { drawLayer } from "./layers.ts";
import { round, scale, ticks } from "./scale.ts";

const WIDTH = 340;
/** Room for numbers and names around the frame. */
const margin = { left: 46, right: 10, top: 8, bottom: 36 };
/** The least and the most height of a frame, and what it has without equal axes. */
const heights = { least: 130, most: 300, usual: 190 };

/** What differs between languages: a cell's own strings, and the words that describe a plot. */
export interface Language {
  words: Words;
  /** A cell's string in this language. */
  translate(text: string): string;
}

export function drawPlot(plot: Plot, { words, translate }: Language): string {
  const frame = translated(plot.frame, translate);
  const layers = plot.layers.map((layer) => ({ ...layer, name: translate(layer.name) }));
  const width = WIDTH - margin.left - margin.right;
  const { xRange, yRange, height } = fitted(frame, width);
  const [x, y] = [scale(xRange, 0, width), scale(yRange, height, 0)];
  const colors = colorsOf(plot.layers);
  const bars = layers.filter(({ kind }) => kind === "bars");
  const drawn = layers.map((layer, i) =>
    drawLayer(layer, { x, y, frame, color: colors[i], bar: [bars.indexOf(layer), bars.length] }),
  );
  const full = height + margin.top + margin.bottom;
  const label = escapeHtml(describePlot({ kind: "plot", frame, layers }, words));
  const named = layers.map(({ name, kind }, i) => ({ name, kind, color: colors[i] })).filter(({ name }) => name !== "");
  const legend = named.map(
    ({ name, kind, color }) => `<li><span class="swatch ${kind} ${color}"></span>${escapeHtml(name)}</li>`,
  );
  return (
    `<figure class="cell-plot">${frame.title ? `<figcaption>${escapeHtml(frame.title)}</figcaption>` : ""}` +
    `<svg viewBox="0 0 ${WIDTH} ${round(full)}" role="img" aria-label="${label}">` +
    `<g transform="translate(${margin.left} ${margin.top})">${axes(frame, xRange, yRange, width, height)}` +
    `<svg width="${width}" height="${round(height)}" overflow="hidden">${drawn.join("")}</svg></g></svg>` +
    `${legend.length > 0 ? `<ul class="legend">${legend.join("")}</ul>` : ""}</figure>`
  );
}

function translated(frame: Frame, translate: (text: string) => string): Frame {
  const { title, x, y, labels } = frame;
  const words = { title: translate(title), x: translate(x), y: translate(y) };
  return { ...frame, ...words, ...(labels ? { labels: labels.map(translate) } : {}) };
}

/** What is exact has the text's color; the others take turns. */
function colorsOf(layers: readonly Layer[]): string[] {
  let next = 0;
  return layers.map(({ name, kind }) =>
    name === "exact" ? "exact" : kind === "heat" ? "shade" : `color-${next++ % 5}`,
  );
}

/** With equal axes the frame is as high as its range asks; past the limits the shorter range grows on both sides. */
function fitted(
  { xRange, yRange, equal }: Frame,
  width: number,
): Pick<Frame, "xRange" | "yRange"> & { height: number } {
  if (!equal) return { xRange, yRange, height: heights.usual };
  const wanted = (width * (yRange[1] - yRange[0])) / (xRange[1] - xRange[0]);
  const height = Math.max(heights.least, Math.min(heights.most, wanted));
  const grown = ([from, to]: [number, number], by: number): [number, number] => {
    const extra = ((to - from) * (by - 1)) / 2;
    return [from - extra, to + extra];
  };
  if (height > wanted) return { xRange, yRange: grown(yRange, height / wanted), height };
  return { xRange: grown(xRange, wanted / height), yRange, height };
}

function axes(frame: Frame, xRange: [number, number], yRange: [number, number], width: number, height: number): string {
  const [x, y] = [scale(xRange, 0, width), scale(yRange, height, 0)];
  const [h, middle] = [round(height), round(height / 2)];
  const lines: string[] = [];
  const texts: string[] = [];
  const text = (at: [number, number], anchor: string, content: string): unknown =>
    texts.push(`<text x="${round(at[0])}" y="${round(at[1])}" text-anchor="${anchor}">${escapeHtml(content)}</text>`);
  if (frame.labels) frame.labels.forEach((label, i) => text([x(i + 0.5), height + 14], "middle", label));
  else
    for (const tick of ticks(xRange, 6)) {
      lines.push(`M${round(x(tick))} 0V${h}`);
      text([x(tick), height + 14], "middle", formatNumber(tick));
    }
  for (const tick of ticks(yRange, 5)) {
    lines.push(`M0 ${round(y(tick))}H${width}`);
    text([-5, y(tick) + 4], "end", formatNumber(tick));
  }
  if (frame.x) text([width / 2, height + 30], "middle", frame.x);
  const turned = `<text class="name" transform="translate(-34 ${middle}) rotate(-90)" text-anchor="middle">${escapeHtml(frame.y)}</text>`;
  return `<path class="grid" d="${lines.join("")}"/><path class="axis" d="M0 0V${h}H${width}"/>${texts.join("")}${frame.y ? turned : ""}`;
}
