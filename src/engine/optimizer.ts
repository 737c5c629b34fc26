import type { Arena } from "./arena.ts";
import { coreOf } from "./engine.ts";
import { transposePanels, updatePanels, type Pointer } from "./generated/kernels.ts";
import { FROM, job, TO, type Job } from "./job.ts";
import {
  memoryOf,
  readLayers,
  spareOf,
  writeLayers,
  type LayerParameters,
  type Mlp,
  type WeightMemory,
} from "./mlp.ts";

/** The scalars of one optimizer step, as the kernel `adamW` names them. */
export interface AdamStep {
  clip: number;
  beta1: number;
  beta2: number;
  decay: number;
  stepSize: number;
  rootCorrection: number;
  epsilon: number;
  averageRate: number;
}

/** First and second moments of AdamW, layer by layer, in plain order. */
export interface Moments {
  m: LayerParameters[];
  v: LayerParameters[];
}

/** What the optimizer changes, and the gradients of it. */
export interface Side extends WeightMemory {
  readonly m: Pointer;
  readonly v: Pointer;
  readonly gradients: Pointer;
}

/** Where a step's scalars go in a job. */
const SCALARS = {
  ...{ clip: "clip", beta1: "beta1", beta2: "beta2", decay: "decay", stepSize: "stepSize" },
  ...{ rootCorrection: "rootCorrection", epsilon: "epsilon", averageRate: "averageRate" },
} satisfies Record<keyof AdamStep, string>;

/** Parts that the work is cut into for each thread: one that is late takes fewer. */
const PARTS = 4;

/** What a parameter takes, as operations of the network's: measured, 2.3 to 3.2 ns. */
const OPERATIONS = 80;

/**
 * AdamW in two halves: the work, on all threads, which reads one side and writes the other; then the exchange of the two, which
 * cannot fail. So work that is not finished, as a thread is lost, leaves weights and moments as they were. On one thread both
 * sides are one.
 */
export class Optimizer {
  readonly sides: readonly [Side, Side];
  /** wᵀ of every layer but the first. */
  readonly transposed: Pointer;
  /** The side that the network is on. */
  current: 0 | 1 = 0;
  private readonly mlp: Mlp;
  /** From either side to the other. */
  private readonly jobs: readonly [Job, Job];

  /** @throws LangevinError "out-of-memory" */
  constructor(mlp: Mlp, arena: Arena) {
    this.mlp = mlp;
    const { plan, current, average } = memoryOf(mlp);
    const place = (): Pointer => arena.allocate(plan.parameterBytes);
    const here = { current, average, m: place(), v: place(), gradients: place() };
    // The new first moments lie where the gradients were, which are read for the last time
    const there = (): Side => ({ ...spareOf(mlp), m: here.gradients, v: place(), gradients: here.m });
    this.sides = [here, mlp.engine.threads === 1 ? here : there()];
    this.transposed = arena.allocate(plan.transposedBytes);
    const [side, other] = this.sides;
    this.jobs = [this.job(side, other), this.job(other, side)];
    this.refreshTransposed();
  }

  get side(): Side {
    return this.sides[this.current];
  }

  /**
   * New weights, averages, moments and transposed weights in one pass, from the side's gradients; these are lost. A promise where
   * it takes long.
   *
   * @throws LangevinError "thread-lost", "disposed" (or rejects with it), with all but the gradients as they were
   */
  compute(step: AdamStep): void | Promise<void> {
    const { mlp } = this;
    const update = this.jobs[this.current];
    for (const name in SCALARS) update.args[update.later[name]] = step[name as keyof AdamStep];
    const pending = coreOf(mlp.engine).run(update, (memoryOf(mlp).plan.parameterBytes / 4) * OPERATIONS);
    return pending?.catch((error: unknown) => {
      this.refreshTransposed();
      throw error;
    });
  }

  /** The network, and the moments ← what {@link compute} has made. */
  apply(): void {
    if (this.sides[0] === this.sides[1]) return;
    this.mlp.exchangeWeights();
    this.current = this.current === 0 ? 1 : 0;
  }

  /** Copies of the moments. */
  moments(): Moments {
    const { m, v } = this.side;
    return { m: readLayers(this.mlp, m), v: readLayers(this.mlp, v) };
  }

  /** The moments ← these. */
  restore({ m, v }: Moments): void {
    writeLayers(this.mlp, this.side.m, m);
    writeLayers(this.mlp, this.side.v, v);
  }

  /** The transposed weights ← the network's. */
  refreshTransposed(): void {
    const { planAt, plan, current } = memoryOf(this.mlp);
    const { transposed } = this;
    const panels = { begin: 0, end: plan.panels };
    coreOf(this.mlp.engine).call(transposePanels, { plan: planAt, parameters: current, transposed, ...panels });
  }

  private job({ current: parameters, gradients, m, v, average }: Side, to: Side): Job {
    const { mlp, transposed } = this;
    const { planAt, plan } = memoryOf(mlp);
    return job(
      updatePanels,
      {
        ...{ plan: planAt, parameters, gradients, m, v, average, transposed, begin: FROM, end: TO },
        ...{ newParameters: to.current, newM: to.m, newV: to.v, newAverage: to.average },
        ...SCALARS,
      },
      plan.panels,
      { chunk: Math.ceil(plan.panels / (PARTS * mlp.engine.threads)) },
    );
  }
}
