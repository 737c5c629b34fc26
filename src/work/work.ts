/** What is told of a task that was done. */
export interface TaskReport {
  /** "there" where its result lay in the store already and nothing was computed. */
  readonly status: "written" | "there";
  /** Rows of the result, or steps of training. */
  readonly amount: number;
  /** Seconds of computing. */
  readonly seconds: number;
}

/** How a task is run. */
export interface TaskOptions {
  /** Ends the task with the signal's reason. @default none */
  signal?: AbortSignal | undefined;
  /** Called now and then with the task's fraction done, 0 to 1. @default none */
  onProgress?: ((fraction: number) => void) | undefined;
}

/**
 * Work in tasks that any number of machines may do in any order, and more than once: a task's result is decided by the
 * work's specification and its index alone, and lies in a store when it is done. The store is the truth; queues and
 * arrays of jobs only hand out indexes.
 */
export interface Work {
  /** SHA-256 of all that decides the results' bits, as 64 hexadecimal digits. */
  readonly id: string;
  /** Tasks in all, 0 … count − 1. */
  readonly count: number;
  /** How much all tasks are together, in the unit of {@link TaskReport.amount}. */
  readonly amount: number;
  /** How much of it task `index` is. */
  amountOf(index: number): number;
  /** What task `index` is, for messages: "rows 24,000 to 31,999". */
  nameOf(index: number): string;
  /** Tasks whose results are not there and which could be done now, in order. None while there are others means: wait. */
  missing(): Promise<number[]>;
  /** How much of {@link Work.amount} is there. */
  done(): Promise<number>;
  /** Whether every result is there. */
  isComplete(): Promise<boolean>;
  /** Does a task, or finds that it is done. */
  run(index: number, options?: TaskOptions): Promise<TaskReport>;
  /** Checks all results and says so in the store: `_manifest.json`, then `_SUCCESS`. */
  finish(options?: { signal?: AbortSignal | undefined }): Promise<void>;
  /** Releases models and engine. */
  dispose(): void;
}
