import type { Arena } from "./arena.ts";
import { coreOf } from "./engine.ts";
import { placeGiven, type Pointer } from "./generated/kernels.ts";
import { masksOf } from "./masks.ts";
import { memoryOf, type Mlp } from "./mlp.ts";
import { maskWords } from "./plan.ts";

/** Values of rows that are known, and of which network. */
export interface KnownValues {
  mlp: Mlp;
  values: Float32Array;
}

/** What a network with masks is given of each particle. */
export class ParticleKnown {
  private readonly dim: number;
  private readonly values: Pointer;
  private readonly masks: Pointer;
  private readonly words: number;

  constructor(arena: Arena, { mlp, values }: KnownValues, { dim, count }: { dim: number; count: number }) {
    const { heap } = coreOf(mlp.engine);
    this.dim = dim;
    this.words = maskWords(mlp.shape);
    this.values = arena.allocate(count * dim * 4);
    this.masks = arena.allocate(count * this.words * 4);
    heap.write(this.values, values);
    heap.i32.set(masksOf(mlp.shape, values), this.masks / 4);
  }

  masksAt(row: number): Pointer {
    return this.masks + row * this.words * 4;
  }

  /** What is known of rows from `begin` on ← as the network sees it at σ, into x. */
  place(mlp: Mlp, x: Pointer, { begin, end }: { begin: number; end: number }, sigma: number): void {
    const known = this.values + begin * this.dim * 4;
    coreOf(mlp.engine).call(placeGiven, { plan: memoryOf(mlp).planAt, x, known, count: end - begin, sigma });
  }
}
