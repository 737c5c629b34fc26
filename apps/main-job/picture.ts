import { createCanvas, type SKRSContext2D } from "@napi-rs/canvas";
import { columnOf } from "./columns.ts";
import {
  colors,
  densities,
  drawDensity,
  drawFrame,
  drawPoints,
  drawText,
  makeAxis,
  type Axis,
  type Bins,
  type Box,
} from "./plot.ts";
import { formatCount } from "./table.ts";

export interface PictureOptions {
  title: string;
  columns: string[];
  /** Columns of whole numbers; a bar of a histogram then stands for whole numbers too. */
  integer?: boolean[];
  /** With the unit, where it is known; otherwise the columns' names. */
  labels?: string[];
  /** What each axis shows; otherwise all but the outermost thousandth of the data's values on either side. */
  frame?: [number, number][];
  /** Length of a unit of the second column over that of the first, for maps. */
  aspect?: number | undefined;
}

/** Rows under a name, (n, dim) row-major. */
export interface NamedRows {
  name: string;
  rows: Float64Array;
}

interface Series extends NamedRows {
  color: string;
}

interface Picture {
  title: string;
  dim: number;
  series: Series[];
  /** For each column shown, as are the bins. */
  axes: Axis[];
  bins: Bins[];
  aspect?: number | undefined;
}

const maxColumns = 4;

/** From one panel's left edge to the next one's. */
const PANEL = 790;

/**
 * A PNG of data beside sets of samples on the same axes: a scatter plot each for two columns, a scatter matrix each (of the
 * first four columns) for more, overlaid histograms for one.
 *
 * @param data  (n, columns) row-major and in random order, as are the samples; of all, equally many rows are shown, the first
 *   ones. Without data the first samples decide what the axes show
 */
export function drawPicture(data: Float64Array | undefined, samples: NamedRows[], options: PictureOptions): Buffer {
  const { title, columns, integer = [], labels = columns, frame, aspect } = options;
  const dim = columns.length;
  const sets: Series[] = samples.map(({ name, rows }, k) => ({ name, rows, color: colors.samples[k] }));
  if (data) sets.unshift({ name: "Data", color: colors.data, rows: data });
  const shown = Math.min(...sets.map(({ rows }) => rows.length / dim), dim > 2 ? 10_000 : 100_000);
  const series = sets.map((set) => ({ ...set, rows: set.rows.subarray(0, shown * dim) }));
  const axes: Axis[] = [];
  const bins: Bins[] = [];
  for (const [d, label] of labels.slice(0, maxColumns).entries()) {
    const inner = frame?.[d] ?? innerRange(columnOf(sets[0].rows, dim, d));
    axes.push(makeAxis(label, frame?.[d] ?? addMargin(inner, integer[d]), dim > 2 ? 3 : 6));
    bins.push(makeBins(inner, shown, integer[d]));
  }
  const draw = dim === 1 ? drawHistograms : dim === 2 ? drawPanels : drawMatrices;
  return draw({ title, dim, series, axes, bins, aspect });
}

function drawHistograms({ title, dim, series, axes, bins }: Picture): Buffer {
  const { context, finish } = startPicture(1100, 640, title);
  const box = { left: 90, top: 100, width: 980, height: 450 };
  const all = series.map(({ rows }) => densities(rows, bins[0]));
  const y = makeAxis("density", [0, 1.08 * largest(all)], 5);
  drawFrame(context, box, axes[0], y);
  let x = box.left;
  for (const [k, { name, color, rows }] of series.entries()) {
    drawDensity(context, box, axes[0], y, bins[0], all[k], color);
    context.fillStyle = color;
    context.fillRect(x, 73, 14, 12);
    const text = `${name} (${countRows(rows, dim, axes)})`;
    drawText(context, text, x + 22, 84, { size: 15, color });
    x += 60 + context.measureText(text).width;
  }
  return finish();
}

function drawPanels({ title, dim, series, axes: [x, y], aspect }: Picture): Buffer {
  const room = { width: 690, height: 520 };
  const natural = aspect ? (aspect * (y.max - y.min)) / (x.max - x.min) : room.height / room.width;
  const width = Math.min(room.width, room.height / natural);
  const height = width * natural;
  const { context, finish } = startPicture(widthOf(series), Math.round(height) + 180, title);
  for (const [k, { name, color, rows }] of series.entries()) {
    const box = { left: 90 + k * PANEL + (room.width - width) / 2, top: 108, width, height };
    drawFrame(context, box, x, y);
    drawPoints(context, box, x, y, rows, color);
    drawText(context, name, box.left, 94, { size: 18, bold: true, color });
    drawNote(context, countRows(rows, dim, [x, y]), box.left + width, 94);
  }
  return finish();
}

function drawMatrices({ title, dim, series, axes, bins }: Picture): Buffer {
  const side = 690;
  const cell = side / axes.length;
  const gap = 10;
  const { context, finish } = startPicture(widthOf(series), side + 180, title);
  for (const [k, { name, color, rows }] of series.entries()) {
    const left = 90 + k * PANEL;
    const boxAt = (i: number, j: number): Box => {
      return { left: left + j * cell, top: 108 + i * cell, width: cell - gap, height: cell - gap };
    };
    for (const [i, y] of axes.entries()) {
      const labelX = i === axes.length - 1;
      for (let j = 0; j < i; j++) {
        drawFrame(context, boxAt(i, j), axes[j], y, { labelX, labelY: j === 0, size: 11 });
        drawPoints(context, boxAt(i, j), axes[j], y, pairOf(rows, dim, j, i), color);
      }
      // Both panels' histograms share a scale.
      const all = series.map((set) => densities(columnOf(set.rows, dim, i), bins[i]));
      const density = { ...makeAxis("", [0, 1.1 * largest(all)], 3), ticks: [] };
      drawFrame(context, boxAt(i, i), y, density, { labelX, labelY: false, size: 11 });
      drawDensity(context, boxAt(i, i), y, density, bins[i], all[k], color);
    }
    drawText(context, name, left, 94, { size: 18, bold: true, color });
    drawNote(context, countRows(rows, dim, axes), left + side - gap, 94);
    if (dim > axes.length) drawNote(context, `first ${axes.length} of ${dim} columns`, left + side - gap, 113);
  }
  return finish();
}

function widthOf(panels: unknown[]): number {
  return 20 + PANEL * panels.length;
}

function startPicture(width: number, height: number, title: string): { context: SKRSContext2D; finish: () => Buffer } {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, width, height);
  drawText(context, title, 90, 48, { size: 23, bold: true, maxWidth: width - 120 });
  return { context, finish: () => canvas.toBuffer("image/png") };
}

function drawNote(context: SKRSContext2D, text: string, right: number, y: number): void {
  drawText(context, text, right, y, { size: 13, color: colors.quiet, align: "right" });
}

/** "20,000 rows, 12 outside the frame" */
function countRows(rows: Float64Array, dim: number, axes: Axis[]): string {
  let outside = 0;
  for (let i = 0; i < rows.length; i += dim)
    if (!axes.every(({ min, max }, d) => rows[i + d] >= min && rows[i + d] <= max)) outside++;
  return `${formatCount(rows.length / dim)} rows` + (outside > 0 ? `, ${formatCount(outside)} outside the frame` : "");
}

/** From the 0.1 % to the 99.9 % quantile: one wild row must not flatten the rest. */
function innerRange(values: Float64Array): [number, number] {
  const sorted = values.sort();
  const cut = Math.floor(sorted.length / 1000);
  return [sorted[cut], sorted[sorted.length - 1 - cut]];
}

function addMargin([low, high]: [number, number], integer = false): [number, number] {
  const margin = Math.max(0.04 * (high - low), integer ? 0.7 : 0) || 0.5 * Math.abs(high) || 0.5;
  return [low - margin, high + margin];
}

/** Over the inner range and a little beyond; more for more rows, with their cube root (Scott 1979). */
function makeBins([low, high]: [number, number], rowCount: number, integer = false): Bins {
  const wanted = Math.min(120, Math.max(12, Math.round(2.5 * Math.cbrt(rowCount))));
  const ideal = (high - low) / wanted || 1;
  const width = integer ? Math.max(1, Math.round(ideal)) : ideal;
  const extra = Math.ceil((0.05 * (high - low)) / width);
  const start = (integer ? low - 0.5 : low) - extra * width;
  return { start, width, count: Math.ceil((high - start) / width) + extra + 1 };
}

function largest(all: Float64Array[]): number {
  return Math.max(...all.map((density) => density.reduce((a, b) => Math.max(a, b), 0)));
}

function pairOf(rows: Float64Array, dim: number, x: number, y: number): Float64Array {
  const points = new Float64Array((2 * rows.length) / dim);
  for (let i = 0; i < rows.length / dim; i++) {
    points[2 * i] = rows[i * dim + x];
    points[2 * i + 1] = rows[i * dim + y];
  }
  return points;
}
