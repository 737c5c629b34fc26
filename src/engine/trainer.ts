import { purposes, seedKey } from "../numerics/random.ts";
import { Arena } from "./arena.ts";
import { coreOf } from "./engine.ts";
import type { Pointer } from "./kernels.ts";
import { memoryOf, readLayers, writeLayers, type LayerParameters, type Mlp } from "./mlp.ts";
import { Objective, type ObjectiveOptions } from "./objective.ts";
import { TILE_ROWS } from "./plan.ts";
import type { Job } from "./thread-pool.ts";

/** The scalars of one optimizer step; assembly/adam.ts. */
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

/** What lies where of a training in an engine's memory. */
interface TrainerMemory {
  readonly m: Pointer;
  readonly v: Pointer;
  readonly gradients: Pointer;
  readonly transposed: Pointer;
  readonly squares: Pointer;
  readonly workspace: Pointer;
}

/** A job, about how many floating-point operations it takes, and which argument the step is. */
interface Stage {
  job: Job;
  operations: number;
  step?: number | undefined;
}

/** What coupling a group takes for each pair of a row and a noise, as operations of the network's: measured, 12 to 21 ns. */
const COUPLING_OPERATIONS = 500;

/** What a pair of a noised row and a reference row takes, as operations of the network's. */
const REFERENCE_OPERATIONS = 15;

/**
 * One training step in two halves, so that the host can look at the loss before any weight changes. Nothing is
 * allocated by a step.
 */
export class Trainer {
  private readonly mlp: Mlp;
  private readonly arena: Arena;
  private readonly memory: TrainerMemory;
  private readonly objective: Objective;
  private readonly validation: Objective | undefined;
  /** The parts of {@link computeGradients}, and of {@link validationLoss}, in order. */
  private readonly training: readonly Stage[];
  private readonly validating: readonly Stage[];

  /** @throws LangevinError "out-of-memory" */
  constructor(
    mlp: Mlp,
    options: ObjectiveOptions,
    validation?: Pick<ObjectiveOptions, "data" | "labels" | "batchSize">,
  ) {
    this.mlp = mlp;
    this.arena = new Arena(mlp.engine);
    try {
      this.objective = new Objective(this.arena, mlp, options, purposes.batchRows);
      this.memory = this.allocate();
      this.training = this.trainingStages(options);
      const fixed = { ...options, labelDropout: 0, labels: undefined, referenceRows: 0, ...validation };
      this.validation = validation && new Objective(this.arena, mlp, fixed, purposes.validationRows);
      this.validating = this.validation ? this.validationStages(this.validation, options) : [];
    } catch (error) {
      this.arena.release();
      throw error;
    }
    this.refreshTransposed();
  }

  /**
   * Loss and gradients of step t's batch; {@link loss}, {@link gradientNorm} and {@link update} use them. A promise where
   * it takes long; no weight is changed.
   */
  computeGradients(step: number): void | Promise<void> {
    for (const stage of this.training) if (stage.step !== undefined) stage.job.args[stage.step] = step;
    return this.run(this.training);
  }

  /** Mean weight·(ẑ − target)² of the last batch. */
  loss(): number {
    return this.objective.loss(coreOf(this.mlp.engine).heap.f64);
  }

  /** ‖g‖₂ over all parameters, after {@link computeGradients}. */
  gradientNorm(): number {
    const doubles = coreOf(this.mlp.engine).heap.f64;
    const { squares } = this.memory;
    let sum = 0;
    for (let i = 0; i < memoryOf(this.mlp).plan.panels; i++) sum += doubles[squares / 8 + i];
    return Math.sqrt(sum);
  }

  /**
   * AdamW, moving average and transposed weights in one pass. On this thread alone: it is a few per cent of a step, and
   * so a thread that is lost never leaves weights half updated.
   */
  update(s: AdamStep): void {
    const { planAt, plan, current, average } = memoryOf(this.mlp);
    const { gradients, m, v, transposed } = this.memory;
    coreOf(this.mlp.engine).kernels.updatePanels(
      planAt,
      current,
      gradients,
      m,
      v,
      average,
      transposed,
      0,
      plan.panels,
      s.clip,
      s.beta1,
      s.beta2,
      s.decay,
      s.stepSize,
      s.rootCorrection,
      s.epsilon,
      s.averageRate,
    );
  }

  /** Loss of the averaged weights on a fixed set of (x, σ, z), the same at every call; NaN when there is none. */
  async validationLoss(): Promise<number> {
    if (!this.validation) return NaN;
    await this.run(this.validating);
    return this.validation.loss(coreOf(this.mlp.engine).heap.f64);
  }

  /** The gradients of the last {@link computeGradients}, in plain order. */
  gradients(): LayerParameters[] {
    return readLayers(this.mlp, this.memory.gradients);
  }

  /** Copies of the optimizer's moments. */
  moments(): Moments {
    const { m, v } = this.memory;
    return { m: readLayers(this.mlp, m), v: readLayers(this.mlp, v) };
  }

  /** The optimizer's moments ← these. */
  restore({ m, v }: Moments): void {
    writeLayers(this.mlp, this.memory.m, m);
    writeLayers(this.mlp, this.memory.v, v);
  }

  /** To be called when the weights were written from outside. */
  refreshTransposed(): void {
    const { planAt, plan, current } = memoryOf(this.mlp);
    coreOf(this.mlp.engine).kernels.transposePanels(planAt, current, this.memory.transposed, 0, plan.panels);
  }

  dispose(): void {
    this.arena.release();
  }

  private allocate(): TrainerMemory {
    const { arena, objective } = this;
    const { parameterBytes, transposedBytes, panels, tileBytes } = memoryOf(this.mlp).plan;
    return {
      m: arena.allocate(parameterBytes),
      v: arena.allocate(parameterBytes),
      gradients: arena.allocate(parameterBytes),
      transposed: arena.allocate(transposedBytes),
      squares: arena.allocate(panels * 8),
      workspace: arena.allocate(objective.tiles * tileBytes),
    };
  }

  /** The stages one after another. */
  private run(stages: readonly Stage[]): void | Promise<void> {
    const core = coreOf(this.mlp.engine);
    for (let i = 0; i < stages.length; i++) {
      const pending = core.run(stages[i].job, stages[i].operations);
      if (pending) return pending.then(() => this.run(stages.slice(i + 1)));
    }
  }

  private trainingStages(options: ObjectiveOptions): Stage[] {
    const { mlp, objective } = this;
    const { planAt, plan } = memoryOf(mlp);
    const { workspace, gradients, squares } = this.memory;
    const panels: Job = {
      kernel: "weightGradients",
      args: [planAt, workspace, gradients, squares, options.batchSize, 0, 0],
      begin: 5,
      end: 6,
      units: plan.panels,
      chunk: 1,
      own: [],
    };
    return [
      ...this.couplingStages(objective, options),
      ...this.referenceStages(objective, options),
      this.tilesStage(objective, options, { training: true }),
      { job: panels, operations: options.batchSize * mlp.operationsPerRow },
    ];
  }

  private validationStages(fixed: Objective, options: ObjectiveOptions): Stage[] {
    return [...this.couplingStages(fixed, options), this.tilesStage(fixed, options, { training: false })];
  }

  /** The noise of a batch, where it is to be coupled. */
  private couplingStages(objective: Objective, { seed, couplingRows = 0 }: ObjectiveOptions): Stage[] {
    if (couplingRows === 0) return [];
    const { threads, kernels } = coreOf(this.mlp.engine);
    const bytes = kernels.couplingScratch(memoryOf(this.mlp).planAt, objective.at);
    const scratch = this.arena.allocate(threads * bytes);
    const groups = this.batchJob("coupleNoise", objective, { scratch, seed, units: objective.groups, chunk: 1 });
    const job = { ...groups, own: [{ index: 2, bytes }] };
    return [{ job, operations: objective.groups * couplingRows * couplingRows * COUPLING_OPERATIONS, step: 5 }];
  }

  /** The rows that targets are averaged over, where they are. */
  private referenceStages(objective: Objective, { seed }: ObjectiveOptions): Stage[] {
    if (objective.references === 0) return [];
    const { references, referenceScratch: scratch } = objective;
    const job = this.batchJob("drawReference", objective, { scratch, seed, units: references, chunk: references });
    return [{ job, operations: 0, step: 5 }]; // on this thread: it is little work
  }

  /** A job that prepares a batch; its argument 5 is the step. */
  private batchJob(
    kernel: "coupleNoise" | "drawReference",
    objective: Objective,
    { scratch, seed, units, chunk }: { scratch: Pointer; seed: number; units: number; chunk: number },
  ): Job {
    const args = [memoryOf(this.mlp).planAt, objective.at, scratch, ...seedKey(seed), 0, 0, 0];
    return { kernel, args, begin: 6, end: 7, units, chunk, own: [] };
  }

  private tilesStage(objective: Objective, { seed }: ObjectiveOptions, { training }: { training: boolean }): Stage {
    const { workspace, transposed } = this.memory;
    const { planAt, plan, scratch, tile, current, average } = memoryOf(this.mlp);
    const [block, weights] = training ? [workspace, current] : [tile, average];
    const own = { index: 5, bytes: plan.scratchBytes };
    const job: Job = {
      kernel: "trainTiles",
      args: [planAt, objective.at, block, weights, transposed, scratch, ...seedKey(seed), 0, 0, 0, Number(training)],
      begin: 9,
      end: 10,
      units: objective.tiles,
      chunk: 1,
      own: training ? [own] : [own, { index: 2, bytes: plan.tileBytes }],
    };
    const rows = objective.tiles * TILE_ROWS;
    const perRow = (training ? 2 : 1) * this.mlp.operationsPerRow + REFERENCE_OPERATIONS * objective.references;
    return { job, operations: rows * perRow, step: 8 };
  }
}
