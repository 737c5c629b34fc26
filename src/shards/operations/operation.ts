import type { DataTable } from "../../data/data-table.ts";
import type { Engine } from "../../engine/index.ts";
import type { JsonObject } from "../../work/canonical-json.ts";
import type { ResultRows } from "../result-rows.ts";
import type { PartFormat } from "../rows-spec.ts";

/** What an operation is opened with, once for a worker. */
export interface OperationContext {
  readonly engine: Engine;
  /** The model's file. */
  readonly model: Uint8Array;
  /** Checked by {@link Operation.check}. */
  readonly options: JsonObject;
  readonly format: PartFormat;
}

/** Some rows of an input, read when they are asked for. */
export interface InputRows {
  readonly names: readonly string[];
  /** Row-major, NaN at gaps. */
  numbers(): Promise<Float64Array>;
  cells(): Promise<DataTable>;
}

/** Some rows of a run. */
export interface RowsOfRun {
  /** The first row's place in the run. */
  readonly begin: number;
  readonly count: number;
  /** These rows of the input, where there is one. */
  readonly input: InputRows | undefined;
}

/** How rows are computed. */
export interface ComputeOptions {
  readonly signal: AbortSignal | undefined;
  /** Called with the fraction done, 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/** An operation with its model at hand. */
export interface OpenOperation {
  /** Seconds that a row costs one core, roughly: shards are cut by it. */
  readonly secondsPerRow: number;
  /** Computes rows, which depend on the model, the options and their places alone. */
  compute(range: RowsOfRun, options: ComputeOptions): Promise<ResultRows>;
  dispose(): void;
}

/** A row-wise operation, whose rows can be computed anywhere. Its functions call themselves `where` in errors. */
export interface Operation {
  /** What it does, for lists. */
  readonly summary: string;
  /** Whether it goes through rows of an input. */
  readonly input: "none" | "optional" | "required";
  /**
   * Refuses options that are not its own, before anything is read.
   *
   * @throws LangevinError "invalid-argument"
   */
  check(where: string, options: JsonObject): void;
  /** Rows that it makes for each that it goes through. */
  copies(options: JsonObject): number;
  /** Loads the model. @throws LangevinError "invalid-file" */
  open(where: string, context: OperationContext): OpenOperation;
}

/** The result of a run, whose progress is told. */
export async function followed<T>(
  run: AsyncIterable<{ fraction: number }> & PromiseLike<T>,
  onProgress: (fraction: number) => void,
): Promise<T> {
  for await (const { fraction } of run) onProgress(fraction);
  return run;
}
