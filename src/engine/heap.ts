import { LangevinError } from "../support/errors.ts";
import { allocateSingle } from "../support/limits.ts";
import type { Pointer } from "./generated/kernels.ts";

const PAGE = 65536;
const ALIGN = 64; // a cache line
/** Below it are address 0, which kernels read as "no buffer", their constants from 1024 (those of "int16" from 1536), and the threads' control block. */
const FIRST = 4096;
export const CONTROL_AT: Pointer = 2048;

/** First-fit allocation over one linear memory that grows. Blocks are zeroed when they are handed out. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  /** Free blocks by address, never adjacent. */
  private readonly free: { at: Pointer; bytes: number }[];
  /** From here on memory was never handed out: it is zero as it came. */
  private untouched: Pointer = FIRST;
  private readonly taken = new Map<Pointer, number>();
  private floats: Float32Array;
  private doubles: Float64Array;
  private integers: Int32Array;

  constructor(memory: WebAssembly.Memory) {
    this.memory = memory;
    this.free = [{ at: FIRST, bytes: memory.buffer.byteLength - FIRST }];
    this.floats = new Float32Array(memory.buffer);
    this.doubles = new Float64Array(memory.buffer);
    this.integers = new Int32Array(memory.buffer);
  }

  /** @throws LangevinError "out-of-memory"; what was allocated before stays as it was */
  allocate(bytes: number): Pointer {
    const size = Math.max(ALIGN, Math.ceil(bytes / ALIGN) * ALIGN);
    let index = this.free.findIndex((block) => block.bytes >= size);
    if (index < 0) {
      this.grow(size);
      index = this.free.findIndex((block) => block.bytes >= size);
    }
    const block = this.free[index];
    const at = block.at;
    if (block.bytes === size) this.free.splice(index, 1);
    else {
      block.at += size;
      block.bytes -= size;
    }
    this.taken.set(at, size);
    const used = Math.min(size, this.untouched - at);
    if (used > 0) new Uint8Array(this.memory.buffer, at, used).fill(0);
    this.untouched = Math.max(this.untouched, at + size);
    return at;
  }

  /** Whether so many bytes can be handed out without growing. */
  hasRoom(bytes: number): boolean {
    return this.free.some((block) => block.bytes >= bytes);
  }

  release(at: Pointer): void {
    const bytes = this.taken.get(at);
    if (bytes === undefined) return;
    this.taken.delete(at);
    this.addFree(at, bytes);
  }

  /** Bytes handed out now. */
  get bytesInUse(): number {
    let sum = 0;
    for (const bytes of this.taken.values()) sum += bytes;
    return sum;
  }

  /** Word i of the whole memory as f32; re-made after growth, so never kept by callers. */
  get f32(): Float32Array {
    if (this.floats.buffer !== this.memory.buffer) this.floats = new Float32Array(this.memory.buffer);
    return this.floats;
  }

  get f64(): Float64Array {
    if (this.doubles.buffer !== this.memory.buffer) this.doubles = new Float64Array(this.memory.buffer);
    return this.doubles;
  }

  get i32(): Int32Array {
    if (this.integers.buffer !== this.memory.buffer) this.integers = new Int32Array(this.memory.buffer);
    return this.integers;
  }

  /** Copies values into memory as f32. */
  write(at: Pointer, values: ArrayLike<number>): void {
    this.f32.set(values, at / 4);
  }

  /** A copy of n f32. @throws LangevinError "out-of-memory" */
  read(at: Pointer, n: number): Float32Array {
    const copy = allocateSingle("engine", n);
    copy.set(this.f32.subarray(at / 4, at / 4 + n));
    return copy;
  }

  private grow(bytes: number): void {
    const end = this.memory.buffer.byteLength;
    const last = this.free.at(-1);
    const spare = last && last.at + last.bytes === end ? last.bytes : 0;
    const pages = Math.ceil((bytes - spare) / PAGE);
    try {
      this.memory.grow(pages);
    } catch (cause) {
      throw new LangevinError(
        "out-of-memory",
        `engine: expected room for ${bytes} more bytes, got a WebAssembly memory that cannot grow beyond ${end} bytes; use smaller networks, batches or counts, or dispose what is no longer needed`,
        { cause },
      );
    }
    this.addFree(end, pages * PAGE);
  }

  private addFree(at: Pointer, bytes: number): void {
    let index = this.free.findIndex((block) => block.at > at);
    if (index < 0) index = this.free.length;
    this.free.splice(index, 0, { at, bytes });
    this.join(index);
    if (index > 0) this.join(index - 1);
  }

  private join(index: number): void {
    const block = this.free[index];
    const next = this.free[index + 1];
    if (next === undefined || block.at + block.bytes !== next.at) return;
    block.bytes += next.bytes;
    this.free.splice(index + 1, 1);
  }
}
