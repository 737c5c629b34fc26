import { pow } from "../numerics/math.ts";
import { levelCount, plainColumns, type CategoryBlock } from "../data/category-block.ts";
import type { Arena } from "./arena.ts";
import { layCategories, writeCategories, type CategoryOffsets } from "./categories.ts";
import { coreOf, type Engine } from "./engine.ts";
import {
  activations,
  layerWords,
  PANEL_ROW,
  parameterizations,
  planWords,
  ROW_SCALARS,
  TILE_ROWS,
  type Activation,
  type Parameterization,
} from "./generated/contract.ts";
import type { Pointer } from "./generated/kernels.ts";
import { wordsInOrder } from "./job.ts";

const PANEL = TILE_ROWS * PANEL_ROW;

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
  /** C, numbers the network is conditioned on; none by default. */
  conditions?: number | undefined;
  /** Sines and cosines of each of those; none by default. */
  conditionFrequencies?: number | undefined;
  /** The highest of their frequencies, the first being 1. */
  maxConditionFrequency?: number | undefined;
  /** Blocks of categories, the last columns; none by default. */
  categories?: readonly CategoryBlock[] | undefined;
  /** Whether rows may have known values, that the network sees without noise; not by default. */
  masks?: boolean | undefined;
}

/** What a mask has a bit for: each plain coordinate, then each block; 0 for a network without masks. */
export function maskBits(shape: NetworkShape): number {
  return shape.masks ? plainColumns(shape) + (shape.categories?.length ?? 0) : 0;
}

/** Words of 32 bits of a row's mask. */
export function maskWords(shape: NetworkShape): number {
  return Math.ceil(maskBits(shape) / 32);
}

/** Features of conditions: each number, sines and cosines of it, and whether there are none. */
export function conditionFeatures(shape: Pick<NetworkShape, "conditions" | "conditionFrequencies">): number {
  const { conditions = 0, conditionFrequencies = 0 } = shape;
  return conditions > 0 ? conditions * (1 + 2 * conditionFrequencies) + 1 : 0;
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
  /** Byte offsets, as the kernels name them. */
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
  /** Byte offsets in a thread's scratch. */
  scratch: Record<ScratchWord, number>;
  /** The same, of what blocks of categories need; undefined without them. */
  categories: CategoryOffsets | undefined;
}

/** Those words of a plan that say what lies where in a thread's scratch. */
type ScratchWord = Extract<(typeof planWords)[number], `${string}Offset`>;

const padded = (n: number): number => Math.ceil(n / 8) * 8;
const tileOf = (columns: number): number => (padded(columns) / 8) * PANEL;

/**
 * Number of input features: σ, the plain coordinates, sines and cosines of them, one for each level of a category, for each
 * class, for each bit of a mask, for each condition, sines and cosines of it, and for their absence.
 */
export function featureCount(shape: NetworkShape): number {
  const { sigmaFrequencies, coordinateFrequencies, classes } = shape;
  const coordinates = (1 + 2 * coordinateFrequencies) * plainColumns(shape);
  return 2 * sigmaFrequencies + coordinates + levelCount(shape) + classes + maskBits(shape) + conditionFeatures(shape);
}

/** What each layer of a network of this shape takes and gives. */
export function layerShapes(shape: NetworkShape): LayerShape[] {
  const widths = [featureCount(shape), ...shape.hidden, plainColumns(shape) + levelCount(shape)];
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
    noisedOffset: take(dimTile),
    noiseOffset: take(dimTile),
    rowsOffset: take(ROW_SCALARS * TILE_ROWS * 4),
    aboveOffset: take(widest),
    gradientOffset: take(widest),
    zeroOffset: take(64),
    bitsOffset: take(32),
    masksOffset: take(TILE_ROWS * maskWords(shape) * 4),
    startOffset: take(layers[0].O * 4),
    rowStartOffset: take(shape.conditions ? tileOf(layers[0].outputs) : 0),
  };
  const categories = shape.categories?.length ? layCategories(levelCount(shape), take) : undefined;
  const panels = layers.reduce((sum, { O }) => sum + O / 8, 0);
  const scratchBytes = Math.ceil(at / 64) * 64; // threads' parts share no cache line
  return { shape, layers, parameterBytes, transposedBytes, tileBytes, scratchBytes, panels, scratch, categories };
}

/** n values from `first` to `last` in geometric progression; one value is `first`. */
function geometric(first: number, last: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => (i === 0 ? first : first * pow(last / first, i / (n - 1))));
}

/** ω of ln σ, and φ of cIn·x̃; docs/internals/notation.md. */
export function featureFrequencies({
  sigmaFrequencies,
  coordinateFrequencies,
  maxCoordinateFrequency,
}: Pick<NetworkShape, "sigmaFrequencies" | "coordinateFrequencies" | "maxCoordinateFrequency">): [
  sigma: number[],
  coordinate: number[],
] {
  return [geometric(0.25, 4, sigmaFrequencies), geometric(1, maxCoordinateFrequency, coordinateFrequencies)];
}

/** Frequencies of conditions. */
export function conditionFrequenciesOf({
  conditionFrequencies = 0,
  maxConditionFrequency = 1,
}: Pick<NetworkShape, "conditionFrequencies" | "maxConditionFrequency">): number[] {
  return geometric(1, maxConditionFrequency, conditionFrequencies);
}

/** Writes the words that kernels read, and the frequencies they point to. */
export function writePlan(engine: Engine, arena: Arena, plan: Plan): Pointer {
  const { shape, layers, tileBytes, scratch } = plan;
  const { dim, classes, conditions = 0, conditionFrequencies = 0 } = shape;
  const { sigmaFrequencies, coordinateFrequencies } = shape;
  const ladders = [...featureFrequencies(shape), conditionFrequenciesOf(shape)].flat();
  const frequencies = arena.allocate(ladders.length * 4);
  coreOf(engine).heap.write(frequencies, ladders);
  const network = wordsInOrder(planWords, {
    ...{
      dim,
      classes,
      conditions,
      conditionFrequencies,
      sigmaFrequencies,
      coordinateFrequencies,
      frequencies,
      tileBytes,
      ...scratch,
    },
    layerCount: layers.length,
    usedInputs: layers[0].inputs,
    masks: maskBits(shape),
    numbers: plainColumns(shape),
    categories: plan.categories ? writeCategories(engine, arena, shape, plan.categories) : 0,
    activation: activations.indexOf(shape.activation),
    parameterization: parameterizations.indexOf(shape.parameterization),
  });
  const each = layers.map(({ K, O, outputs, residual, ...offsets }) =>
    wordsInOrder(layerWords, { ...offsets, inputs: K, outputs: O, usedOutputs: outputs, residual: Number(residual) }),
  );
  const words = [...network, ...each.flat()];
  const at = arena.allocate(words.length * 4);
  coreOf(engine).heap.i32.set(words, at / 4);
  return at;
}
