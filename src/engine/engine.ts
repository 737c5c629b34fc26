import { checkInteger, checkNumber, checkOneOf, invalid, LangevinError } from "../support/errors.ts";
import { CONTROL_AT, Heap } from "./heap.ts";
import type { Kernels, Pointer } from "./kernels.ts";
import {
  arithmetics,
  checkSupport,
  instantiateKernels,
  loadGivenModule,
  loadModule,
  type Arithmetic,
} from "./loader.ts";
import { availableThreads, MAX_THREADS, ThreadPool, type Job } from "./thread-pool.ts";
import type { WasmSource } from "./wasm-source.ts";

export interface EngineOptions {
  /**
   * Threads for large work, this one included: 1…31, default all cores. Small work stays on this thread. The bits do not
   * depend on it. Where memory cannot be shared (a page that is not cross-origin isolated) it is one; see
   * {@link Engine.notice}.
   */
  threads?: number | undefined;
  /** Default "strict". */
  arithmetic?: Arithmetic | undefined;
  /** The most memory the engine may take, in bytes (64 KiB … 4 GiB). Default 4 GiB; memory grows as it is needed. */
  maxMemoryBytes?: number | undefined;
  /** The kernels, for runtimes that do not compile bytes, and for hosts that serve or verify the file themselves. */
  wasm?: WasmSource | Promise<WasmSource> | undefined;
  /** Where `langevin/thread-worker` is served, for pages whose bundler does not find it by itself. */
  threadWorker?: string | URL | undefined;
}

const PAGE = 65536;

/** Floating-point operations from which a job is worth handing to other threads: about 0.1 ms of one. */
const LARGE_JOB = 3e6;

/**
 * The WebAssembly kernels and the one linear memory they work in. Made by {@link createEngine}; networks made with it
 * live in its memory until they, or the engine, are disposed.
 */
export class Engine {
  /** How a·b + c is computed. */
  readonly arithmetic: Arithmetic;
  /** @internal */
  readonly kernels: Kernels;
  /** @internal */
  readonly heap: Heap;
  private pool: ThreadPool | undefined;
  private message: string | undefined;
  private gone = false;

  /** @internal */
  constructor(
    kernels: Kernels,
    heap: Heap,
    {
      arithmetic,
      pool,
      notice,
    }: { arithmetic: Arithmetic; pool?: ThreadPool | undefined; notice?: string | undefined },
  ) {
    this.kernels = kernels;
    this.heap = heap;
    this.arithmetic = arithmetic;
    this.pool = pool;
    this.message = notice;
  }

  /** Threads that large work is spread over, this one included. */
  get threads(): number {
    return this.pool?.threads ?? 1;
  }

  /** Why there are fewer threads than were asked for, if so. */
  get notice(): string | undefined {
    return this.message ?? this.pool?.notice;
  }

  /** Bytes of the engine's memory in use, and bytes it has grown to. */
  get memory(): { used: number; reserved: number } {
    this.check("engine.memory");
    return { used: this.heap.bytesInUse, reserved: this.heap.memory.buffer.byteLength };
  }

  get disposed(): boolean {
    return this.gone;
  }

  /** Ends the engine's threads and marks it and everything made with it as unusable. */
  dispose(): void {
    this.gone = true;
    this.pool?.dispose();
    this.pool = undefined;
  }

  /** @internal */
  check(where: string): void {
    if (this.gone) throw disposed(where, "engine");
  }

  /**
   * Runs a job of about `operations` floating-point operations, over all threads if it is large; returns a promise only
   * where the event loop should go on meanwhile.
   *
   * @throws LangevinError "thread-lost" (or rejects with it); the engine goes on with one thread
   * @internal
   */
  run(job: Job, operations: number): void | Promise<void> {
    const { pool } = this;
    if (!pool || operations < LARGE_JOB) {
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

  /** Nothing, or a promise of the moment when no thread works on a job. @internal */
  whenIdle(): void | Promise<void> {
    return this.pool?.whenIdle();
  }

  private losePool(error: unknown): never {
    this.pool?.dispose();
    this.pool = undefined;
    this.message = "one thread: a worker thread ended unexpectedly";
    throw error;
  }
}

/** A live engine, not a promise of one. @internal */
export function checkEngine(where: string, engine: unknown): void {
  if (!(engine instanceof Engine)) throw invalid(where, "engine as await createEngine() gives it", engine);
  engine.check(where);
}

/** @internal */
export function disposed(where: string, what: string): LangevinError {
  return new LangevinError("disposed", `${where}: expected a live ${what}, got one after its dispose()`);
}

/**
 * Loads the kernels (inlined: nothing is fetched unless `wasm` says so) and gives them a memory. Threads start with the
 * first large work.
 *
 * @throws LangevinError "unsupported" without WebAssembly 128-bit SIMD, or without fused multiply-add for "fused";
 *   "invalid-argument", also for `wasm` that is not the kernels of this version; "out-of-memory"
 */
export async function createEngine({
  threads,
  arithmetic = "strict",
  maxMemoryBytes = 65536 * PAGE,
  wasm,
  threadWorker,
}: EngineOptions = {}): Promise<Engine> {
  const where = "createEngine";
  checkNumber(where, "maxMemoryBytes", maxMemoryBytes, PAGE, 65536 * PAGE);
  checkOneOf(where, "arithmetic", arithmetic, arithmetics);
  if (threads !== undefined) checkInteger(where, "threads", threads, 1, MAX_THREADS);
  checkSupport();
  const wanted = threads ?? availableThreads();
  const maximum = Math.floor(maxMemoryBytes / PAGE);
  const shareable = wanted > 1 ? sharedMemory(maximum) : undefined;
  const share = shareable !== undefined;
  const { module, shared } =
    wasm === undefined
      ? { module: await loadModule(arithmetic, share), shared: share }
      : await loadGivenModule(arithmetic, share, wasm);
  const memory = shared ? shareable! : new WebAssembly.Memory({ initial: 1, maximum });
  const kernels = await instantiateKernels(module, memory, arithmetic);
  const heap = new Heap(memory);
  const pool = shared
    ? new ThreadPool(wanted, { module, memory, kernels, control: CONTROL_AT, threadWorker })
    : undefined;
  const notice = wanted > 1 && !shared ? (share ? COMPILED : unshared()) : undefined;
  return new Engine(kernels, heap, { arithmetic, pool, notice });
}

/** An isolated page of a browser without shared memory (WebKitGTK) is not to be sent after its headers. */
function unshared(): string {
  const isolated = (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true;
  const help = isolated
    ? "this browser has no SharedArrayBuffer, though the page is isolated"
    : "pages need the headers Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp";
  return `one thread: memory cannot be shared here; ${help}`;
}

const COMPILED = "one thread: wasm was given compiled, and threads need its bytes";

/** A memory that threads can share, or nothing where there is none. Its maximum is reserved at once, so less may do. */
function sharedMemory(maximum: number): WebAssembly.Memory | undefined {
  if (typeof SharedArrayBuffer === "undefined") return undefined;
  for (let pages = maximum; pages >= 1; pages = Math.floor(pages / 2)) {
    try {
      return new WebAssembly.Memory({ initial: 1, maximum: pages, shared: true });
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Several blocks of one engine that are released together. */
export class Arena {
  private readonly blocks: Pointer[] = [];
  private readonly engine: Engine;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Zeroed bytes. When memory runs out, the arena's earlier blocks are released too. */
  allocate(bytes: number): Pointer {
    try {
      const at = this.engine.heap.allocate(bytes);
      this.blocks.push(at);
      return at;
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /** At once, or when threads no longer work on a job that may use the blocks. */
  release(): void {
    const { engine } = this;
    const blocks = this.blocks.splice(0);
    const free = (): void => blocks.forEach((at) => engine.heap.release(at));
    const pending = engine.whenIdle();
    if (pending) void pending.then(free);
    else free();
  }
}
