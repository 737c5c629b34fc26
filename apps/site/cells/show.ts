// `show`, as cells see it: every call makes one output.
import { invalid } from "../../../src/support/errors.ts";
import { fingerprint, type Numbers } from "./fingerprint.ts";
import { extent, fillLayer, readLayer, type GivenRanges, type LayerSpec, type PlaneRows } from "./layers.ts";
import type { Frame, Layer, Output } from "./outputs.ts";

/** Words and ranges of a plot; what is left out is found from its layers. */
export type FrameSpec = Partial<Omit<Frame, "xRange" | "yRange">> & GivenRanges;

export interface SliderSpec {
  min: number;
  max: number;
  value: number;
  /** @default a hundredth of the range */
  step?: number;
}

export type Show = ReturnType<typeof createShow>;

/**
 * @param emit    is given every output as soon as it is shown
 * @param sliders places of sliders that the reader has moved, by name
 */
export function createShow(emit: (output: Output) => void, sliders: Readonly<Record<string, number>> = {}) {
  let hasBits = false;

  function plot(spec: FrameSpec, ...layers: LayerSpec[]): void {
    emit({ kind: "plot", ...readPlot("show.plot", spec, layers) });
  }

  return {
    /** Layers over one another in one frame. */
    plot,

    /** Rows of two numbers as dots; several sets by their names. */
    points(rows: PlaneRows | Record<string, PlaneRows>, spec: FrameSpec & { name?: string } = {}): void {
      const { name, ...frame } = spec;
      plot(frame, ...named(rows, name).map(([name, points]) => ({ name, points: points as PlaneRows })));
    },

    /** y over x: functions of x, or arrays over `spec.at`; several by their names. */
    curve(
      curves: Curve | Record<string, Curve>,
      spec: FrameSpec & { name?: string; at?: ArrayLike<number> } = {},
    ): void {
      const { name, at, ...frame } = spec;
      const layers = named(curves, name).map(([name, curve], i) => ({
        name,
        curve: curve as Curve,
        ...(at ? { x: at } : {}),
        dashed: i > 0,
      }));
      plot(frame, ...layers);
    },

    /** Shares by length of sets of numbers, beside the exact density. */
    histogram(
      values: ArrayLike<number> | Record<string, ArrayLike<number>>,
      spec: FrameSpec & { name?: string; bins?: number; density?: (x: number) => number } = {},
    ): void {
      const { name, bins = 60, density, ...frame } = spec;
      const layers: LayerSpec[] = named(values, name ?? "samples").map(([name, histogram]) => ({
        name,
        histogram: histogram as ArrayLike<number>,
        bins,
      }));
      if (density) layers.push({ name: "exact", curve: density });
      plot(frame, ...layers);
    },

    /** Arrows of a function of the plane, as a score is. */
    field(
      field: (places: Float32Array) => ArrayLike<number>,
      spec: FrameSpec & { side?: number; name?: string },
    ): void {
      const { side = 15, name = "", ...frame } = spec;
      plot(frame, { field, side, name });
    },

    /** Shares in groups of bars: `show.bars({ exact: [.2, .8], sampled: [.24, .76] }, { labels: ["left", "right"] })`. */
    bars(bars: Record<string, ArrayLike<number>>, spec: FrameSpec & { labels: string[] }): void {
      plot(spec, ...Object.entries(bars).map(([name, bars]) => ({ name, bars })));
    },

    /** A table of words and numbers. */
    table(columns: string[], rows: (string | number)[][], spec: { title?: string } = {}): void {
      for (const row of rows)
        if (row.length !== columns.length) throw invalid("show.table", `rows of ${columns.length} entries`, row);
      emit({ kind: "table", title: spec.title ?? "", columns, rows: rows.map((row) => [...row]) });
    },

    /** A number with its name, and what it would be exactly. */
    number(name: string, value: number, spec: { exact?: number } = {}): void {
      if (typeof value !== "number") throw invalid("show.number", "a number", value);
      emit({ kind: "number", name, value, ...spec });
    },

    /** A line of words. */
    text(text: string): void {
      emit({ kind: "text", text });
    },

    /** A slider's value; when the reader moves it, the cell runs again. */
    slider(name: string, spec: SliderSpec): number {
      const { min, max, step = (max - min) / 100 } = spec;
      const value = sliders[name] ?? spec.value;
      if (!(min <= value && value <= max)) throw invalid("show.slider", `value from ${min} to ${max}`, value);
      emit({ kind: "slider", name, min, max, step, value });
      return value;
    },

    /** The fingerprint that every browser is to reproduce; once in a cell. */
    bits(...arrays: Numbers[]): string {
      if (hasBits) throw invalid("show.bits", "one call in a cell (it takes several arrays)", "a second call");
      hasBits = true;
      const bits = fingerprint(arrays);
      emit({ kind: "bits", bits });
      return bits;
    },
  };
}

type Curve = ((x: number) => number) | ArrayLike<number>;

/** Entries of sets by name; one set alone has the name given. */
function named<T>(sets: T | Record<string, T>, name = ""): [string, T][] {
  const plain = typeof sets === "object" && Object.getPrototypeOf(sets) === Object.prototype;
  return plain ? Object.entries<T>(sets as Record<string, T>) : [[name, sets as T]];
}

function readPlot(where: string, spec: FrameSpec, specs: readonly LayerSpec[]): { frame: Frame; layers: Layer[] } {
  if (specs.length === 0) throw invalid(where, "layers after the frame", specs);
  const read = specs.map((layer) => readLayer(where, layer, spec));
  const xRange = spec.xRange ?? rangeOf(where, "xRange", read, xOf);
  // A curve over the whole width needs x alone; a field needs both
  const curves = read.map((layer) =>
    !isRead(layer) && "curve" in layer ? fillLayer(where, layer, xRange, [0, 1]) : layer,
  );
  const yRange = spec.yRange ?? rangeOf(where, "yRange", curves, yOf);
  const layers = curves.map((layer) => (isRead(layer) ? layer : fillLayer(where, layer, xRange, yRange)));
  const equal = spec.equal ?? layers.some(({ kind }) => ["points", "paths", "field", "heat"].includes(kind));
  const { title = "", x = "", y = "", labels } = spec;
  return { frame: { title, x, y, xRange, yRange, equal, ...(labels ? { labels } : {}) }, layers };
}

const isRead = (layer: Layer | LayerSpec): layer is Layer => "kind" in layer;

/** From the data, with a margin where they are dots or lines, but for the ground that bars stand on. */
function rangeOf(
  where: string,
  name: string,
  layers: readonly (Layer | LayerSpec)[],
  of: (layer: Layer) => number[] | Float64Array,
): [number, number] {
  const values = layers.flatMap((layer) => (isRead(layer) ? Array.from(of(layer)).filter(Number.isFinite) : []));
  if (values.length === 0) throw invalid(where, `${name}, since no layer says how far the plot goes`, undefined);
  const [low, high] = extent(values);
  const hasDots = layers.some((layer) => isRead(layer) && ["points", "paths"].includes(layer.kind));
  const margin = name === "xRange" && !hasDots ? 0 : 0.04 * (high - low);
  return [low === 0 && !hasDots ? 0 : low - margin, high + margin];
}

const every = (values: ArrayLike<number>, offset: number): number[] =>
  Array.from(values).filter((_, i) => i % 2 === offset);

function xOf(layer: Layer): number[] | Float64Array {
  if (layer.kind === "points") return every(layer.xy, 0);
  if (layer.kind === "paths") return layer.paths.flatMap((path) => every(path, 0));
  if (layer.kind === "curve") return layer.x;
  if (layer.kind === "histogram") return [layer.from, layer.from + layer.width * layer.heights.length];
  return layer.kind === "bars" ? [0, layer.values.length] : [];
}

function yOf(layer: Layer): number[] | Float64Array {
  if (layer.kind === "points") return every(layer.xy, 1);
  if (layer.kind === "paths") return layer.paths.flatMap((path) => every(path, 1));
  if (layer.kind === "curve") return layer.y;
  if (layer.kind === "histogram") return [0, ...layer.heights];
  return layer.kind === "bars" ? [0, ...layer.values] : [];
}
