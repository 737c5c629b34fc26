import { coreOf, createEngine, type Engine } from "../../src/engine/engine.ts";
import type { Int16Parts, KernelParts } from "../../src/engine/generated/kernel-parts.ts";
import type { Pointer } from "../../src/engine/generated/kernels.ts";

/** A signaling NaN: a kernel that reads it spoils its result, one that writes over it is noticed. */
const GUARD = 0x7fa5c3e1;
const GUARD_WORDS = 16;

/** f32 words in an engine's memory with guard words on both sides. */
export class Block {
  readonly at: Pointer;
  readonly length: number;
  private readonly engine: Engine;

  constructor(engine: Engine, length: number) {
    this.engine = engine;
    this.length = length;
    this.at = coreOf(engine).heap.allocate((length + 2 * GUARD_WORDS) * 4) + GUARD_WORDS * 4;
    new Uint32Array(coreOf(engine).heap.memory.buffer, this.at - GUARD_WORDS * 4, length + 2 * GUARD_WORDS).fill(GUARD);
  }

  /** The words themselves; not to be kept while the memory may grow. */
  get f32(): Float32Array {
    return new Float32Array(coreOf(this.engine).heap.memory.buffer, this.at, this.length);
  }

  get u32(): Uint32Array {
    return new Uint32Array(coreOf(this.engine).heap.memory.buffer, this.at, this.length);
  }

  /** Whether word i still is what a new block is filled with. */
  untouched(i: number): boolean {
    return this.u32[i] === GUARD;
  }

  checkGuards(call: string): void {
    const words = new Uint32Array(coreOf(this.engine).heap.memory.buffer);
    const begin = this.at / 4;
    for (let i = 1; i <= GUARD_WORDS; i++) {
      if (words[begin - i] !== GUARD) throw new Error(`${call} wrote ${i} words before a block of ${this.length}`);
      if (words[begin + this.length + i - 1] !== GUARD)
        throw new Error(`${call} wrote ${i} words past a block of ${this.length}`);
    }
  }

  release(): void {
    coreOf(this.engine).heap.release(this.at - GUARD_WORDS * 4);
  }
}

/** What the modules that tests call export. */
interface Modules {
  strict: KernelParts;
  int16: Int16Parts;
}

const files = {
  strict: new URL("../../build/kernel-parts.wasm", import.meta.url),
  int16: new URL("../../build/kernel-parts-int16.wasm", import.meta.url),
};

async function modulesOf(name: keyof Modules): Promise<WebAssembly.Module> {
  const file = files[name];
  return WebAssembly.compile(await (file.protocol === "file:" ? fromDisk(file) : fromServer(file)));
}

async function fromDisk(path: URL): Promise<BufferSource> {
  const { readFile } = await import("node:fs/promises");
  return new Uint8Array(await readFile(path));
}

async function fromServer(url: URL): Promise<BufferSource> {
  return (await fetch(url)).arrayBuffer();
}

/** An engine's memory, with kernels that are checked, after each call, to have left the words around every block alone. */
export class GuardedMemory<Name extends keyof Modules = "strict"> {
  readonly engine: Engine;
  readonly kernels: Modules[Name];
  private blocks: Block[] = [];

  constructor(engine: Engine, parts: WebAssembly.Module) {
    this.engine = engine;
    const { memory } = coreOf(engine).heap;
    const guarded = Object.entries(new WebAssembly.Instance(parts, { env: { memory } }).exports).map(
      ([name, kernel]) => [
        name,
        (...args: number[]) => {
          const result = (kernel as (...args: number[]) => unknown)(...args);
          for (const block of this.blocks) block.checkGuards(name);
          return result;
        },
      ],
    );
    this.kernels = Object.fromEntries(guarded) as unknown as Modules[Name];
  }

  /** A block with these values, or of this many words that read as NaN. */
  block(content: ArrayLike<number> | number): Block {
    const block = new Block(this.engine, typeof content === "number" ? content : content.length);
    if (typeof content !== "number") block.f32.set(content);
    this.blocks.push(block);
    return block;
  }

  release(): void {
    for (const block of this.blocks.splice(0)) block.release();
  }
}

export async function guardedMemory(): Promise<GuardedMemory> {
  return new GuardedMemory(await createEngine({ threads: 1 }), await modulesOf("strict"));
}

export async function guardedInt16(): Promise<GuardedMemory<"int16">> {
  return new GuardedMemory(await createEngine({ threads: 1 }), await modulesOf("int16"));
}

/** The first entry that is not within its bound, described; nothing when all are. NaN is within no bound. */
export function firstBeyond(
  actual: ArrayLike<number>,
  exact: ArrayLike<number>,
  bound: ArrayLike<number>,
): string | undefined {
  if (actual.length !== exact.length || exact.length !== bound.length)
    return `lengths ${actual.length}, ${exact.length}, ${bound.length}`;
  for (let k = 0; k < exact.length; k++) {
    if (!(Math.abs(actual[k] - exact[k]) <= bound[k]))
      return `entry ${k}: ${actual[k]} is not ${exact[k]} ± ${bound[k]}`;
  }
  return undefined;
}
