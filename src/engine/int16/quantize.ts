import { plainColumns } from "../../data/category-block.ts";
import type { Arena } from "../arena.ts";
import { coreOf } from "../engine.ts";
import { PANEL_ROW } from "../generated/contract.ts";
import { memoryOf, placeInt16, type Mlp, type NetworkMemory } from "../mlp.ts";
import { writePlan, type LayerPlan, type NetworkShape, type Plan } from "../plan.ts";
import { limitsOf, MOST_INPUTS } from "./limits.ts";

/** Words of a panel's row. */
const ROW = PANEL_ROW / 4;

/** Where the weights in integers lie, as assembly/int16/forward.ts reads them. */
function planInt16(plan: Plan): Plan {
  let parameterBytes = 0;
  const layers = plan.layers.map((layer, l) => {
    const weightsOffset = parameterBytes;
    const panels = layer.O / 8;
    if (l === 0) parameterBytes += panels * weightPanelWords(layer) * 4;
    parameterBytes += PANEL_ROW + panels * integerPanelBytes(integerInputs(plan.shape, layer, l));
    return { ...layer, weightsOffset };
  });
  return { ...plan, layers, parameterBytes };
}

/** Inputs of a layer that are integers, the last ones: of the first layer those behind the plain coordinates, if not too many. */
function integerInputs(shape: NetworkShape, { K }: LayerPlan, l: number): number {
  if (l > 0) return K;
  const inputs = K - 8 * Math.ceil((2 * shape.sigmaFrequencies + plainColumns(shape)) / 8);
  return inputs > MOST_INPUTS ? 0 : inputs;
}

/** A row of biases, and one for each input. */
function weightPanelWords({ K }: LayerPlan): number {
  return (K + 1) * ROW;
}

/** A row of biases, one of scales, and pairs of weights. */
function integerPanelBytes(inputs: number): number {
  return (2 + inputs / 2) * PANEL_ROW;
}

function allocate(mlp: Mlp, arena: Arena): NetworkMemory {
  const memory = memoryOf(mlp);
  const plan = planInt16(memory.plan);
  const [planAt, average] = [writePlan(mlp.engine, arena, plan), arena.allocate(plan.parameterBytes)];
  return { ...memory, plan, planAt, average };
}

/** The averaged weights that each network's integers were made of. */
const sources = new WeakMap<Mlp, Float32Array>();

/**
 * A network's averaged weights in integers, for all that is evaluated in precision "int16" from now on: made where they have
 * changed since the last time, and released with the network.
 *
 * Every column of a layer's weights has a scale, the f32 nearest to max|w|/limit, and its integers are the nearest to w/scale.
 *
 * @throws LangevinError "out-of-memory"
 */
export function quantizeMlp(mlp: Mlp): void {
  const { f32 } = coreOf(mlp.engine).heap;
  const { plan, average } = memoryOf(mlp);
  const weights = f32.subarray(average / 4, (average + plan.parameterBytes) / 4);
  const source = sources.get(mlp);
  if (source?.every((weight, i) => weight === weights[i])) return;
  const made = weights.slice();
  writeIntegers(mlp, made);
  sources.set(mlp, made);
}

function writeIntegers(mlp: Mlp, weights: Float32Array): void {
  const { plan } = memoryOf(mlp);
  const { plan: own, average: to } = placeInt16(mlp, (arena) => allocate(mlp, arena));
  const { f32, memory } = coreOf(mlp.engine).heap;
  const i16 = new Int16Array(memory.buffer);
  own.layers.forEach((layer, l) => {
    const words = weightPanelWords(layer);
    const panels = layer.O / 8;
    const from = plan.layers[l].weightsOffset / 4;
    let at = (to + layer.weightsOffset) / 4;
    if (l === 0) {
      f32.set(weights.subarray(from, from + panels * words), at);
      at += panels * words;
    }
    const inputs = integerInputs(plan.shape, layer, l);
    const limits = inputs === 0 ? { activation: 0, weight: 0 } : limitsOf(inputs);
    f32.fill(limits.activation, at, at + ROW);
    at += ROW;
    for (let p = 0; p < (inputs === 0 ? 0 : panels); p++) {
      const panel = weights.subarray(from + p * words, from + (p + 1) * words);
      quantizePanel(panel.subarray(0, ROW), panel.subarray(words - inputs * ROW), limits.weight, { f32, i16 }, at);
      at += integerPanelBytes(inputs) / 4;
    }
  });
}

/** One weight panel in integers, at word `at` of the memory. */
function quantizePanel(
  biases: Float32Array,
  weights: Float32Array,
  limit: number,
  { f32, i16 }: { f32: Float32Array; i16: Int16Array },
  at: number,
): void {
  f32.set(biases, at);
  const pairs = 2 * (at + 2 * ROW);
  for (let c = 0; c < ROW; c++) {
    let most = 0;
    for (let i = c; i < weights.length; i += ROW) most = Math.max(most, Math.abs(weights[i]));
    const scale = Math.fround(most / limit);
    f32[at + ROW + c] = scale;
    for (let k = 0; ROW * k < weights.length; k++) {
      const nearest = scale === 0 ? 0 : Math.round(weights[ROW * k + c] / scale);
      i16[pairs + (k >> 1) * 2 * ROW + 2 * c + (k & 1)] = Math.min(limit, Math.max(-limit, nearest));
    }
  }
}
