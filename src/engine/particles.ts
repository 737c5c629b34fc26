import { seedKey } from "../numerics/random.ts";
import { blockParts } from "../numerics/row-blocks.ts";
import { Arena } from "./arena.ts";
import { coreOf, type Engine } from "./engine.ts";
import { PANEL_ROW, predictions, TILE_ROWS } from "./generated/contract.ts";
import {
  combineRows,
  firstNonFinite,
  networkLangevin,
  networkPredict,
  overwriteKnown,
  startRows,
  type Pointer,
} from "./generated/kernels.ts";
import { FROM, job, TO } from "./job.ts";
import { ParticleConditions, type GivenConditions, type KernelConditions } from "./particle-conditions.ts";
import { ParticleKnown, type KnownValues } from "./particle-known.ts";
import { memoryOf, type Mlp } from "./mlp.ts";
import { inPrecision, type Precision } from "./precision.ts";
import { X, type Burst, type Combination, type LangevinStep, type Register } from "./particle-moves.ts";

/** Rows whose scores are handed over at a time. */
export const SCORED_ROWS = 1024;

/** A seed's two words as its kernels take them, and a row's number under them. */
interface Address {
  firstRow: number;
  seed0: number;
  seed1: number;
}

const SCORE = predictions.indexOf("score");

export interface ParticlesOptions {
  dim: number;
  count: number;
  /** Index of the first particle among all: particle k draws the same noise in any split. */
  offset: number;
  seed: number;
  /** How many arrays of rows, the particles included; default 1. */
  registers?: number | undefined;
  /** One for each particle, −1 for none, where a network is conditioned on them. */
  labels?: ArrayLike<number> | undefined;
  /** For a network with conditions: those of each particle, in place of labels. */
  conditions?: GivenConditions | undefined;
  /** (count, dim), NaN where unknown: values that a network with masks is given of each particle. */
  known?: KnownValues | undefined;
  /** What moves and scores are computed in; default "f32". "int16" after `loadInt16` and `quantizeMlp`. */
  precision?: Precision | undefined;
}

/** Rows that a sampler moves, in an engine's memory. */
export class Particles {
  readonly dim: number;
  readonly count: number;
  private readonly engine: Engine;
  private readonly offset: number;
  private readonly seed: number;
  private readonly precision: Precision;
  private readonly arena: Arena;
  private readonly registers: Pointer[];
  private readonly x: Pointer;
  private readonly scratch: Pointer;
  /** 0 for none. */
  private readonly labels: Pointer;
  private readonly conditions: ParticleConditions | undefined;
  private readonly known: ParticleKnown | undefined;

  constructor(engine: Engine, options: ParticlesOptions) {
    const { dim, count, offset, seed, registers = 1, labels, conditions, known, precision = "f32" } = options;
    this.engine = engine;
    this.dim = dim;
    this.count = count;
    this.offset = offset;
    this.seed = seed;
    this.precision = precision;
    [this.arena, this.registers, this.scratch, this.labels, this.conditions, this.known] = Arena.of(engine, (arena) => [
      arena,
      Array.from({ length: registers }, () => arena.allocate(count * dim * 4)),
      arena.allocate(2 * TILE_ROWS * Math.ceil(dim / 8) * PANEL_ROW + 32),
      labels ? arena.allocate(count * 4) : 0,
      conditions && new ParticleConditions(arena, conditions, precision, count),
      known && new ParticleKnown(arena, known, { dim, count }),
    ]);
    this.x = this.registers[X];
    const { heap } = coreOf(engine);
    if (labels) heap.i32.set(labels, this.labels / 4);
  }

  get lastRegister(): Register {
    return this.registers.length - 1;
  }

  /** Row k of x ~ N(mean, diag(std²)) of law lawOf[k], of the first where there is one only; mean and std (laws, dim). */
  start({
    mean,
    std,
    lawOf,
  }: {
    mean: ArrayLike<number>;
    std: ArrayLike<number>;
    lawOf?: Int32Array | undefined;
  }): void {
    const core = coreOf(this.engine);
    const { count, dim, scratch } = this;
    Arena.during(this.engine, (arena) => {
      const meanAt = arena.allocate(mean.length * 4);
      const stdAt = arena.allocate(std.length * 4);
      const lawOfAt = lawOf ? arena.allocate(count * 4) : 0;
      core.heap.write(meanAt, mean);
      core.heap.write(stdAt, std);
      if (lawOf) core.heap.i32.set(lawOf, lawOfAt / 4);
      const moments = { mean: meanAt, std: stdAt };
      for (const { begin, end, ...address } of this.addresses({ begin: 0, end: count })) {
        const rows = { x: this.at(X, begin), lawOf: lawOfAt && lawOfAt + begin * 4, count: end - begin };
        core.call(inPrecision(startRows, this.precision), { ...rows, ...address, dim, ...moments, scratch });
      }
    });
  }

  /** x ← rows (count, dim). */
  set(rows: ArrayLike<number>): void {
    coreOf(this.engine).heap.write(this.x, rows);
  }

  /** Copies of rows [begin, end) of a register. */
  rows(begin = 0, end = this.count, register = X): Float32Array {
    return coreOf(this.engine).heap.read(this.at(register, begin), (end - begin) * this.dim);
  }

  /** Rows of a register from `begin` on ← values. */
  replace(begin: number, values: ArrayLike<number>, register = X): void {
    coreOf(this.engine).heap.write(this.at(register, begin), values);
  }

  /** Rows [begin, end) of a register ← a combination of registers, and of noise that belongs to (level, step). */
  combine(
    { into, terms, noise }: Combination,
    rows: { begin: number; end: number },
    { level, step }: { level: number; step: number },
  ): void {
    const [[a, x], [b, p] = [0, x], [c, q] = [0, x]] = terms;
    const { dim, scratch } = this;
    for (const part of this.addresses(rows))
      coreOf(this.engine).call(inPrecision(combineRows, this.precision), {
        out: this.at(into, part.begin),
        x: this.at(x, part.begin),
        a,
        p: this.at(p, part.begin),
        b,
        q: this.at(q, part.begin),
        c,
        e: noise,
        count: part.end - part.begin,
        dim,
        scratch,
        ...part,
        level,
        step,
      });
  }

  /** Rows [begin, end) of `into` ← those of `from`, wherever they are not NaN. */
  overwrite({ into, from }: { into: Register; from: Register }, { begin, end }: { begin: number; end: number }): void {
    const [out, known] = [this.at(into, begin), this.at(from, begin)];
    coreOf(this.engine).call(overwriteKnown, { out, known, n: (end - begin) * this.dim });
  }

  /**
   * Rows [begin, end) of `into` ← a network's score of those of `of` at σ; `labeled`: given their labels. What is known of them
   * is put into `of` first.
   */
  networkScore(
    mlp: Mlp,
    { begin, end }: { begin: number; end: number },
    { of, into, sigma, labeled = true }: { of: Register; into: Register; sigma: number; labeled?: boolean | undefined },
  ): void | Promise<void> {
    const count = end - begin;
    this.known?.place(mlp, this.at(of, begin), { begin, end }, sigma);
    const { planAt, tile, average, scratch, plan } = memoryOf(mlp, this.precision);
    const predict = job(
      inPrecision(networkPredict, this.precision),
      {
        plan: planAt,
        tile: { at: tile, bytes: plan.tileBytes },
        parameters: average,
        scratch: { at: scratch, bytes: plan.scratchBytes },
        out: this.at(into, begin),
        x: this.at(of, begin),
        ...this.givenAt(begin, end, labeled),
        masks: this.known?.masksAt(begin) ?? 0,
        count,
        tileBegin: FROM,
        tileEnd: TO,
        sigma,
        kind: SCORE,
      },
      Math.ceil(count / TILE_ROWS),
    );
    return coreOf(this.engine).run(predict, count * mlp.operationsPerRow);
  }

  /** Langevin steps [from, to) of rows [begin, end) with a network's score. */
  networkSteps(mlp: Mlp, burst: Burst, step: LangevinStep & { level: number }): void | Promise<void> {
    const [first, ...others] = this.addresses(burst).map((part) => ({ ...burst, ...part }));
    const steps = this.stepsOfPart(mlp, first, step);
    if (others.length === 0) return steps;
    return others.reduce(
      (before, part) => before.then(() => this.stepsOfPart(mlp, part, step)),
      Promise.resolve(steps),
    );
  }

  private stepsOfPart(
    mlp: Mlp,
    { begin, end, from, to, firstRow, seed0, seed1 }: Burst & Address,
    { sigma, drift, before, after, level }: LangevinStep & { level: number },
  ): void | Promise<void> {
    const count = end - begin;
    const { planAt, tile, average, scratch, plan } = memoryOf(mlp, this.precision);
    const steps = job(
      inPrecision(networkLangevin, this.precision),
      {
        plan: planAt,
        tile: { at: tile, bytes: plan.tileBytes },
        parameters: average,
        scratch: { at: scratch, bytes: plan.scratchBytes },
        x: this.at(X, begin),
        ...this.givenAt(begin, end, true),
        count,
        tileBegin: FROM,
        tileEnd: TO,
        firstRow,
        sigma,
        drift,
        before,
        after,
        seed0,
        seed1,
        level,
        stepBegin: from,
        stepEnd: to,
      },
      Math.ceil(count / TILE_ROWS),
    );
    return coreOf(this.engine).run(steps, count * (to - from) * mlp.operationsPerRow);
  }

  /** The first row with a value that is not finite, or −1. */
  firstNonFinite(): number {
    const i = coreOf(this.engine).call(firstNonFinite, { x: this.x, n: this.count * this.dim });
    return i < 0 ? i : Math.floor(i / this.dim);
  }

  dispose(): void {
    this.arena.release();
  }

  /** Where the rows' random numbers are: in one part but where blocks meet. */
  private addresses({ begin, end }: { begin: number; end: number }): (Address & { begin: number; end: number })[] {
    return blockParts(this.offset, { begin, end }).map(({ block, ...part }) => {
      const [seed0, seed1] = seedKey(this.seed, block);
      return { ...part, seed0, seed1 };
    });
  }

  private at(register: Register, row: number): Pointer {
    return this.registers[register] + row * this.dim * 4;
  }

  /** The labels of rows [begin, end), or what stands for their conditions. */
  private givenAt(begin: number, end: number, given: boolean): KernelConditions {
    if (this.conditions) return this.conditions.at(begin, end, given);
    return { labels: given && this.labels ? this.labels + begin * 4 : 0, sums: 0 };
  }
}
