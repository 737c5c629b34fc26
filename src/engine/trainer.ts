import { purposes, seedKey } from "../numerics/random.ts";
import { Arena } from "./arena.ts";
import { coreOf } from "./engine.ts";
import { TILE_ROWS } from "./generated/contract.ts";
import {
  coupleNoise,
  couplingScratch,
  drawReference,
  trainTiles,
  transposePanels,
  updatePanels,
  weightGradients,
  type Pointer,
} from "./generated/kernels.ts";
import { FROM, job, STEP, TO, type Job, type PerThread } from "./job.ts";
import { memoryOf, readLayers, writeLayers, type LayerParameters, type Mlp } from "./mlp.ts";
import { Objective, type ObjectiveOptions } from "./objective.ts";

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

/** What lies where of a training in an engine's memory. */
interface TrainerMemory {
  readonly m: Pointer;
  readonly v: Pointer;
  readonly gradients: Pointer;
  readonly transposed: Pointer;
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
  private readonly training: readonly SizedJob[];
  private readonly validating: readonly SizedJob[];

  /** @throws LangevinError "out-of-memory" */
  constructor(
    mlp: Mlp,
    options: ObjectiveOptions,
    validation?: Pick<ObjectiveOptions, "data" | "labels" | "batchSize">,
  ) {
    this.mlp = mlp;
    this.arena = new Arena(mlp.engine);
    try {
      this.objective = new Objective(this.arena, mlp, options, TRAINING);
      this.memory = this.allocate();
      this.training = this.trainingJobs(options);
      const fixed = { ...options, labelDropout: 0, labels: undefined, referenceRows: 0, ...validation };
      this.validation = validation && new Objective(this.arena, mlp, fixed, VALIDATION);
      this.validating = this.validation ? this.validationJobs(this.validation, options) : [];
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
    for (const { job } of this.training) if (job.step >= 0) job.args[job.step] = step;
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
    coreOf(this.mlp.engine).call(updatePanels, {
      plan: planAt,
      parameters: current,
      gradients,
      m,
      v,
      average,
      transposed,
      begin: 0,
      end: plan.panels,
      clip: s.clip,
      beta1: s.beta1,
      beta2: s.beta2,
      decay: s.decay,
      stepSize: s.stepSize,
      rootCorrection: s.rootCorrection,
      epsilon: s.epsilon,
      averageRate: s.averageRate,
    });
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
    const { transposed } = this.memory;
    const panels = { begin: 0, end: plan.panels };
    coreOf(this.mlp.engine).call(transposePanels, { plan: planAt, parameters: current, transposed, ...panels });
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

  /** The jobs one after another. */
  private run(jobs: readonly SizedJob[]): void | Promise<void> {
    const core = coreOf(this.mlp.engine);
    for (let i = 0; i < jobs.length; i++) {
      const pending = core.run(jobs[i].job, jobs[i].operations);
      if (pending) return pending.then(() => this.run(jobs.slice(i + 1)));
    }
  }

  private trainingJobs(options: ObjectiveOptions): SizedJob[] {
    const { mlp, objective } = this;
    const { planAt, plan } = memoryOf(mlp);
    const { workspace, gradients, squares } = this.memory;
    const panels = job(
      weightGradients,
      { plan: planAt, workspace, gradients, squares, batch: options.batchSize, begin: FROM, end: TO },
      plan.panels,
    );
    return [
      ...this.couplingJobs(objective, options),
      ...this.referenceJobs(objective, options),
      this.tilesJob(objective, options, { training: true }),
      { job: panels, operations: options.batchSize * mlp.operationsPerRow },
    ];
  }

  private validationJobs(fixed: Objective, options: ObjectiveOptions): SizedJob[] {
    return [...this.couplingJobs(fixed, options), this.tilesJob(fixed, options, { training: false })];
  }

  /** The noise of a batch, where it is to be coupled. */
  private couplingJobs(objective: Objective, { seed, couplingRows = 0 }: ObjectiveOptions): SizedJob[] {
    if (couplingRows === 0) return [];
    const core = coreOf(this.mlp.engine);
    const bytes = core.call(couplingScratch, { plan: memoryOf(this.mlp).planAt, objective: objective.at });
    const scratch = { at: this.arena.allocate(core.threads * bytes), bytes };
    const operations = objective.groups * couplingRows * couplingRows * COUPLING_OPERATIONS;
    return [this.batchJob(coupleNoise, objective, { scratch, seed, units: objective.groups, operations })];
  }

  /** The rows that targets are averaged over, where they are; on this thread, as it is little work. */
  private referenceJobs(objective: Objective, { seed }: ObjectiveOptions): SizedJob[] {
    if (objective.references === 0) return [];
    const { references: units, referenceScratch: scratch } = objective;
    return [this.batchJob(drawReference, objective, { scratch, seed, units, chunk: units, operations: 0 })];
  }

  /** What prepares a batch. */
  private batchJob(
    kernel: typeof coupleNoise | typeof drawReference,
    { at: objective }: Objective,
    how: { scratch: Pointer | PerThread; seed: number; units: number; chunk?: number; operations: number },
  ): SizedJob {
    const [seed0, seed1] = seedKey(how.seed);
    const { planAt: plan } = memoryOf(this.mlp);
    const given = { plan, objective, scratch: how.scratch, seed0, seed1, step: STEP, begin: FROM, end: TO } as const;
    return { job: job(kernel, given, how.units, how.chunk), operations: how.operations };
  }

  private tilesJob(objective: Objective, { seed }: ObjectiveOptions, { training }: { training: boolean }): SizedJob {
    const { workspace, transposed } = this.memory;
    const { planAt, plan, scratch, tile, current, average } = memoryOf(this.mlp);
    const [seed0, seed1] = seedKey(seed);
    const tiles = job(
      trainTiles,
      {
        plan: planAt,
        objective: objective.at,
        workspace: training ? workspace : { at: tile, bytes: plan.tileBytes },
        parameters: training ? current : average,
        transposed,
        scratch: { at: scratch, bytes: plan.scratchBytes },
        seed0,
        seed1,
        step: STEP,
        tileBegin: FROM,
        tileEnd: TO,
        training: Number(training),
      },
      objective.tiles,
    );
    const rows = objective.tiles * TILE_ROWS;
    const perRow = (training ? 2 : 1) * this.mlp.operationsPerRow + REFERENCE_OPERATIONS * objective.references;
    return { job: tiles, operations: rows * perRow };
  }
}
