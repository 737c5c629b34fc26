import { Arena, disposed, type Engine } from "./engine.ts";
import type { Pointer } from "./kernels.ts";
import { PANEL_ROW, planNetwork, TILE_ROWS, writePlan, type LayerPlan, type NetworkShape, type Plan } from "./plan.ts";

/** One layer's parameters in plain order. */
export interface LayerParameters {
  /** (inputs, outputs) row-major */
  weight: Float32Array;
  /** (outputs) */
  bias: Float32Array;
}

/** What {@link Mlp.predict} computes: ẑ, −ẑ/σ, x̃ − σẑ. */
export const predictions = ["noise", "score", "denoised"] as const;
export type Prediction = (typeof predictions)[number];

/** Rows that pass through the staging buffer at a time. */
const STAGED_ROWS = 1024;

/** A network in an engine's memory: its weights, their moving average, and what each thread needs to evaluate it. */
export class Mlp {
  readonly engine: Engine;
  readonly plan: Plan;
  readonly planAt: Pointer;
  /** The weights that training changes. */
  readonly parameters: Pointer;
  /** Their exponential moving average: what is sampled from. */
  readonly average: Pointer;
  /** Workspace of one tile, and scratch, for each thread. */
  readonly tile: Pointer;
  readonly scratch: Pointer;
  private readonly staging: Pointer;
  private readonly stagedLabels: Pointer;
  private readonly arena: Arena;
  private tangentTile: Pointer | undefined;
  private gone = false;

  constructor(engine: Engine, shape: NetworkShape) {
    this.engine = engine;
    this.plan = planNetwork(shape);
    this.arena = new Arena(engine);
    this.planAt = writePlan(engine, this.arena, this.plan);
    this.parameters = this.arena.allocate(this.plan.parameterBytes);
    this.average = this.arena.allocate(this.plan.parameterBytes);
    this.tile = this.arena.allocate(engine.threads * this.plan.tileBytes);
    this.scratch = this.arena.allocate(engine.threads * this.plan.scratchBytes);
    this.staging = this.arena.allocate(STAGED_ROWS * shape.dim * 4);
    this.stagedLabels = this.arena.allocate(STAGED_ROWS * 4);
  }

  /**
   * ẑ, score or denoised rows of x (rows, dim) at σ, from the averaged weights.
   *
   * @param labels  one a row, −1 for none
   */
  predict(x: ArrayLike<number>, sigma: number, kind: Prediction, labels?: ArrayLike<number>): Float32Array {
    const { kernels, heap } = this.engine;
    const dim = this.plan.shape.dim;
    const out = new Float32Array(x.length);
    const which = predictions.indexOf(kind);
    for (let first = 0; first < x.length; first += STAGED_ROWS * dim) {
      const n = Math.min(x.length - first, STAGED_ROWS * dim);
      for (let i = 0; i < n; i++) heap.f32[this.staging / 4 + i] = x[first + i];
      if (labels) for (let r = 0; r < n / dim; r++) heap.i32[this.stagedLabels / 4 + r] = labels[first / dim + r];
      kernels.networkPredict(
        this.planAt,
        this.tile,
        this.average,
        this.scratch,
        this.staging,
        this.staging,
        labels ? this.stagedLabels : 0,
        n / dim,
        0,
        Math.ceil(n / dim / TILE_ROWS),
        sigma,
        which,
      );
      out.set(heap.f32.subarray(this.staging / 4, this.staging / 4 + n), first);
    }
    return out;
  }

  /** Workspace of one more tile for each thread, for derivatives; made when first asked for. */
  get tangent(): Pointer {
    this.tangentTile ??= this.arena.allocate(this.engine.threads * this.plan.tileBytes);
    return this.tangentTile;
  }

  /** A block in weight-panel layout (weights, average, moments), in plain order. */
  readLayers(block: Pointer): LayerParameters[] {
    return this.plan.layers.map((layer) => {
      const weight = new Float32Array(layer.inputs * layer.outputs);
      const bias = new Float32Array(layer.outputs);
      const memory = this.engine.heap.f32;
      forEachParameter(layer, block, (at, input, output) => {
        if (input < 0) bias[output] = memory[at];
        else weight[input * layer.outputs + output] = memory[at];
      });
      return { weight, bias };
    });
  }

  writeLayers(block: Pointer, layers: readonly LayerParameters[]): void {
    const memory = this.engine.heap.f32;
    this.plan.layers.forEach((layer, l) => {
      const { weight, bias } = layers[l];
      forEachParameter(layer, block, (at, input, output) => {
        memory[at] = input < 0 ? bias[output] : weight[input * layer.outputs + output];
      });
    });
  }

  /** Floating-point operations of one row through all layers. */
  get operationsPerRow(): number {
    return this.plan.layers.reduce((sum, { K, O }) => sum + 2 * K * O, 0);
  }

  /** The average ← the weights. */
  copyToAverage(): void {
    const { parameters, average, plan } = this;
    this.engine.heap.f32.copyWithin(average / 4, parameters / 4, (parameters + plan.parameterBytes) / 4);
  }

  get disposed(): boolean {
    return this.gone || this.engine.disposed;
  }

  check(where: string): void {
    this.engine.check(where);
    if (this.gone) throw disposed(where, "network");
  }

  dispose(): void {
    this.gone = true;
    this.arena.release();
  }
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
