import { Arena } from "./arena.ts";
import { coreOf } from "./engine.ts";
import { TILE_ROWS } from "./generated/contract.ts";
import { networkJacobian, placeGiven, type Pointer } from "./generated/kernels.ts";
import { FROM, job, TO, type Job } from "./job.ts";
import { masksOf } from "./masks.ts";
import { memoryOf, type Mlp } from "./mlp.ts";
import { maskWords } from "./plan.ts";

/** What to compute beside the predicted noise ẑ, with J = ∂ẑ/∂x̃: tr J; vᵀJv for a probe v; J·v; or nothing. */
export const derivatives = ["none", "trace", "probed-trace", "product"] as const;
export type Derivative = (typeof derivatives)[number];

/** Rows of one evaluation: each has its own σ. */
export interface RowBatch {
  count: number;
  /** (count, dim) */
  x: ArrayLike<number>;
  /** (count) */
  sigmas: ArrayLike<number>;
  /** (count), −1 for none */
  labels?: ArrayLike<number> | undefined;
  /** (count, dim), NaN where unknown: what stands in for x where it is known, of a network with masks. */
  known?: Float32Array | undefined;
  /** The columns that tr J is over; default all. */
  columns?: ArrayLike<number> | undefined;
  /** (count, dim): v */
  probes?: ArrayLike<number> | undefined;
}

/** Views of an evaluation's results, valid until the next one. */
export interface RowResults {
  /** (count, dim): ẑ */
  noise: Float32Array;
  /** (count): tr J or vᵀJv */
  trace: Float64Array;
  /** (count, dim): J·v */
  product: Float32Array;
}

/** Evaluates a network at rows with a σ each, up to `capacity` rows at a time, over all threads. */
export class RowEvaluator {
  private readonly mlp: Mlp;
  private readonly capacity: number;
  private readonly arena: Arena;
  private readonly memory: Record<
    "x" | "probes" | "noise" | "product" | "sigmas" | "labels" | "trace" | "known" | "masks" | "columns",
    Pointer
  >;
  private readonly conditions: Pointer;
  /** Workspace of one more tile for each thread, for derivatives; made when first asked for. */
  private tangent: Pointer | undefined;

  /** @param conditionTable  (…, conditions), standardized: what a label is the number of, for a network with conditions */
  constructor(mlp: Mlp, capacity: number, conditionTable?: Float32Array) {
    this.mlp = mlp;
    this.capacity = capacity;
    [this.arena, this.memory, this.conditions] = Arena.of(mlp.engine, (arena) => {
      const rows = (): Pointer => arena.allocate(capacity * mlp.shape.dim * 4);
      const each = (bytes: number): Pointer => arena.allocate(capacity * bytes);
      const [x, probes, noise, product] = [rows(), rows(), rows(), rows()];
      const { masks, dim } = mlp.shape;
      const [known, columns] = masks ? [rows(), arena.allocate(dim * 4)] : [0, 0];
      const others = { known, columns, masks: each(4 * maskWords(mlp.shape)) };
      const memory = { x, probes, noise, product, sigmas: each(4), labels: each(4), trace: each(8), ...others };
      return [arena, memory, conditionTable ? arena.allocate(conditionTable.length * 4) : 0];
    });
    if (conditionTable) coreOf(mlp.engine).heap.write(this.conditions, conditionTable);
  }

  async evaluate(batch: RowBatch, derivative: Derivative): Promise<RowResults> {
    const { dim } = this.mlp.shape;
    const passes = derivative === "none" ? 1 : derivative === "trace" ? 1 + (batch.columns?.length ?? dim) : 2;
    const job = this.job(batch, derivative);
    await coreOf(this.mlp.engine).run(job, batch.count * passes * this.mlp.operationsPerRow);
    return this.results(batch.count);
  }

  /** The same at once, on this thread alone. */
  evaluateNow(batch: RowBatch, derivative: Derivative): RowResults {
    void coreOf(this.mlp.engine).run(this.job(batch, derivative), 0);
    return this.results(batch.count);
  }

  dispose(): void {
    this.arena.release();
  }

  private job({ count, x, sigmas, labels, known, columns, probes }: RowBatch, derivative: Derivative): Job {
    const { mlp, capacity, memory } = this;
    const { heap } = coreOf(mlp.engine);
    const { plan, planAt, tile, average, scratch } = memoryOf(mlp);
    if (count > capacity) throw new RangeError(`RowEvaluator: ${count} rows, more than ${capacity}`);
    heap.write(memory.x, x);
    heap.write(memory.sigmas, sigmas);
    if (labels) heap.i32.set(labels, memory.labels / 4);
    if (known) this.place(known, sigmas);
    if (columns) heap.i32.set(columns, memory.columns / 4);
    if (probes) heap.write(memory.probes, probes);
    if (derivative !== "none") this.tangent ??= this.arena.allocate(mlp.engine.threads * plan.tileBytes);
    const tangent = derivative === "none" ? 0 : this.tangent!;
    const traced = derivative === "trace" || derivative === "probed-trace";
    const probed = derivative === "probed-trace" || derivative === "product";
    return job(
      networkJacobian,
      {
        plan: planAt,
        tile: { at: tile, bytes: plan.tileBytes },
        tangent: tangent ? { at: tangent, bytes: plan.tileBytes } : 0,
        parameters: average,
        scratch: { at: scratch, bytes: plan.scratchBytes },
        noise: memory.noise,
        product: derivative === "product" ? memory.product : 0,
        trace: traced ? memory.trace : 0,
        x: memory.x,
        sigmas: memory.sigmas,
        labels: labels ? memory.labels : 0,
        conditions: this.conditions,
        masks: known ? memory.masks : 0,
        columns: columns ? memory.columns : 0,
        columnCount: columns?.length ?? 0,
        probe: probed ? memory.probes : 0,
        count,
        tileBegin: FROM,
        tileEnd: TO,
      },
      Math.ceil(count / TILE_ROWS),
    );
  }

  /** What is known of rows ← as the network sees it at each row's σ, and which it is. */
  private place(known: Float32Array, sigmas: ArrayLike<number>): void {
    const { mlp, memory } = this;
    const core = coreOf(mlp.engine);
    const bytes = mlp.shape.dim * 4;
    core.heap.write(memory.known, known);
    core.heap.i32.set(masksOf(mlp.shape, known), memory.masks / 4);
    const { planAt: plan } = memoryOf(mlp);
    for (let b = 0; b < known.length / mlp.shape.dim; b++) {
      const row = { x: memory.x + b * bytes, known: memory.known + b * bytes };
      core.call(placeGiven, { plan, ...row, count: 1, sigma: sigmas[b] });
    }
  }

  private results(count: number): RowResults {
    const { heap } = coreOf(this.mlp.engine);
    const { noise, product, trace } = this.memory;
    const { dim } = this.mlp.shape;
    return {
      noise: heap.f32.subarray(noise / 4, noise / 4 + count * dim),
      product: heap.f32.subarray(product / 4, product / 4 + count * dim),
      trace: heap.f64.subarray(trace / 8, trace / 8 + count),
    };
  }
}
