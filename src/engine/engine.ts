import { disposed, invalid, LangevinError } from "../support/errors.ts";
import { integer, number, oneOf, option, readOptions, unchecked, type Spec } from "../support/options.ts";
import { isInstance, isReadable } from "../support/readable.ts";
import { Core } from "./core.ts";
import { CONTROL_AT, Heap } from "./heap.ts";
import {
  arithmetics,
  checkSupport,
  instantiateKernels,
  loadGivenModule,
  loadModule,
  type Arithmetic,
} from "./loader.ts";
import { MOST_PAGES, ownMemory, PAGE, sharedMemory } from "./memory.ts";
import { availableThreads, MAX_THREADS, ThreadPool } from "./thread-pool.ts";
import { readWasm, type WasmSource } from "./wasm-source.ts";

/** What {@link createEngine} takes. */
export interface EngineOptions {
  /**
   * Threads for large work, this one included: 1…31. Small work stays on this thread. The bits do not depend on it. Where
   * memory cannot be shared (a page that is not cross-origin isolated) it is one; see {@link Engine.notice}.
   *
   * @default all cores
   */
  threads?: number | undefined;
  /**
   * How the kernels compute a·b + c. `"fastest"` is `"fused"` where there is fused multiply-add, else `"strict"`;
   * {@link Engine.arithmetic} says which it became.
   *
   * @default "strict"
   */
  arithmetic?: Arithmetic | "fastest" | undefined;
  /** The most memory the engine may take, in bytes (64 KiB … 4 GiB); memory grows as it is needed. @default 4 GiB */
  maxMemoryBytes?: number | undefined;
  /**
   * The kernels, for runtimes that do not compile bytes, and for hosts that serve or verify the file themselves.
   *
   * @default those in this file
   */
  wasm?: WasmSource | Promise<WasmSource> | undefined;
  /**
   * Where `langevin/thread-worker` is served, for pages whose bundler does not find it by itself.
   *
   * @default beside this file
   */
  threadWorker?: string | URL | undefined;
}

/** What {@link createEngine} checks. */
export const engineOptions = {
  threads: integer(1, MAX_THREADS),
  arithmetic: oneOf([...arithmetics, "fastest"], { default: "strict" }),
  maxMemoryBytes: number(PAGE, MOST_PAGES * PAGE, { default: MOST_PAGES * PAGE }),
  wasm: unchecked<WasmSource | Promise<WasmSource>>(),
  threadWorker: option(checkWorkerUrl),
} satisfies Spec<EngineOptions>;

/** The kernels and memory of a live engine, for this folder alone. @throws LangevinError "disposed" */
export let coreOf: (engine: Engine, where?: string) => Core;

/**
 * The WebAssembly kernels and the one linear memory they work in. Made by {@link createEngine}; networks made with it
 * live in its memory until they, or the engine, are disposed.
 */
export class Engine {
  /** How a·b + c is computed. */
  readonly arithmetic: Arithmetic;
  #core: Core | undefined;

  static {
    coreOf = (engine, where = "engine") => {
      if (!engine.#core) throw disposed(where, "engine");
      return engine.#core;
    };
  }

  /** @internal Use {@link createEngine}. */
  constructor(core: Core, arithmetic: Arithmetic) {
    this.#core = core;
    this.arithmetic = arithmetic;
  }

  /** Threads that large work is spread over, this one included; 1 once it is disposed. */
  get threads(): number {
    return this.#core?.threads ?? 1;
  }

  /** Threads that take part by now: the workers start with the first large work. @internal */
  get threadsUp(): number {
    return this.#core?.threadsUp ?? 1;
  }

  /** Why there are fewer threads than were asked for, if so. */
  get notice(): string | undefined {
    return this.#core?.notice;
  }

  /**
   * Rows that matrix products compute at a time: 4, and from some 0.2 s of work on whichever of 4, 6 and 8 a measurement of
   * a millisecond has found the fastest here. The bits do not depend on it.
   */
  get blockRows(): number {
    return this.#core?.blockRows.chosen ?? 4;
  }

  /**
   * Bytes of the engine's memory in use, and bytes it has grown to.
   *
   * @throws LangevinError "disposed"
   */
  get memory(): { used: number; reserved: number } {
    const { heap } = coreOf(this, "engine.memory");
    return { used: heap.bytesInUse, reserved: heap.memory.buffer.byteLength };
  }

  /** Whether {@link dispose} was called. */
  get disposed(): boolean {
    return this.#core === undefined;
  }

  /**
   * Ends the engine's threads and lets go of its memory, also where networks made with it are still referred to; using
   * these, or the engine, is an error of code "disposed" from then on. WebAssembly gives memory back to the system only
   * when it is collected as garbage, so some time later. Disposing twice changes nothing.
   */
  dispose(): void {
    this.#core?.dispose();
    this.#core = undefined;
  }

  /** @throws LangevinError "disposed", naming `where` @internal */
  check(where: string): void {
    coreOf(this, where);
  }

  /** For `String(engine)`. @internal */
  get [Symbol.toStringTag](): string {
    return "Engine";
  }

  /** One line for consoles. @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const core = this.#core;
    if (!core) return "Engine { disposed }";
    const { used, reserved } = this.memory;
    return `Engine { ${this.arithmetic}, threads: ${core.threads}, memory: ${used} of ${reserved} bytes in use }`;
  }
}

/** A live engine, not a promise of one. */
export function checkEngine(where: string, engine: unknown): asserts engine is Engine {
  if (!isInstance(engine, Engine)) throw invalid(where, "engine as await createEngine() gives it", engine);
  coreOf(engine, where);
}

/**
 * Loads the kernels (inlined: nothing is fetched unless `wasm` says so) and gives them a memory. Threads start with the
 * first large work.
 *
 * @example
 * ```ts
 * import { createEngine, createScoreNetwork } from "langevin";
 *
 * const engine = await createEngine({ threads: 1 });
 * const network = createScoreNetwork(engine, { dim: 2 });
 * network.dispose();
 * engine.dispose();
 * ```
 * @throws LangevinError "unsupported" without WebAssembly 128-bit SIMD, or without fused multiply-add for "fused";
 *   "invalid-argument", also for `wasm` that is not the kernels of this version; "out-of-memory" where the system has no
 *   memory left to give
 */
export async function createEngine(options: EngineOptions = {}): Promise<Engine> {
  const where = "createEngine";
  const { arithmetic, wasm, ...settings } = readOptions(where, options, engineOptions);
  checkSupport();
  const given = wasm === undefined ? undefined : await readWasm(where, wasm);
  if (arithmetic !== "fastest") return startEngine(where, arithmetic, settings, given);
  try {
    return await startEngine(where, "fused", settings, given);
  } catch (error) {
    if (!(error instanceof LangevinError) || error.code !== "unsupported") throw error;
    return startEngine(where, "strict", settings, given);
  }
}

async function startEngine(
  where: string,
  arithmetic: Arithmetic,
  {
    threads,
    maxMemoryBytes,
    threadWorker,
  }: Pick<EngineOptions, "threads" | "threadWorker"> & { maxMemoryBytes: number },
  given: Awaited<ReturnType<typeof readWasm>> | undefined,
): Promise<Engine> {
  const wanted = threads ?? availableThreads();
  const maximum = Math.floor(maxMemoryBytes / PAGE);
  const shareable = wanted > 1 ? sharedMemory(maximum) : undefined;
  const share = shareable !== undefined;
  const { module, shared } =
    given === undefined
      ? { module: await loadModule(arithmetic, share), shared: share }
      : await loadGivenModule(arithmetic, share, given);
  const memory = shared ? shareable! : ownMemory(where, maximum);
  // A copy, which others may join: a module's exports are frozen
  const kernels = { ...(await instantiateKernels(module, memory, arithmetic)) };
  const heap = new Heap(memory);
  const pool = shared
    ? new ThreadPool(wanted, { module, memory, kernels, control: CONTROL_AT, threadWorker })
    : undefined;
  const notice = wanted > 1 && !shared ? (share ? COMPILED : unshared()) : undefined;
  return new Engine(new Core(kernels, heap, pool, notice), arithmetic);
}

function checkWorkerUrl(where: string, name: string, value: unknown): string | URL {
  // Not instanceof: a test environment's own URL is another class
  if (!isReadable(value) || (typeof value !== "string" && typeof (value as URL | null)?.href !== "string"))
    throw invalid(where, `${name} a URL`, value);
  return value as string | URL;
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
