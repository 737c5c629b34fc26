// What a cell shows, as data: made in a worker or in Node, drawn by the page.

/** The frame of a plot: its words and ranges. */
export interface Frame {
  title: string;
  /** Name of the axis. */
  x: string;
  y: string;
  xRange: [number, number];
  yRange: [number, number];
  /** One unit has one length on both axes. */
  equal: boolean;
  /** Of bars: what stands under each group. */
  labels?: string[];
}

/** What is drawn in a frame, in order. */
export type Layer =
  | { kind: "points"; name: string; xy: Float32Array }
  | { kind: "paths"; name: string; paths: Float32Array[] }
  | { kind: "curve"; name: string; x: Float64Array; y: Float64Array; dashed: boolean }
  | { kind: "histogram"; name: string; from: number; width: number; heights: Float64Array }
  | { kind: "field"; name: string; xy: Float32Array; arrows: Float32Array }
  /** `side` × `side` values over the frame's ranges, rows from low y to high. */
  | { kind: "heat"; name: string; side: number; values: Float64Array }
  | { kind: "bars"; name: string; values: number[] };

export interface Plot {
  kind: "plot";
  frame: Frame;
  layers: Layer[];
}

export interface NamedNumber {
  kind: "number";
  name: string;
  value: number;
  exact?: number;
}

export interface Table {
  kind: "table";
  title: string;
  columns: string[];
  rows: (string | number)[][];
}

export interface Slider {
  kind: "slider";
  name: string;
  min: number;
  max: number;
  step: number;
  value: number;
}

export type Output =
  | Plot
  | NamedNumber
  | Table
  | Slider
  | { kind: "text"; text: string }
  /** A line of the console. */
  | { kind: "line"; text: string }
  | { kind: "bits"; bits: string };
