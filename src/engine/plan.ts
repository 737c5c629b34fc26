import { pow } from "../numerics/math.ts";
import type { Arena } from "./arena.ts";
import { coreOf, type Engine } from "./engine.ts";
import type { Pointer } from "./kernels.ts";

/** Rows of a tile and bytes of a panel's row: assembly/lanes.ts. */
export const TILE_ROWS = 32;
export const PANEL_ROW = 32;
const PANEL = TILE_ROWS * PANEL_ROW;

export const activations = ["silu", "tanh", "softplus"] as const;
export const parameterizations = ["edm", "noise", "denoised", "velocity", "score"] as const;
export type Activation = (typeof activations)[number];
export type Parameterization = (typeof parameterizations)[number];

/** What a network looks like; docs/internals/notation.md. */
export interface NetworkShape {
  dim: number;
  hidden: readonly number[];
  activation: Activation;
  residual: boolean;
  /** E, a multiple of 4. */
  sigmaFrequencies: number;
  /** F */
  coordinateFrequencies: number;
  /** φ of the last of them, the first being 1. */
  maxCoordinateFrequency: number;
  parameterization: Parameterization;
  /** K, labels 0…K−1 the network is conditioned on; 0 for none. */
  classes: number;
}

/** A layer's inputs and outputs, features included. */
export interface LayerShape {
  inputs: number;
  outputs: number;
}

/** Where a layer lies; K and O are its inputs and outputs rounded up to whole panels. */
export interface LayerPlan extends LayerShape {
  K: number;
  O: number;
  residual: boolean;
  /** Byte offsets, as assembly/plan.ts names them. */
  weightsOffset: number;
  transposedOffset: number;
  inputOffset: number;
  derivativeOffset: number;
}

/** A network's buffers: how large, and what lies where. */
export interface Plan {
  shape: NetworkShape;
  layers: LayerPlan[];
  parameterBytes: number;
  transposedBytes: number;
  tileBytes: number;
  scratchBytes: number;
  /** Weight panels of all layers. */
  panels: number;
  scratch: {
    noised: number;
    noise: number;
    rows: number;
    above: number;
    gradient: number;
    zero: number;
    start: number;
  };
}

const padded = (n: number): number => Math.ceil(n / 8) * 8;
const tileOf = (columns: number): number => (padded(columns) / 8) * PANEL;

/** Number of input features: σ, the coordinates, sines and cosines of the coordinates, and one for each class. */
export function featureCount({ dim, sigmaFrequencies, coordinateFrequencies, classes }: NetworkShape): number {
  return 2 * sigmaFrequencies + dim + 2 * coordinateFrequencies * dim + classes;
}

/** What each layer of a network of this shape takes and gives. */
export function layerShapes(shape: NetworkShape): LayerShape[] {
  const widths = [featureCount(shape), ...shape.hidden, shape.dim];
  return widths.slice(1).map((outputs, l) => ({ inputs: widths[l], outputs }));
}

export function planNetwork(shape: NetworkShape): Plan {
  const shapes = layerShapes(shape);
  const layers: LayerPlan[] = [];
  let parameterBytes = 0;
  let transposedBytes = 0;
  let tileBytes = 0;
  for (const [l, { inputs, outputs }] of shapes.entries()) {
    const [K, O] = [padded(inputs), padded(outputs)];
    const hidden = l + 1 < shapes.length;
    layers.push({
      inputs,
      outputs,
      K,
      O,
      residual: shape.residual && hidden && l > 0 && inputs === outputs,
      weightsOffset: parameterBytes,
      transposedOffset: transposedBytes,
      inputOffset: tileBytes,
      derivativeOffset: tileBytes + tileOf(K),
    });
    parameterBytes += (O / 8) * (K + 1) * PANEL_ROW;
    if (l > 0) transposedBytes += O * K * 4;
    tileBytes += tileOf(K) + tileOf(O);
  }
  const widest = tileOf(Math.max(...shapes.flatMap(({ inputs, outputs }) => [inputs, outputs])));
  const dimTile = tileOf(shape.dim);
  let at = 0;
  const take = (bytes: number): number => (at += bytes) - bytes;
  const scratch = {
    noised: take(dimTile),
    noise: take(dimTile),
    rows: take(7 * TILE_ROWS * 4),
    above: take(widest),
    gradient: take(widest),
    zero: take(64 + 32),
    start: take(layers[0].O * 4),
  };
  const panels = layers.reduce((sum, { O }) => sum + O / 8, 0);
  const scratchBytes = Math.ceil(at / 64) * 64; // threads' parts share no cache line
  return { shape, layers, parameterBytes, transposedBytes, tileBytes, scratchBytes, panels, scratch };
}

/** n values from `first` to `last` in geometric progression; one value is `first`. */
function geometric(first: number, last: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i === 0 ? first : first * pow(last / first, i / (n - 1))));
}

/** Writes the words of assembly/plan.ts, and the frequencies they point to. */
export function writePlan(engine: Engine, arena: Arena, plan: Plan): Pointer {
  const { shape, layers, tileBytes, scratch } = plan;
  const { sigmaFrequencies: E, coordinateFrequencies: F } = shape;
  const frequencies = arena.allocate((E + F) * 4);
  coreOf(engine).heap.write(frequencies, [...geometric(0.25, 4, E), ...geometric(1, shape.maxCoordinateFrequency, F)]);
  const words = [
    shape.dim,
    layers.length,
    E,
    F,
    activations.indexOf(shape.activation),
    parameterizations.indexOf(shape.parameterization),
    frequencies,
    tileBytes,
    scratch.noised,
    scratch.noise,
    scratch.rows,
    scratch.above,
    scratch.gradient,
    scratch.zero,
    scratch.start,
    shape.classes,
    ...layers.flatMap((l) => [
      l.K,
      l.O,
      l.outputs,
      l.residual ? 1 : 0,
      l.weightsOffset,
      l.transposedOffset,
      l.inputOffset,
      l.derivativeOffset,
    ]),
  ];
  const at = arena.allocate(words.length * 4);
  coreOf(engine).heap.i32.set(words, at / 4);
  return at;
}
