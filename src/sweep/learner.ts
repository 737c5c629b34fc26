import type { Engine } from "../engine/index.ts";
import type { SearchSpace, Settings } from "./search-space.ts";

/** How much of a trial is to be trained. */
export interface Stretch {
  /** The trial's settings, with those that all trials have. */
  readonly settings: Settings;
  /** Seed of its weights and batches. */
  readonly seed: number;
  /** Steps in all: the learning rate falls over these, however far this stretch goes. */
  readonly steps: number;
  /** The file that the stretch before ended with; none for the first one. */
  readonly checkpoint: Uint8Array | undefined;
  /** The step to leave training at. */
  readonly to: number;
  readonly signal: AbortSignal | undefined;
  /** Told each step that was done. */
  onStep(step: number): void;
}

/** A trial's model as a stretch leaves it. */
export interface TrainedModel {
  /** Steps done: `to`, or fewer where training ended by itself. */
  readonly step: number;
  /** A file to go on from, and the winner's. */
  save(): Uint8Array;
  /** ln p of each held-out row; −∞ for a row that the model cannot make. */
  logDensities(signal: AbortSignal | undefined): Promise<Float64Array>;
  dispose(): void;
}

/** What trials are trainings of, with its rows: those trained on, and those held out. */
export interface Learner {
  /**
   * Refuses settings that no training takes.
   *
   * @throws LangevinError "invalid-argument"
   */
  check(where: string, settings: Settings, steps: number): void;
  /** Trains, from the beginning or from a checkpoint, bit for bit as if there had been no stop. */
  train(engine: Engine, stretch: Stretch): Promise<TrainedModel>;
}

/** How many rows are held out, and which by which seed. */
export interface Split {
  readonly heldOut: number;
  readonly seed: number;
}

/** A sweep's rows as a file, and what else its learner has to know. */
export interface PackedData {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** What of the options belongs to the rows, as JSON. */
  readonly given: object;
}

/** A kind of learner: another model to sweep over is another one of these. */
export interface LearnerKind {
  /** Names that settings may have. */
  readonly names: readonly string[];
  /** What is searched where no space is given. */
  readonly usualSpace: SearchSpace;
  /** Ending of the data's file. */
  readonly extension: string;
  /**
   * The learner of a data file.
   *
   * @throws LangevinError "invalid-argument", "invalid-data", "invalid-file"
   */
  open(where: string, given: unknown, bytes: Uint8Array, split: Split): Learner;
}
