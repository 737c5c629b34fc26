import { foldKey, type RandomKey } from "../numerics/random.ts";
import { disposed } from "../support/errors.ts";
import { allocateSingle } from "../support/limits.ts";
import { Arena } from "./arena.ts";
import { writeConditionSums } from "./condition-sums.ts";
import { coreOf, type Engine } from "./engine.ts";
import { PANEL_ROW, predictions, TILE_ROWS, type Prediction } from "./generated/contract.ts";
import { drawWeights, networkPredict, placeGiven, type Pointer } from "./generated/kernels.ts";
import { masksOf } from "./masks.ts";
import { inPrecision, type Precision } from "./precision.ts";
import {
  maskWords,
  planNetwork,
  writePlan,
  type LayerPlan,
  type LayerShape,
  type NetworkShape,
  type Plan,
} from "./plan.ts";

/** One layer's parameters in plain order. */
export interface LayerParameters {
  /** (inputs, outputs) row-major */
  weight: Float32Array;
  /** (outputs) */
  bias: Float32Array;
}

/** Which of a network's parameters: those that training changes, or their exponential moving average, which is sampled from. */
export type Weights = "current" | "average";

/** Rows that pass through the staging buffer at a time. */
const STAGED_ROWS = 1024;

/** What lies where of a network in an engine's memory. */
export interface NetworkMemory {
  readonly plan: Plan;
  readonly planAt: Pointer;
  /** Another place after a training step on several threads: to be looked up for every job. */
  current: Pointer;
  average: Pointer;
  /** Workspace of one tile, and scratch, for each thread. */
  readonly tile: Pointer;
  readonly scratch: Pointer;
  readonly staging: Pointer;
  readonly stagedLabels: Pointer;
  /** Conditions of staged rows, and what they add to the first layer's sums. */
  readonly stagedConditions: Pointer;
  readonly stagedSums: Pointer;
  /** Known values and masks of staged rows, for a network with masks. */
  readonly stagedKnown: Pointer;
  readonly stagedMasks: Pointer;
}

/** Where a live network lies in its engine's memory, for this folder alone; "int16" where `quantizeMlp` has put it. */
export let memoryOf: (mlp: Mlp, precision?: Precision) => NetworkMemory;

/** Where a network's weights in integers lie: made at the first call, and released with the network. */
export let placeInt16: (mlp: Mlp, make: (arena: Arena) => NetworkMemory) => NetworkMemory;

/** A network's weights and their average, or room for them. */
export type WeightMemory = Pick<NetworkMemory, "current" | "average">;

/** A live network's second room for weights, taken when it is first asked for; for this folder alone. */
export let spareOf: (mlp: Mlp) => WeightMemory;

/** A network in an engine's memory: its weights, their moving average, and what each thread needs to evaluate it. */
export class Mlp {
  readonly engine: Engine;
  readonly shape: NetworkShape;
  /** Inputs and outputs of every layer. */
  readonly layers: readonly LayerShape[];
  /** Floating-point operations of one row through all layers. */
  readonly operationsPerRow: number;
  readonly #arena: Arena;
  readonly #memory: NetworkMemory;
  #spare: WeightMemory | undefined;
  #int16: NetworkMemory | undefined;
  #disposed = false;

  static {
    memoryOf = (mlp, precision = "f32") => (precision === "f32" ? mlp.#memory : mlp.#int16!);
    spareOf = (mlp) => (mlp.#spare ??= mlp.allocateWeights());
    placeInt16 = (mlp, make) => (mlp.#int16 ??= make(mlp.#arena));
  }

  /** @throws LangevinError "out-of-memory" */
  constructor(engine: Engine, shape: NetworkShape) {
    const plan = planNetwork(shape);
    this.engine = engine;
    this.shape = shape;
    this.layers = plan.layers.map(({ inputs, outputs }) => ({ inputs, outputs }));
    this.operationsPerRow = plan.layers.reduce((sum, { K, O }) => sum + 2 * K * O, 0);
    [this.#arena, this.#memory] = Arena.of(engine, (arena) => [
      arena,
      {
        plan,
        planAt: writePlan(engine, arena, plan),
        current: arena.allocate(plan.parameterBytes),
        average: arena.allocate(plan.parameterBytes),
        tile: arena.allocate(engine.threads * plan.tileBytes),
        scratch: arena.allocate(engine.threads * plan.scratchBytes),
        staging: arena.allocate(STAGED_ROWS * shape.dim * 4),
        stagedLabels: arena.allocate((1 + STAGED_ROWS) * 4),
        stagedConditions: arena.allocate(STAGED_ROWS * (shape.conditions ?? 0) * 4),
        stagedSums: arena.allocate(shape.conditions ? (1 + STAGED_ROWS) * plan.layers[0].O * 4 : 0),
        stagedKnown: arena.allocate(shape.masks ? STAGED_ROWS * shape.dim * 4 : 0),
        stagedMasks: arena.allocate(STAGED_ROWS * maskWords(shape) * 4),
      },
    ]);
  }

  /**
   * ẑ, score or denoised rows of x (rows, dim) at σ, from the averaged weights.
   *
   * @param labels  one a row, −1 for none
   * @param conditionTable  (…, conditions), standardized: what a label is the number of
   * @param known   (rows, dim), NaN where unknown: what stands in for x where it is known
   * @param precision  "int16" after `quantizeMlp` alone
   */
  predict(
    x: ArrayLike<number>,
    sigma: number,
    kind: Prediction,
    {
      labels,
      conditionTable,
      known,
      precision = "f32",
    }: {
      labels?: ArrayLike<number> | undefined;
      conditionTable?: Float32Array | undefined;
      known?: Float32Array | undefined;
      precision?: Precision | undefined;
    } = {},
  ): Float32Array {
    const core = coreOf(this.engine);
    const { heap } = core;
    const memory = memoryOf(this, precision);
    const { planAt, tile, average, scratch, staging, stagedLabels, stagedKnown, stagedMasks } = memory;
    const kernel = inPrecision(networkPredict, precision);
    const { dim } = this.shape;
    const out = allocateSingle("network", x.length);
    const which = predictions.indexOf(kind);
    for (let first = 0; first < x.length; first += STAGED_ROWS * dim) {
      const n = Math.min(x.length - first, STAGED_ROWS * dim);
      for (let i = 0; i < n; i++) heap.f32[staging / 4 + i] = x[first + i];
      if (labels) for (let r = 0; r < n / dim; r++) heap.i32[stagedLabels / 4 + 1 + r] = labels[first / dim + r];
      if (this.shape.conditions) this.stageConditions(memory, precision, labels ? n / dim : 0, conditionTable);
      if (known) {
        const values = known.subarray(first, first + n);
        heap.write(stagedKnown, values);
        heap.i32.set(masksOf(this.shape, values), stagedMasks / 4);
        core.call(placeGiven, { plan: planAt, x: staging, known: stagedKnown, count: n / dim, sigma });
      }
      core.call(kernel, {
        plan: planAt,
        tile,
        parameters: average,
        scratch,
        out: staging,
        x: staging,
        labels: labels ? stagedLabels + 4 : 0,
        masks: known ? stagedMasks : 0,
        sums: this.shape.conditions ? memory.stagedSums : 0,
        count: n / dim,
        tileBegin: 0,
        tileEnd: Math.ceil(n / dim / TILE_ROWS),
        sigma,
        kind: which,
      });
      out.set(heap.f32.subarray(staging / 4, staging / 4 + n), first);
    }
    return out;
  }

  /** The sums of no conditions, and of those that the first staged rows have, whose labels become their places. */
  private stageConditions(memory: NetworkMemory, precision: Precision, rows: number, table?: Float32Array): void {
    const core = coreOf(this.engine);
    const { i32, f32 } = core.heap;
    const { stagedLabels: which, stagedConditions, stagedSums: sums } = memory;
    const columns = this.shape.conditions!;
    i32[which / 4] = -1;
    for (let r = 0; r < rows; r++) {
      const at = which / 4 + 1 + r;
      if (i32[at] < 0) continue;
      for (let c = 0; c < columns; c++) f32[stagedConditions / 4 + r * columns + c] = table![i32[at] * columns + c];
      i32[at] = r;
    }
    writeConditionSums(core, memory, precision, { conditions: stagedConditions, which, sums, count: 1 + rows });
  }

  /** A copy of the weights, layer by layer, in plain order. */
  weights(which: Weights): LayerParameters[] {
    return readLayers(this, this.#memory[which]);
  }

  /** The weights ← these. */
  setWeights(which: Weights, layers: readonly LayerParameters[]): void {
    writeLayers(this, this.#memory[which], layers);
  }

  /**
   * The weights of a new network ← uniform on ±√(3/inputs), those of the output layer and all biases staying 0; the numbers'
   * addresses are in docs/internals/notation.md.
   */
  drawWeights(stream: RandomKey): void {
    const { plan, current, scratch } = this.#memory;
    plan.layers.slice(0, -1).forEach(({ inputs, outputs, K, weightsOffset }, l) => {
      const [key0, key1] = foldKey(stream, l, 0);
      coreOf(this.engine).call(drawWeights, {
        weights: current + weightsOffset,
        panelBytes: (K + 1) * PANEL_ROW,
        ...{ inputs, outputs, key0, key1 },
        range: Math.sqrt(3 / inputs),
        bits: scratch + plan.scratch.bitsOffset,
      });
    });
  }

  /** The average ← the weights. */
  copyToAverage(): void {
    const { current, average, plan } = this.#memory;
    coreOf(this.engine).heap.f32.copyWithin(average / 4, current / 4, (current + plan.parameterBytes) / 4);
  }

  /** The weights and their average ↔ what lies in the second room for them. */
  exchangeWeights(): void {
    const { current, average } = this.#memory;
    Object.assign(this.#memory, spareOf(this));
    this.#spare = { current, average };
  }

  /** Whether the averaged output layer is all zero, as it is before any training: then ẑ is that of N(0, I). */
  get outputIsZero(): boolean {
    const { average, plan } = this.#memory;
    const begin = average + plan.layers[plan.layers.length - 1].weightsOffset;
    const output = coreOf(this.engine).heap.f32.subarray(begin / 4, (average + plan.parameterBytes) / 4);
    return output.every((weight) => weight === 0);
  }

  get disposed(): boolean {
    return this.#disposed || this.engine.disposed;
  }

  /** @throws LangevinError "disposed", naming `where` */
  check(where: string): void {
    this.engine.check(where);
    if (this.#disposed) throw disposed(where, "network");
  }

  dispose(): void {
    this.#disposed = true;
    this.#arena.release();
  }

  private allocateWeights(): WeightMemory {
    const { parameterBytes } = this.#memory.plan;
    return { current: this.#arena.allocate(parameterBytes), average: this.#arena.allocate(parameterBytes) };
  }
}

/** A block in weight-panel layout (weights, average, moments, gradients), in plain order. */
export function readLayers(mlp: Mlp, block: Pointer): LayerParameters[] {
  const memory = coreOf(mlp.engine).heap.f32;
  return memoryOf(mlp).plan.layers.map((layer) => {
    const weight = allocateSingle("network", layer.inputs * layer.outputs);
    const bias = new Float32Array(layer.outputs);
    forEachParameter(layer, block, (at, input, output) => {
      if (input < 0) bias[output] = memory[at];
      else weight[input * layer.outputs + output] = memory[at];
    });
    return { weight, bias };
  });
}

/** The way back. */
export function writeLayers(mlp: Mlp, block: Pointer, layers: readonly LayerParameters[]): void {
  const memory = coreOf(mlp.engine).heap.f32;
  memoryOf(mlp).plan.layers.forEach((layer, l) => {
    const { weight, bias } = layers[l];
    forEachParameter(layer, block, (at, input, output) => {
      memory[at] = input < 0 ? bias[output] : weight[input * layer.outputs + output];
    });
  });
}

/** Calls back with the index (in f32) of every parameter of a layer that is not padding; input −1 is the bias. */
function forEachParameter(
  layer: LayerPlan,
  block: Pointer,
  visit: (at: number, input: number, output: number) => void,
): void {
  const panel = (layer.K + 1) * PANEL_ROW;
  for (let output = 0; output < layer.outputs; output++) {
    const column = (block + layer.weightsOffset + Math.floor(output / 8) * panel) / 4 + (output % 8);
    for (let input = -1; input < layer.inputs; input++) visit(column + (input + 1) * 8, input, output);
  }
}
