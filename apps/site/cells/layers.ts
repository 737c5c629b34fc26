// What an author writes as a layer, made into what is drawn.
import { invalid } from "../../../src/support/errors.ts";
import type { Layer } from "./outputs.ts";

/** Rows of two numbers: one after another, or an array of rows. */
export type PlaneRows = ArrayLike<number> | ArrayLike<ArrayLike<number>>;
/** Called once, with all places: rows of two numbers, one after another. */
export type OfPlane = (places: Float32Array) => ArrayLike<number>;

export type LayerSpec = { name?: string } & (
  | { points: PlaneRows }
  | { paths: ArrayLike<PlaneRows> }
  | { curve: ((x: number) => number) | ArrayLike<number>; x?: ArrayLike<number>; dashed?: boolean }
  | { histogram: ArrayLike<number>; bins?: number }
  | { field: OfPlane; side?: number }
  | { heat: OfPlane | ArrayLike<number>; side?: number }
  | { bars: ArrayLike<number> }
);

/** The ranges of a plot as far as its author gave them. */
export interface GivenRanges {
  xRange?: [number, number] | undefined;
  yRange?: [number, number] | undefined;
}

/** `count` places from `from` to `to`, both included. */
export function grid(from: number, to: number, count = 201): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

/** The centers of `side` × `side` cells: rows of two numbers one after another, from low y to high. */
export function plane(xRange: [number, number], yRange: [number, number], side = 64): Float32Array {
  const center = ([from, to]: [number, number], i: number): number => from + ((to - from) * (i + 0.5)) / side;
  const places = new Float32Array(2 * side * side);
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++)
      places.set([center(xRange, column), center(yRange, row)], 2 * (row * side + column));
  return places;
}

/** Numbers that stand one after another, of rows or of a flat array. */
function flat(where: string, rows: PlaneRows): Float32Array {
  const first: unknown = rows?.[0];
  const numbers =
    typeof first === "number" || first === undefined
      ? Float32Array.from(rows as ArrayLike<number>)
      : Float32Array.from(Array.from(rows as ArrayLike<ArrayLike<number>>, (row) => Array.from(row)).flat());
  if (numbers.length === 0 || numbers.length % 2 !== 0) throw invalid(where, "rows of two numbers", rows);
  return numbers;
}

/** All that needs no range yet: layers of functions stay as they are. */
export function readLayer(where: string, spec: LayerSpec, given: GivenRanges): Layer | LayerSpec {
  const name = spec.name ?? "";
  if ("points" in spec) return { kind: "points", name, xy: flat(where, spec.points) };
  if ("paths" in spec)
    return { kind: "paths", name, paths: Array.from(spec.paths, (path) => flat(where, path as PlaneRows)) };
  if ("histogram" in spec) return histogram(where, spec.histogram, spec.bins ?? 60, name, given.xRange);
  if ("bars" in spec) return { kind: "bars", name, values: Array.from(spec.bars) };
  if ("curve" in spec && typeof spec.curve !== "function") {
    if (spec.x?.length !== spec.curve.length)
      throw invalid(where, `x with as many numbers as the curve (${spec.curve.length})`, spec.x);
    const { dashed = false } = spec;
    return { kind: "curve", name, x: Float64Array.from(spec.x), y: Float64Array.from(spec.curve), dashed };
  }
  if ("curve" in spec || "field" in spec || "heat" in spec) return spec;
  throw invalid(where, "a layer with one of points, paths, curve, histogram, field, heat, bars", spec);
}

/** The layers of functions, over the ranges that the plot has by now. */
export function fillLayer(where: string, spec: LayerSpec, xRange: [number, number], yRange: [number, number]): Layer {
  const name = spec.name ?? "";
  if ("curve" in spec) {
    const x = grid(...xRange);
    const y = x.map(spec.curve as (x: number) => number);
    return { kind: "curve", name, x, y, dashed: spec.dashed ?? false };
  }
  if ("field" in spec) {
    const xy = plane(xRange, yRange, spec.side ?? 15);
    return { kind: "field", name, xy, arrows: Float32Array.from(called(where, spec.field, xy, xy.length)) };
  }
  if (!("heat" in spec)) throw invalid(where, "a layer", spec);
  if (typeof spec.heat !== "function") {
    const side = Math.round(Math.sqrt(spec.heat.length));
    if (side * side !== spec.heat.length) throw invalid(where, "heat with side × side numbers", spec.heat);
    return { kind: "heat", name, side, values: Float64Array.from(spec.heat) };
  }
  const { side = 64 } = spec;
  const values = called(where, spec.heat, plane(xRange, yRange, side), side * side);
  return { kind: "heat", name, side, values: Float64Array.from(values) };
}

function called(where: string, of: OfPlane, places: Float32Array, length: number): ArrayLike<number> {
  const values = of(places);
  if (values?.length !== length)
    throw invalid(where, `a function of all places at once that returns ${length} numbers (no promise)`, values);
  return values;
}

/** Shares of all values by length, so that it compares with a density; what lies beyond the range counts in the total. */
function histogram(
  where: string,
  values: ArrayLike<number>,
  bins: number,
  name: string,
  given?: [number, number],
): Layer {
  if (!(values?.length > 0)) throw invalid(where, "numbers for a histogram", values);
  const [from, to] = given ?? extent(values);
  const width = (to - from) / bins;
  const heights = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    const bin = Math.floor((values[i] - from) / width);
    if (bin >= 0 && (bin < bins || values[i] === to)) heights[Math.min(bin, bins - 1)] += 1 / (values.length * width);
  }
  return { kind: "histogram", name, from, width, heights };
}

export function extent(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  return low < high ? [low, high] : Number.isFinite(low) ? [low - 1, low + 1] : [0, 1];
}
