import { LangevinError } from "../support/errors.ts";
import { BlockRows } from "./block-rows.ts";
import type { Heap } from "./heap.ts";
import type { Kernel, Kernels } from "./generated/kernels.ts";
import type { Job } from "./job.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** Floating-point operations from which a job is worth handing to other threads, asleep or awake: about .1 ms, .01 ms of one. */
const LARGE_JOB = 3e6;
const LARGE_WHILE_AWAKE = 3e5;

/** What an engine works with: kernels, the memory they work in, and threads. Nobody but the engine keeps it. */
export class Core {
  /** With their arguments in order, which only {@link call} and jobs know. */
  readonly kernels: Kernels;
  readonly heap: Heap;
  readonly blockRows: BlockRows;
  private pool: ThreadPool | undefined;
  /** Whether the threads have had a job that this one was to follow at once. */
  private awake = false;
  private message: string | undefined;

  constructor(kernels: Kernels, heap: Heap, pool: ThreadPool | undefined, notice: string | undefined) {
    this.kernels = kernels;
    this.heap = heap;
    this.blockRows = new BlockRows(kernels, heap);
    this.pool = pool;
    this.message = notice;
  }

  /** Threads that large work is spread over, the host's included. */
  get threads(): number {
    return this.pool?.threads ?? 1;
  }

  /** Threads that take part by now. */
  get threadsUp(): number {
    return 1 + (this.pool?.workersUp ?? 0);
  }

  /** Why there are fewer threads than were asked for, if so. */
  get notice(): string | undefined {
    return this.message ?? this.pool?.notice;
  }

  /**
   * Kernels beside those the engine began with, by names of their own, of a module that threads make of its bytes.
   *
   * @throws LangevinError "out-of-memory"
   */
  extend(kernels: Readonly<Record<string, unknown>>, bytes: Uint8Array): void {
    if (this.pool) {
      const at = this.heap.allocate(bytes.length);
      new Uint8Array(this.heap.memory.buffer, at, bytes.length).set(bytes);
      this.pool.extend(Object.keys(kernels), at, bytes.length);
    }
    Object.assign(this.kernels, kernels);
  }

  /** Runs a kernel on this thread, its arguments by name. */
  call<N extends keyof Kernels, A extends string>(
    { name, inOrder }: Kernel<N, A>,
    given: Readonly<Record<A, number>>,
  ): ReturnType<Kernels[N]> {
    return (this.kernels[name] as (...args: number[]) => ReturnType<Kernels[N]>)(...inOrder(given));
  }

  /**
   * Runs a job of about `operations` floating-point operations, over all threads if it is large; returns a promise only
   * where the event loop should go on meanwhile.
   *
   * @throws LangevinError "thread-lost" (or rejects with it), and the engine goes on with one thread; "disposed"
   */
  run(job: Job, operations: number): void | Promise<void> {
    const { pool } = this;
    this.blockRows.expect(operations);
    const large = operations >= (this.awake ? LARGE_WHILE_AWAKE : LARGE_JOB);
    this.awake = job.followed && (large || this.awake);
    if (!pool || !large) {
      job.args[job.begin] = 0;
      job.args[job.end] = job.units;
      (this.kernels[job.kernel] as (...args: number[]) => void)(...job.args);
      return;
    }
    try {
      return pool.run(job)?.catch((error: unknown) => this.losePool(error));
    } catch (error) {
      this.losePool(error);
    }
  }

  /** Nothing, or a promise of the moment when no thread works on a job. */
  whenIdle(): void | Promise<void> {
    return this.pool?.whenIdle();
  }

  dispose(): void {
    this.pool?.dispose();
    this.pool = undefined;
  }

  private losePool(error: unknown): never {
    this.dispose();
    if (error instanceof LangevinError && error.code === "thread-lost")
      this.message = "one thread: a worker thread ended unexpectedly";
    throw error;
  }
}
