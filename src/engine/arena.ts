import { coreOf, type Engine } from "./engine.ts";
import type { Pointer } from "./generated/kernels.ts";

/** Several blocks of one engine that are released together. */
export class Arena {
  private readonly engine: Engine;
  private readonly blocks: Pointer[] = [];

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /**
   * What `make` allocates in a new arena; all of it is given back where `make` throws.
   *
   * @throws whatever `make` does, so "out-of-memory"
   */
  static of<T>(engine: Engine, make: (arena: Arena) => T): T {
    const arena = new Arena(engine);
    try {
      return make(arena);
    } catch (error) {
      arena.release();
      throw error;
    }
  }

  /** What `use` gives; all that it allocates is given back, also where it throws. */
  static during<T>(engine: Engine, use: (arena: Arena) => T): T {
    const arena = new Arena(engine);
    try {
      return use(arena);
    } finally {
      arena.release();
    }
  }

  /**
   * Zeroed bytes.
   *
   * @throws LangevinError "out-of-memory"; what was allocated before stays as it was
   */
  allocate(bytes: number): Pointer {
    const at = coreOf(this.engine).heap.allocate(bytes);
    this.blocks.push(at);
    return at;
  }

  /** At once, or when threads no longer work on a job that may use the blocks; nothing once the engine is disposed. */
  release(): void {
    const { engine } = this;
    const blocks = this.blocks.splice(0);
    const free = (): void => {
      if (!engine.disposed) for (const at of blocks) coreOf(engine).heap.release(at);
    };
    const pending = engine.disposed ? undefined : coreOf(engine).whenIdle();
    if (pending) void pending.then(free);
    else free();
  }
}
