import { createRequire } from "node:module";
import { GlobalFonts, type SKRSContext2D } from "@napi-rs/canvas";
import { shorten } from "./table.ts";

export const colors = {
  data: "#1b3a5c",
  samples: ["#a63d1e", "#2f7a5a"],
  text: "#1c1e21",
  quiet: "#6a7078",
  frame: "#b9bec5",
  grid: "#eef0f2",
};

// The package's own files under a name of our own: no font of the machine is needed, or used.
const require = createRequire(import.meta.url);
GlobalFonts.registerFromPath(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"), "Plot Sans");
GlobalFonts.registerFromPath(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"), "Plot Sans Bold");

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** From a column's value to a pixel, and the values that get a tick. */
export interface Axis {
  label: string;
  min: number;
  max: number;
  ticks: number[];
  /** What ticks are numbered from, if not 0; the label then says so. */
  origin: number;
}

/** How many times its extent an axis may be away from 0, before its ticks are numbered from a place near it. */
const FAR = 1e4;

export function makeAxis(label: string, [min, max]: [number, number], tickCount: number): Axis {
  const scale = 10 ** Math.ceil(Math.log10(max - min));
  const origin = Math.abs(min) > FAR * (max - min) ? Math.floor(min / scale) * scale : 0;
  const ticks = niceTicks(min - origin, max - origin, tickCount).map((tick) => tick + origin);
  const away = origin === 0 ? "" : ` ${origin < 0 ? "+" : "−"} ${formatOrigin(Math.abs(origin), scale)}`;
  return { label: label + away, min, max, ticks, origin };
}

function formatOrigin(origin: number, scale: number): string {
  const decimals = Math.min(20, Math.max(0, -Math.round(Math.log10(scale))));
  return origin.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** The numbers beside an axis' ticks. */
export function tickLabels({ ticks, origin }: Axis): string[] {
  const numbers = ticks.map((tick) => tick - origin);
  return numbers.map((number) => formatTick(number, numbers));
}

/** About `count` multiples of 1, 2 or 5 times a power of ten inside [min, max]. */
function niceTicks(min: number, max: number, count: number): number[] {
  const rough = (max - min) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= 0.7 * rough) ?? 10);
  const ticks: number[] = [];
  for (let k = Math.ceil(min / step); k * step <= max; k++) ticks.push(k * step);
  return ticks;
}

const units: [number, string][] = [
  [1e9, "B"],
  [1e6, "M"],
  [1e4, "k"],
];

function formatTick(value: number, ticks: number[]): string {
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : Math.abs(value) || 1;
  const largest = Math.max(...ticks.map(Math.abs));
  if (largest < 1e-3 || largest >= 1e12) return value === 0 ? "0" : String(Number(value.toPrecision(3)));
  const [limit, suffix] = units.find(([from]) => largest >= from && step >= from / 1000) ?? [1, ""];
  const unit = limit === 1e4 ? 1e3 : limit;
  const decimals = Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9));
  return (value / unit).toFixed(decimals).replace("-", "−") + (value === 0 ? "" : suffix);
}

export function drawText(
  context: SKRSContext2D,
  text: string,
  x: number,
  y: number,
  { size = 14, bold = false, color = colors.text, align = "left" as CanvasTextAlign, maxWidth = Infinity } = {},
): void {
  context.font = `${size}px "${bold ? "Plot Sans Bold" : "Plot Sans"}"`;
  context.fillStyle = color;
  context.textAlign = align;
  let shown = shorten(text, 200); // no plot is wider
  while (shown.length > 1 && context.measureText(shown).width > maxWidth) shown = shown.slice(0, -2) + "…";
  context.fillText(shown, x, y);
}

/** The frame of a plot with grid, tick numbers and labels; `x` or `y` is left unlabeled if told so. */
export function drawFrame(
  context: SKRSContext2D,
  box: Box,
  x: Axis,
  y: Axis,
  { labelX = true, labelY = true, size = 13 } = {},
): void {
  const { left, top, width, height } = box;
  context.lineWidth = 1;
  context.strokeStyle = colors.grid;
  for (const tick of x.ticks) line(context, toX(box, x, tick), top, toX(box, x, tick), top + height);
  for (const tick of y.ticks) line(context, left, toY(box, y, tick), left + width, toY(box, y, tick));
  context.strokeStyle = colors.frame;
  context.strokeRect(Math.round(left) + 0.5, Math.round(top) + 0.5, Math.round(width), Math.round(height));
  const quiet = { size, color: colors.quiet };
  if (labelX) {
    const texts = tickLabels(x);
    for (const [k, tick] of x.ticks.entries())
      drawText(context, texts[k], toX(box, x, tick), top + height + size + 6, {
        ...quiet,
        align: "center",
      });
    const middle = left + width / 2;
    drawText(context, x.label, middle, top + height + 2.4 * size + 10, {
      size: size + 1,
      align: "center",
      maxWidth: width,
    });
  }
  if (labelY) {
    let widest = 0;
    for (const [k, text] of tickLabels(y).entries()) {
      const tick = y.ticks[k];
      drawText(context, text, left - 7, toY(box, y, tick) + size * 0.36, { ...quiet, align: "right" });
      widest = Math.max(widest, context.measureText(text).width);
    }
    if (!y.label) return;
    context.save();
    context.translate(left - widest - 18, top + height / 2);
    context.rotate(-Math.PI / 2);
    drawText(context, y.label, 0, 0, { size: size + 1, align: "center", maxWidth: height });
    context.restore();
  }
}

/**
 * Points so small, and so transparent, that all of them together would cover about a fifth of the plot: edges stay sharp
 * and dense places do not fill up.
 *
 * @param points x and y in turn
 */
export function drawPoints(
  context: SKRSContext2D,
  box: Box,
  x: Axis,
  y: Axis,
  points: Float64Array,
  color: string,
): void {
  const count = points.length / 2;
  const ideal = Math.sqrt((0.2 * box.width * box.height) / (Math.PI * Math.max(1, count)));
  const radius = Math.min(3.5, Math.max(0.75, ideal));
  context.save();
  clipTo(context, box);
  context.fillStyle = color;
  context.globalAlpha = Math.min(0.6, Math.max(0.06, 0.6 * (ideal / radius) ** 2));
  for (let i = 0; i < points.length; i += 2) {
    const px = toX(box, x, points[i]);
    const py = toY(box, y, points[i + 1]);
    if (radius < 1) context.fillRect(px - radius, py - radius, 2 * radius, 2 * radius);
    else {
      context.beginPath();
      context.arc(px, py, radius, 0, 2 * Math.PI);
      context.fill();
    }
  }
  context.restore();
}

function clipTo(context: SKRSContext2D, { left, top, width, height }: Box): void {
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
}

function toX({ left, width }: Box, { min, max }: Axis, value: number): number {
  return left + ((value - min) / (max - min)) * width;
}

function toY({ top, height }: Box, { min, max }: Axis, value: number): number {
  return top + (1 - (value - min) / (max - min)) * height;
}

function line(context: SKRSContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}
