import type { Engine, Particles, ParticlesOptions, Register } from "../../engine/index.ts";
import type { Awaitable } from "../../support/after.ts";

/** What scores rows of a run, and where these are. */
export interface ScoredRows {
  readonly dim: number;
  /** Moments of the unsmoothed density per column, as far as known: else 0 and 1, those of standardized data. */
  readonly mean: ArrayLike<number>;
  readonly variance: ArrayLike<number>;
  /**
   * The condition of all rows, or of each: where rows of a condition start, `startLaws` asks the score. −1 and undefined: at
   * the model's moments.
   */
  readonly conditions: number | Int32Array | undefined;
  /** The engine that the particles have to live in, if any. */
  readonly engine: Engine | undefined;

  /** @throws LangevinError "disposed" */
  check(where: string): void;

  /** The same for a run of just these rows of a run, which may repeat and come in any order. */
  forRows(rows: ArrayLike<number>): ScoredRows;

  /** Particles with what the model needs beside their rows. */
  particles(home: Engine, options: ParticlesOptions & { registers: number }): Particles;

  /** Rows that are moved at a time, where a move takes up to `steps` evaluations of each: some 2 ms of work. */
  rowsAtOnce(steps: number): number;

  /** into ← score(of, σ), for rows [begin, end). */
  score(
    where: string,
    particles: Particles,
    part: { begin: number; end: number },
    move: { of: Register; into: Register; sigma: number },
  ): Awaitable<void>;
}
