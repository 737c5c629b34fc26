// The layers of a plot as SVG.
import type { Frame, Layer } from "../outputs.ts";
import { round, type Scale } from "./scale.ts";

/** Where a layer is drawn. */
export interface Place {
  x: Scale;
  y: Scale;
  frame: Frame;
  /** The class of its color. */
  color: string;
  /** Of groups of bars: which of how many this is. */
  bar: [number, number];
}

/** Shades of a heat map. */
const SHADES = 10;
/** The share of cells that may be denser than what is drawn as densest. */
const SATURATED = 0.005;

export function drawLayer(layer: Layer, place: Place): string {
  const { color } = place;
  switch (layer.kind) {
    case "points":
      return `<path class="points ${color}" d="${dots(layer.xy, place)}"/>`;
    case "paths":
      return layer.paths.map((path) => `<path class="line thin ${color}" d="${line(path, place)}"/>`).join("");
    case "curve": {
      const d = line(
        Float64Array.from({ length: 2 * layer.x.length }, (_, i) => (i % 2 ? layer.y : layer.x)[i >> 1]),
        place,
      );
      return `<path class="line ${layer.dashed ? "dashed " : ""}${color}" d="${d}"/>`;
    }
    case "histogram":
      return `<path class="area ${color}" d="${steps(layer, place)}"/>`;
    case "field":
      return `<path class="line thin ${color}" d="${arrows(layer, place)}"/>`;
    case "heat":
      return heat(layer, place);
    case "bars":
      return `<path class="bar ${color}" d="${bars(layer.values, place)}"/>`;
  }
}

function dots(xy: ArrayLike<number>, { x, y }: Place): string {
  let d = "";
  for (let i = 0; i < xy.length; i += 2) d += `M${round(x(xy[i]))} ${round(y(xy[i + 1]))}h0`;
  return d;
}

/** A line through the points, with gaps where there is no finite number. */
function line(xy: ArrayLike<number>, { x, y }: Place): string {
  let [d, pen] = ["", "M"];
  for (let i = 0; i < xy.length; i += 2) {
    const [px, py] = [round(x(xy[i])), round(y(xy[i + 1]))];
    const drawn = Number.isFinite(px) && Number.isFinite(py);
    // Far outside of the frame a browser's own numbers end
    if (drawn) d += `${pen}${px} ${Math.max(-9999, Math.min(9999, py))}`;
    pen = drawn ? "L" : "M";
  }
  return d;
}

function steps({ from, width, heights }: Layer & { kind: "histogram" }, { x, y }: Place): string {
  let d = `M${round(x(from))} ${round(y(0))}`;
  heights.forEach((height, i) => (d += `V${round(y(height))}H${round(x(from + (i + 1) * width))}`));
  return `${d}V${round(y(0))}Z`;
}

/** Arrows whose longest tenth has the length of a cell; the others are shorter in proportion. */
function arrows({ xy, arrows }: Layer & { kind: "field" }, { x, y }: Place): string {
  const count = xy.length / 2;
  const lengths = Float64Array.from({ length: count }, (_, i) => Math.hypot(arrows[2 * i], arrows[2 * i + 1]));
  const long = lengths.slice().sort()[Math.floor(0.9 * (count - 1))] || 1;
  const cell = Math.abs(x(x.to) - x(x.from)) / Math.sqrt(count);
  let d = "";
  for (let i = 0; i < count; i++) {
    const size = (0.95 * cell * Math.min(1, lengths[i] / long)) / (lengths[i] || 1);
    const [dx, dy] = [arrows[2 * i] * size, -arrows[2 * i + 1] * size];
    const [tailX, tailY] = [x(xy[2 * i]) - dx / 2, y(xy[2 * i + 1]) - dy / 2];
    const [tipX, tipY] = [tailX + dx, tailY + dy];
    const barb = (side: number): string =>
      `${round(tipX - 0.35 * (dx + side * 0.6 * dy))} ${round(tipY - 0.35 * (dy - side * 0.6 * dx))}`;
    d += `M${round(tailX)} ${round(tailY)}L${round(tipX)} ${round(tipY)}M${barb(1)}L${round(tipX)} ${round(tipY)}L${barb(-1)}`;
  }
  return d;
}

/** Cells of one shade are one path, neighbors in a row one rectangle. What is shaded is the value's square root. */
function heat({ side, values }: Layer & { kind: "heat" }, { x, y, frame, color }: Place): string {
  const low = Math.min(0, ...values);
  const top = values.slice().sort()[Math.floor((1 - SATURATED) * (values.length - 1))] - low || 1;
  const shades = Array.from(values, (value) =>
    Math.round(SHADES * Math.sqrt(Math.min(1, Math.max(0, value - low) / top))),
  );
  const [x0, x1] = frame.xRange.map(x);
  const [y0, y1] = frame.yRange.map(y);
  const [width, height] = [(x1 - x0) / side, (y1 - y0) / side];
  const paths = Array<string>(SHADES + 1).fill("");
  for (let row = 0; row < side; row++)
    for (let column = 0, end = 0; column < side; column = end) {
      const shade = shades[row * side + column];
      for (end = column; end < side && shades[row * side + end] === shade; end++);
      const [left, right] = [round(x0 + column * width), round(x0 + end * width)];
      const [from, to] = [round(y0 + row * height), round(y0 + (row + 1) * height)];
      paths[shade] += `M${left} ${from}H${right}V${to}H${left}Z`;
    }
  return paths
    .map((d, shade) =>
      shade && d ? `<path class="heat ${color}" fill-opacity="${(0.07 * shade).toFixed(2)}" d="${d}"/>` : "",
    )
    .join("");
}

function bars(values: readonly number[], { x, y, bar: [which, count] }: Place): string {
  const width = 0.8 / count;
  return values
    .map((value, i) => {
      const [left, right] = [i + 0.1 + which * width, i + 0.1 + (which + 0.94) * width].map((at) => round(x(at)));
      return `M${left} ${round(y(0))}V${round(y(value))}H${right}V${round(y(0))}Z`;
    })
    .join("");
}
