import { seedKey } from "../random.ts";
import { Arena, type Engine } from "./engine.ts";
import type { Pointer } from "./kernels.ts";
import type { Mlp } from "./mlp.ts";
import { TILE_ROWS } from "./plan.ts";
import type { Job } from "./thread-pool.ts";

/** Rows whose scores are handed over at a time. */
export const SCORED_ROWS = 1024;

/** A piece of a level's work: rows [begin, end), steps [from, to). */
export interface Burst {
  begin: number;
  end: number;
  from: number;
  to: number;
}

export interface ParticlesOptions {
  dim: number;
  count: number;
  /** Index of the first particle among all: particle k draws the same noise in any split. */
  offset: number;
  seed: number;
}

/** Rows that move by Langevin dynamics, in an engine's memory. */
export class Particles {
  readonly dim: number;
  readonly count: number;
  private readonly engine: Engine;
  private readonly offset: number;
  private readonly seed0: number;
  private readonly seed1: number;
  private readonly arena: Arena;
  private readonly x: Pointer;
  private readonly scores: Pointer;
  private readonly scratch: Pointer;

  constructor(engine: Engine, { dim, count, offset, seed }: ParticlesOptions) {
    this.engine = engine;
    this.dim = dim;
    this.count = count;
    this.offset = offset;
    [this.seed0, this.seed1] = seedKey(seed);
    this.arena = new Arena(engine);
    this.x = this.arena.allocate(count * dim * 4);
    this.scores = this.arena.allocate(SCORED_ROWS * dim * 4);
    this.scratch = this.arena.allocate(3 * TILE_ROWS * Math.ceil(dim / 8) * 32 + 32);
  }

  /** x ~ N(mean, diag(std²)). */
  start(mean: ArrayLike<number>, std: ArrayLike<number>): void {
    const { kernels, heap } = this.engine;
    const moments = new Arena(this.engine);
    const meanAt = moments.allocate(this.dim * 4);
    const stdAt = moments.allocate(this.dim * 4);
    heap.write(meanAt, mean);
    heap.write(stdAt, std);
    kernels.startRows(this.x, this.count, this.dim, meanAt, stdAt, this.scratch, this.offset, this.seed0, this.seed1);
    moments.release();
  }

  /** x ← rows (count, dim). */
  set(rows: ArrayLike<number>): void {
    this.engine.heap.write(this.x, rows);
  }

  /** Copies of rows [begin, end). */
  rows(begin = 0, end = this.count): Float32Array {
    return this.engine.heap.read(this.x + begin * this.dim * 4, (end - begin) * this.dim);
  }

  /** Rows [begin, end) ← what `move` makes of them. */
  replace(begin: number, values: ArrayLike<number>): void {
    this.engine.heap.write(this.x + begin * this.dim * 4, values);
  }

  /** One step of at most SCORED_ROWS rows from `begin`, whose scores are given. */
  step(begin: number, scores: ArrayLike<number>, alpha: number, level: number, step: number): void {
    this.engine.heap.write(this.scores, scores);
    this.engine.kernels.langevinRows(
      this.x + begin * this.dim * 4,
      this.scores,
      scores.length / this.dim,
      this.dim,
      this.scratch,
      this.offset + begin,
      alpha,
      this.seed0,
      this.seed1,
      level,
      step,
    );
  }

  /** Steps [from, to) of rows [begin, end) with a network's score; begin a multiple of TILE_ROWS. */
  networkSteps(
    mlp: Mlp,
    { begin, end, from, to }: Burst,
    { sigma, alpha, level }: { sigma: number; alpha: number; level: number },
  ): void | Promise<void> {
    const x = this.x + begin * this.dim * 4;
    const count = end - begin;
    const { planAt, tile, average, scratch, plan } = mlp;
    const where = [planAt, tile, average, scratch, x, count, 0, 0, this.offset + begin];
    const job: Job = {
      kernel: "networkLangevin",
      args: [...where, sigma, alpha, this.seed0, this.seed1, level, from, to],
      begin: 6,
      end: 7,
      units: Math.ceil(count / TILE_ROWS),
      chunk: 1,
      own: [
        { index: 1, bytes: plan.tileBytes },
        { index: 3, bytes: plan.scratchBytes },
      ],
    };
    return this.engine.run(job, count * (to - from) * mlp.operationsPerRow);
  }

  /** The first row with a value that is not finite, or −1. */
  firstNonFinite(): number {
    const i = this.engine.kernels.firstNonFinite(this.x, this.count * this.dim);
    return i < 0 ? i : Math.floor(i / this.dim);
  }

  dispose(): void {
    this.arena.release();
  }
}
