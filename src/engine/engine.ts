import { checkNumber, invalid, LangevinError } from "../errors.ts";
import { Heap } from "./heap.ts";
import type { Kernels, Pointer } from "./kernels.ts";
import { checkSupport, loadKernels } from "./loader.ts";

export interface EngineOptions {
  /** The most memory the engine may take, in bytes (64 KiB … 4 GiB). Default 4 GiB; memory grows as it is needed. */
  maxMemoryBytes?: number;
}

const PAGE = 65536;

/**
 * The WebAssembly kernels and the one linear memory they work in. Made by {@link createEngine}; networks made with it
 * live in its memory until they, or the engine, are disposed.
 */
export class Engine {
  /** @internal */
  readonly kernels: Kernels;
  /** @internal */
  readonly heap: Heap;
  private gone = false;

  /** @internal */
  constructor(kernels: Kernels, heap: Heap) {
    this.kernels = kernels;
    this.heap = heap;
  }

  /** Bytes of the engine's memory in use, and bytes it has grown to. */
  get memory(): { used: number; reserved: number } {
    this.check("engine.memory");
    return { used: this.heap.bytesInUse, reserved: this.heap.memory.buffer.byteLength };
  }

  get disposed(): boolean {
    return this.gone;
  }

  /** Marks the engine and everything made with it as unusable; its memory goes with the last reference. */
  dispose(): void {
    this.gone = true;
  }

  /** @internal */
  check(where: string): void {
    if (this.gone) throw disposed(where, "engine");
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
 * Loads the kernels (inlined: nothing is fetched) and gives them a memory.
 *
 * @throws LangevinError "unsupported" without WebAssembly 128-bit SIMD, "out-of-memory"
 */
export async function createEngine({ maxMemoryBytes = 65536 * PAGE }: EngineOptions = {}): Promise<Engine> {
  checkNumber("createEngine", "maxMemoryBytes", maxMemoryBytes, PAGE, 65536 * PAGE);
  checkSupport();
  const memory = new WebAssembly.Memory({ initial: 1, maximum: Math.floor(maxMemoryBytes / PAGE) });
  return new Engine(await loadKernels(memory), new Heap(memory));
}

/** Several blocks of one engine that are released together. @internal */
export class Arena {
  private readonly blocks: Pointer[] = [];
  private readonly heap: Heap;

  constructor(engine: Engine) {
    this.heap = engine.heap;
  }

  /** Zeroed bytes. When memory runs out, the arena's earlier blocks are released too. */
  allocate(bytes: number): Pointer {
    try {
      const at = this.heap.allocate(bytes);
      this.blocks.push(at);
      return at;
    } catch (error) {
      this.release();
      throw error;
    }
  }

  release(): void {
    for (const at of this.blocks.splice(0)) this.heap.release(at);
  }
}
