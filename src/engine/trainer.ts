import { purposes, seedKey } from "../numerics/random.ts";
import { Arena } from "./arena.ts";
import { coreOf } from "./engine.ts";
import { TILE_ROWS } from "./generated/contract.ts";
import { coupleNoise, couplingScratch, trainTiles, weightGradients, type Pointer } from "./generated/kernels.ts";
import { FROM, job, STEP, TO, type Job, type PerThread } from "./job.ts";
import { memoryOf, readLayers, type LayerParameters, type Mlp } from "./mlp.ts";
import { Optimizer, type AdamStep, type Moments } from "./optimizer.ts";
import { Objective, type ObjectiveOptions } from "./objective.ts";

/** What lies where of a training in an engine's memory. */
interface TrainerMemory {
  readonly squares: Pointer;
  readonly workspace: Pointer;
}

/** A job, and about how many floating-point operations it takes. */
interface SizedJob {
  job: Job;
  operations: number;
}

const TRAINING = { rows: purposes.batchRows, noise: purposes.batchNoise };
const VALIDATION = { rows: purposes.validationRows, noise: purposes.validationNoise };

/** What coupling a group takes for each pair of a row and a noise, as operations of the network's: measured, 12 to 21 ns. */
const COUPLING_OPERATIONS = 500;

/** What a pair of a noised row and a reference row takes, as operations of the network's. */
const REFERENCE_OPERATIONS = 15;

/**
 * One training step in three parts: gradients, so that the host can look at the loss before any weight changes; the
 * optimizer, on all threads, which writes elsewhere; and the exchange of the old for the new, which cannot fail. So a step that is
 * not finished leaves the network and the moments as they were. No part allocates memory of the engine's.
 */
export class Trainer {
  private readonly mlp: Mlp;
  private readonly arena: Arena;
  private readonly memory: TrainerMemory;
  private readonly optimizer: Optimizer;
  private readonly objective: Objective;
  private readonly validation: Objective | undefined;
  /** The parts of {@link computeGradients}, and of {@link validationLoss}, in order, on either side. */
  private readonly training: readonly SizedJob[][];
  private readonly validating: readonly SizedJob[][];

  /** @throws LangevinError "out-of-memory" */
  constructor(
    mlp: Mlp,
    options: ObjectiveOptions,
    validation?: Pick<ObjectiveOptions, "data" | "labels" | "conditions" | "batchSize">,
  ) {
    this.mlp = mlp;
    this.arena = new Arena(mlp.engine);
    try {
      this.objective = new Objective(this.arena, mlp, options, TRAINING);
      this.memory = this.allocate();
      this.optimizer = new Optimizer(mlp, this.arena);
      this.training = this.trainingJobs(options);
      const none = { labelDropout: 0, labels: undefined, conditions: undefined, referenceRows: 0 };
      const fixed = { ...options, ...none, ...validation };
      this.validation = validation && new Objective(this.arena, mlp, fixed, VALIDATION);
      this.validating = this.validation ? this.validationJobs(this.validation, options) : [[], []];
    } catch (error) {
      this.arena.release();
      throw error;
    }
  }

  /**
   * Loss and gradients of step t's batch; {@link loss}, {@link gradientNorm} and {@link computeUpdate} use them. A promise
   * where it takes long; no weight is changed.
   */
  computeGradients(step: number): void | Promise<void> {
    const jobs = this.training[this.optimizer.current];
    for (const { job } of jobs) if (job.step >= 0) job.args[job.step] = step;
    return this.run(jobs);
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

  /** New weights, averages and moments; a promise where it takes long. They count from {@link applyUpdate} on. */
  computeUpdate(step: AdamStep): void | Promise<void> {
    return this.optimizer.compute(step);
  }

  /** The network and the moments ← those of {@link computeUpdate}. */
  applyUpdate(): void {
    this.optimizer.apply();
  }

  /** Loss of the averaged weights on a fixed set of (x, σ, z), the same at every call; NaN when there is none. */
  async validationLoss(): Promise<number> {
    if (!this.validation) return NaN;
    await this.run(this.validating[this.optimizer.current]);
    return this.validation.loss(coreOf(this.mlp.engine).heap.f64);
  }

  /** The gradients of the last {@link computeGradients}, in plain order; until {@link computeUpdate}. */
  gradients(): LayerParameters[] {
    return readLayers(this.mlp, this.optimizer.side.gradients);
  }

  /** Copies of the optimizer's moments. */
  moments(): Moments {
    return this.optimizer.moments();
  }

  /** The optimizer's moments ← these. */
  restore(moments: Moments): void {
    this.optimizer.restore(moments);
  }

  /** To be called when the weights were written from outside. */
  refreshTransposed(): void {
    this.optimizer.refreshTransposed();
  }

  dispose(): void {
    this.arena.release();
  }

  private allocate(): TrainerMemory {
    const { arena, objective } = this;
    const { panels, tileBytes } = memoryOf(this.mlp).plan;
    return { squares: arena.allocate(panels * 8), workspace: arena.allocate(objective.tiles * tileBytes) };
  }

  /** The jobs one after another. */
  private run(jobs: readonly SizedJob[]): void | Promise<void> {
    const core = coreOf(this.mlp.engine);
    for (let i = 0; i < jobs.length; i++) {
      const pending = core.run(jobs[i].job, jobs[i].operations);
      if (pending) return pending.then(() => this.run(jobs.slice(i + 1)));
    }
  }

  private trainingJobs(options: ObjectiveOptions): SizedJob[][] {
    const { mlp, objective } = this;
    const { planAt, plan } = memoryOf(mlp);
    const { workspace, squares } = this.memory;
    const operations = options.batchSize * mlp.operationsPerRow;
    const prepared = this.couplingJobs(objective, options);
    return this.optimizer.sides.map((side) => {
      const given = { plan: planAt, workspace, gradients: side.gradients, squares, batch: options.batchSize };
      const panels = job(weightGradients, { ...given, begin: FROM, end: TO }, plan.panels, { followed: true });
      return [
        ...prepared,
        this.tilesJob(objective, options, { workspace, parameters: side.current, training: true }),
        { job: panels, operations },
      ];
    });
  }

  private validationJobs(fixed: Objective, options: ObjectiveOptions): SizedJob[][] {
    const { tile, plan } = memoryOf(this.mlp);
    const prepared = this.couplingJobs(fixed, options);
    const workspace = { at: tile, bytes: plan.tileBytes };
    return this.optimizer.sides.map(({ average: parameters }) => [
      ...prepared,
      this.tilesJob(fixed, options, { workspace, parameters, training: false }),
    ]);
  }

  /** The noise of a batch, where it is to be coupled. */
  private couplingJobs(objective: Objective, { seed, couplingRows = 0 }: ObjectiveOptions): SizedJob[] {
    if (couplingRows === 0) return [];
    const core = coreOf(this.mlp.engine);
    const { planAt: plan } = memoryOf(this.mlp);
    const bytes = core.call(couplingScratch, { plan, objective: objective.at });
    const scratch = { at: this.arena.allocate(core.threads * bytes), bytes };
    const [seed0, seed1] = seedKey(seed);
    const given = { plan, objective: objective.at, scratch, seed0, seed1, step: STEP, begin: FROM, end: TO } as const;
    const operations = objective.groups * couplingRows * couplingRows * COUPLING_OPERATIONS;
    return [{ job: job(coupleNoise, given, objective.groups, { followed: true }), operations }];
  }

  private tilesJob(
    { at, tiles, references }: Objective,
    { seed }: ObjectiveOptions,
    given: { workspace: Pointer | PerThread; parameters: Pointer; training: boolean },
  ): SizedJob {
    const { mlp } = this;
    const { planAt, plan, scratch } = memoryOf(mlp);
    const { training } = given;
    const [seed0, seed1] = seedKey(seed);
    const made = job(
      trainTiles,
      {
        ...{ ...given, plan: planAt, objective: at, transposed: this.optimizer.transposed },
        scratch: { at: scratch, bytes: plan.scratchBytes },
        ...{ seed0, seed1, step: STEP, tileBegin: FROM, tileEnd: TO, training: Number(training) },
      },
      tiles,
      { followed: training },
    );
    const perRow = (training ? 2 : 1) * mlp.operationsPerRow + REFERENCE_OPERATIONS * references;
    return { job: made, operations: tiles * TILE_ROWS * perRow };
  }
}
