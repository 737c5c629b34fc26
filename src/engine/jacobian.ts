import { Arena } from "./engine.ts";
import type { Pointer } from "./kernels.ts";
import type { Mlp } from "./mlp.ts";
import { TILE_ROWS } from "./plan.ts";
import type { Job } from "./thread-pool.ts";

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
  private readonly x: Pointer;
  private readonly sigmas: Pointer;
  private readonly labels: Pointer;
  private readonly probes: Pointer;
  private readonly noise: Pointer;
  private readonly product: Pointer;
  private readonly trace: Pointer;

  constructor(mlp: Mlp, capacity: number) {
    const { dim } = mlp.plan.shape;
    this.mlp = mlp;
    this.capacity = capacity;
    this.arena = new Arena(mlp.engine);
    const rows = (): Pointer => this.arena.allocate(capacity * dim * 4);
    this.x = rows();
    this.probes = rows();
    this.noise = rows();
    this.product = rows();
    this.sigmas = this.arena.allocate(capacity * 4);
    this.labels = this.arena.allocate(capacity * 4);
    this.trace = this.arena.allocate(capacity * 8);
  }

  async evaluate(batch: RowBatch, derivative: Derivative): Promise<RowResults> {
    const { dim } = this.mlp.plan.shape;
    const passes = derivative === "none" ? 1 : derivative === "trace" ? 1 + dim : 2;
    const job = this.job(batch, derivative);
    await this.mlp.engine.run(job, batch.count * passes * this.mlp.operationsPerRow);
    return this.results(batch.count);
  }

  /** The same at once, on this thread alone. */
  evaluateNow(batch: RowBatch, derivative: Derivative): RowResults {
    void this.mlp.engine.run(this.job(batch, derivative), 0);
    return this.results(batch.count);
  }

  dispose(): void {
    this.arena.release();
  }

  private job({ count, x, sigmas, labels, probes }: RowBatch, derivative: Derivative): Job {
    const { mlp, capacity } = this;
    const { heap } = mlp.engine;
    if (count > capacity) throw new RangeError(`RowEvaluator: ${count} rows, more than ${capacity}`);
    heap.write(this.x, x);
    heap.write(this.sigmas, sigmas);
    if (labels) heap.i32.set(labels, this.labels / 4);
    if (probes) heap.write(this.probes, probes);
    const tangent = derivative === "none" ? 0 : mlp.tangent;
    const traced = derivative === "trace" || derivative === "probed-trace";
    const probed = derivative === "probed-trace" || derivative === "product";
    return {
      kernel: "networkJacobian",
      args: [
        mlp.planAt,
        mlp.tile,
        tangent,
        mlp.average,
        mlp.scratch,
        this.noise,
        derivative === "product" ? this.product : 0,
        traced ? this.trace : 0,
        this.x,
        this.sigmas,
        labels ? this.labels : 0,
        probed ? this.probes : 0,
        count,
        0,
        0,
      ],
      begin: 13,
      end: 14,
      units: Math.ceil(count / TILE_ROWS),
      chunk: 1,
      own: [
        { index: 1, bytes: mlp.plan.tileBytes },
        ...(tangent ? [{ index: 2, bytes: mlp.plan.tileBytes }] : []),
        { index: 4, bytes: mlp.plan.scratchBytes },
      ],
    };
  }

  private results(count: number): RowResults {
    const { heap } = this.mlp.engine;
    const { dim } = this.mlp.plan.shape;
    return {
      noise: heap.f32.subarray(this.noise / 4, this.noise / 4 + count * dim),
      product: heap.f32.subarray(this.product / 4, this.product / 4 + count * dim),
      trace: heap.f64.subarray(this.trace / 8, this.trace / 8 + count),
    };
  }
}
