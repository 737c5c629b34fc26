import { BLOCK_ROWS, PANEL_ROW, TILE_ROWS } from "./generated/contract.ts";
import type { Kernels, Pointer } from "./generated/kernels.ts";
import type { Heap } from "./heap.ts";

/** Rows that a product may compute at a time; the first is taken until another has proved faster. */
const CHOICES = [4, 6, 8] as const;
/** The share of its time below which another is taken. */
const FASTER = 0.97;
/** Floating-point operations, some 0.2 s of one thread, after which a measurement of 1 to 2 ms is worth its time. */
const WORTH_MEASURING = 2e9;

/** The product that is timed: its inputs, how many are timed together (some 0.1 ms), and how often. */
const INPUTS = 64;
const PRODUCTS = 96;
const ROUNDS = 5;

/** Bytes of its x (T, K). All is zero, so that its other operands may lie in it: y (T, 8) is its last panel. */
const BYTES = TILE_ROWS * INPUTS * 4;
const Y = BYTES - TILE_ROWS * PANEL_ROW;

/**
 * How many rows a product computes at a time. The bits are the same; which is fastest depends on how many registers the
 * JavaScript engine needs for its sums, and no name or version says that, so the time does: the same product is timed in each
 * way, once, by the host. All threads read the choice from the memory they share.
 */
export class BlockRows {
  private left = WORTH_MEASURING;
  private readonly kernels: Pick<Kernels, "multiplyPanel">;
  private readonly heap: Heap;

  constructor(kernels: Pick<Kernels, "multiplyPanel">, heap: Heap) {
    this.kernels = kernels;
    this.heap = heap;
  }

  get chosen(): number {
    return this.heap.i32[BLOCK_ROWS / 4] || CHOICES[0];
  }

  choose(rows: number): void {
    this.heap.i32[BLOCK_ROWS / 4] = rows;
  }

  /** To be told of all work before it is done; measures when it has become enough. */
  expect(operations: number): void {
    if (this.left <= 0) return;
    this.left -= operations;
    if (this.left > 0) return;
    // Work takes no memory of its own: where none is left over, another time
    if (!this.heap.hasRoom(BYTES)) {
      this.left = WORTH_MEASURING;
      return;
    }
    const at = this.heap.allocate(BYTES);
    this.choose(this.fastest(at));
    this.heap.release(at);
  }

  /** By the shortest time of each: other processes, and clocks that stand still, do not shorten any. */
  private fastest(at: Pointer): number {
    const shortest = CHOICES.map(() => Infinity);
    for (let round = 0; round < ROUNDS; round++)
      CHOICES.forEach((rows, k) => {
        this.choose(rows);
        const began = performance.now();
        for (let n = 0; n < PRODUCTS; n++) this.kernels.multiplyPanel(at + Y, at, at, at, 0, TILE_ROWS, INPUTS);
        shortest[k] = Math.min(shortest[k], performance.now() - began);
      });
    const least = Math.min(...shortest);
    return least < FASTER * shortest[0] ? CHOICES[shortest.indexOf(least)] : CHOICES[0];
  }
}
