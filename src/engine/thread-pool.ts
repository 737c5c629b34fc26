import { disposed, LangevinError } from "../support/errors.ts";
import type { Kernels, Pointer } from "./generated/kernels.ts";
import type { Job } from "./job.ts";
import { nodeModule } from "../support/node-module.ts";
import { controlWords as word, MOST_ARGUMENTS, workerMain, type WorkerStart } from "./thread-program.ts";

/** Bits of an i32 that are safe to use as a set of threads. */
export const MAX_THREADS = 31;

/** The part of both kinds of worker that is used here. */
interface AnyWorker {
  terminate(): unknown;
  unref?(): void;
}

/** TypeScript has it from ES2024 on. */
type WaitAsync = (words: Int32Array, index: number, value: number, timeout: number) => { value: unknown };

/** Polls before the host sleeps on the workers; then milliseconds it sleeps before it lets the event loop go on. */
const SPINS = 20_000;
const SLEEP_MILLIS = 50;
/**
 * Polls before a worker sleeps, some 10 ns each: as long as waking it takes; longer where the next job is known to follow at once;
 * and shorter where threads outnumber cores, so that somebody else waits for this one's.
 */
const POLLS = 10_000;
const FOLLOWED_POLLS = 30_000;
const CROWDED_POLLS = 3_000;

/**
 * Workers over one shared memory. Threads take units of a job one after another, so a slow core takes fewer; what is
 * computed does not depend on who computes it.
 */
export class ThreadPool {
  private readonly words: Int32Array;
  private readonly shared: Float64Array;
  private readonly kernels: Kernels;
  /** The kernels' names in the module's order, which workers know them by. */
  private readonly names: string[];
  private readonly workers: AnyWorker[] = [];
  private readonly threadWorker: string | URL | undefined;
  private readonly startOf: (thread: number) => WorkerStart;
  /** Bit t: thread t is there, or may still come; the host is 0. */
  private expected: number;
  private message: string | undefined;
  /** Bit t: thread t took part, and has ended; and why. */
  private lost = 0;
  private failure: unknown;
  private gone = false;
  private canSleep = true;
  private starting = false;
  private readonly crowded: boolean;
  /** A job that takes long; the next one waits for it. */
  private current: Promise<void> | undefined;

  constructor(
    threads: number,
    source: {
      module: WebAssembly.Module;
      memory: WebAssembly.Memory;
      kernels: Kernels;
      control: Pointer;
      threadWorker: string | URL | undefined;
    },
  ) {
    const { module, memory, kernels, control } = source;
    this.threadWorker = source.threadWorker;
    this.expected = -1 >>> (32 - threads);
    this.crowded = threads > availableThreads();
    this.kernels = kernels;
    this.names = WebAssembly.Module.exports(module).map(({ name }) => name);
    this.words = new Int32Array(memory.buffer, control, word.arguments);
    this.shared = new Float64Array(memory.buffer, control + 4 * word.arguments, MOST_ARGUMENTS);
    this.startOf = (thread) => ({ module, memory, thread, control });
  }

  /** Threads there is work for: the index of the last one that may come, and one. */
  get threads(): number {
    return 32 - Math.clz32(this.expected);
  }

  /** Workers that take part by now. */
  get workersUp(): number {
    return countBits(Atomics.load(this.words, word.ready));
  }

  /** Why there are fewer threads than there were to be, if so. */
  get notice(): string | undefined {
    return this.message;
  }

  /** Names of a second module's kernels, in its order, and where in the memory its bytes are. */
  extend(names: readonly string[], at: Pointer, bytes: number): void {
    this.names.push(...names);
    this.words[word.moreAt] = at;
    this.words[word.moreBytes] = bytes;
  }

  /**
   * Starts the workers, once, when the event loop gets its next turn: that takes some milliseconds, which the first step need not
   * wait for. Until they are up the host does all the work itself, and for good if they cannot start.
   */
  private startSoon(): void {
    if (this.starting) return;
    this.starting = true;
    const timer = setTimeout(() => this.start(), 0) as { unref?(): void };
    timer.unref?.();
  }

  private start(): void {
    if (this.gone) return;
    const { threads } = this;
    for (let thread = 1; thread < threads; thread++) {
      const fail = (reason: unknown): void => this.lose(thread, reason);
      try {
        this.workers.push(startWorker(this.startOf(thread), this.threadWorker, fail));
      } catch (error) {
        fail(error);
      }
    }
  }

  /** A worker has ended by itself: one that took part may have left a job undone, one that never did is not missed. */
  private lose(thread: number, reason: unknown): void {
    if (this.gone) return;
    const bit = 1 << thread;
    if ((Atomics.load(this.words, word.ready) & bit) !== 0) {
      this.lost |= bit;
      this.failure = reason;
      Atomics.notify(this.words, word.joined);
    } else {
      this.expected &= ~bit;
      this.message =
        "fewer threads: a worker could not start; createEngine({ threadWorker }) may say where langevin/thread-worker is served";
    }
  }

  /**
   * Runs a job on the host and on every worker that comes before its last unit is taken. Returns nothing when it is done, or a
   * promise when that takes so long that the event loop should go on meanwhile.
   *
   * @throws LangevinError "thread-lost" (or rejects with it) when a worker has died; no other one is at the job any more
   */
  run(job: Job): void | Promise<void> {
    if (this.lost !== 0) throw this.lostThread();
    if (this.gone) throw disposed("engine", "engine");
    if (this.current) return this.current.then(() => this.run(job));
    this.startSoon();
    const { words } = this;
    const { args, units, chunk, begin, end } = job;
    this.write(job);
    Atomics.store(words, word.next, 0);
    // Open before it is announced: who comes at the announcement finds it so
    Atomics.or(words, word.joined, 1);
    Atomics.add(words, word.generation, 1);
    Atomics.notify(words, word.generation);
    const kernel = this.kernels[job.kernel] as (...args: number[]) => void;
    for (;;) {
      const unit = Atomics.add(words, word.next, chunk);
      if (unit >= units) break;
      args[begin] = unit;
      args[end] = Math.min(units, unit + chunk);
      kernel(...args);
    }
    // Closed: nobody is waited for who has not begun
    Atomics.and(words, word.joined, ~1);
    return this.finish();
  }

  /** Nothing, or a promise of the moment when no job is under way; it is never rejected. */
  whenIdle(): void | Promise<void> {
    const { current } = this;
    if (!current) return;
    const next = (): void | Promise<void> => this.whenIdle();
    return current.then(next, next);
  }

  /** Ends the workers; a job under way is not finished: who waits for it gets an error of code "disposed". */
  dispose(): void {
    this.gone = true;
    Atomics.notify(this.words, word.joined);
    for (const worker of this.workers.splice(0)) worker.terminate();
  }

  private write({ kernel, args, units, chunk, own, begin, end, followed }: Job): void {
    const { words, shared } = this;
    words[word.units] = units;
    words[word.chunk] = chunk;
    words[word.kernel] = this.names.indexOf(kernel);
    words[word.argumentCount] = args.length;
    words[word.begin] = begin;
    words[word.end] = end;
    for (let i = 0; i < 3; i++) {
      words[word.own + i] = own[i]?.index ?? -1;
      words[word.ownBytes + i] = own[i]?.bytes ?? 0;
    }
    Atomics.store(words, word.polls, this.crowded ? CROWDED_POLLS : followed ? FOLLOWED_POLLS : POLLS);
    for (let i = 0; i < args.length; i++) shared[i] = args[i];
  }

  /** Waits for the workers that are still at the job. */
  private finish(): void | Promise<void> {
    const { words } = this;
    for (let i = 0; i < SPINS; i++) if (Atomics.load(words, word.joined) === 0) return;
    if (this.canSleep) {
      const until = performance.now() + SLEEP_MILLIS;
      for (;;) {
        const joined = Atomics.load(words, word.joined);
        if (joined === 0) return;
        const left = until - performance.now();
        if (left <= 0) break;
        try {
          Atomics.wait(words, word.joined, joined, left);
        } catch {
          this.canSleep = false; // a page's main thread may not
          break;
        }
      }
    }
    this.current = this.poll().finally(() => (this.current = undefined));
    return this.current;
  }

  private async poll(): Promise<void> {
    for (;;) {
      const joined = Atomics.load(this.words, word.joined);
      if (joined === 0) return;
      if (this.gone) throw disposed("engine", "engine");
      if ((joined & ~this.lost) === 0) throw this.lostThread();
      await this.change(joined);
    }
  }

  /**
   * Waits until others than `joined` are at the job, or a while, and lets the event loop go on. A page's main thread is woken by
   * the last one's notification where the engine has `Atomics.waitAsync` (after .04 to .5 ms), else by a timer (4 to 7 ms).
   */
  private change(joined: number): unknown {
    const { waitAsync } = Atomics as { waitAsync?: WaitAsync };
    if (!this.canSleep && waitAsync) return waitAsync(this.words, word.joined, joined, SLEEP_MILLIS).value;
    return new Promise((resolve) => setTimeout(resolve, 1));
  }

  private lostThread(): LangevinError {
    return new LangevinError(
      "thread-lost",
      "engine: expected its worker threads to go on, got one that ended; the model is as it was before this step, and what is called next runs on one thread",
      { cause: this.failure },
    );
  }
}

function countBits(mask: number): number {
  let count = 0;
  for (let bits = mask; bits !== 0; bits &= bits - 1) count++;
  return count;
}

/** Cores this process may use. */
export function availableThreads(): number {
  const os = nodeModule("node:os") as { availableParallelism(): number } | undefined;
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return Math.max(1, Math.min(MAX_THREADS, os?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1));
}

interface NodeWorkerThreads {
  Worker: new (
    code: string,
    options: object,
  ) => AnyWorker & { on(event: string, listener: (value: unknown) => void): void; unref(): void };
}

/**
 * In Node from the program's text, so that bundled programs need no second file; elsewhere from a file of the package,
 * which `script-src 'self'` allows. Bundlers find it only by these very words.
 */
function startWorker(
  start: WorkerStart,
  threadWorker: string | URL | undefined,
  fail: (reason: unknown) => void,
): AnyWorker {
  const node = nodeModule("node:worker_threads") as NodeWorkerThreads | undefined;
  if (node) {
    const code = `const { workerData } = require("node:worker_threads"); (${workerMain.toString()})(workerData.start, workerData.word);`;
    const worker = new node.Worker(code, { eval: true, execArgv: [], workerData: { start, word } });
    worker.on("error", fail);
    worker.on("exit", fail);
    worker.unref();
    return worker;
  }
  const worker =
    threadWorker === undefined
      ? new Worker(new URL("./thread-worker.js", import.meta.url), { type: "module" })
      : new Worker(threadWorker, { type: "module" });
  worker.onerror = fail;
  worker.postMessage(start);
  return worker;
}
