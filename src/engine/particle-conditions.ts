import type { Arena } from "./arena.ts";
import { writeConditionSums } from "./condition-sums.ts";
import { coreOf } from "./engine.ts";
import type { Pointer } from "./generated/kernels.ts";
import { memoryOf, type Mlp } from "./mlp.ts";
import type { Precision } from "./precision.ts";

/** Numeric conditions of particles, and of which network. */
export interface GivenConditions {
  mlp: Mlp;
  /** (different ones, conditions), standardized */
  table: Float32Array;
  /** Which of them all particles have, or each; −1 for none. */
  which: number | ArrayLike<number>;
}

/** What kernels are told of some particles' conditions. */
export interface KernelConditions {
  labels: Pointer;
  sums: Pointer;
}

/**
 * Bytes of sums that are kept: those of 262,144 different conditions for a first layer of 128. Beyond it they are made for the rows
 * of every move, which has no more than fit on 32 threads.
 */
const MOST_BYTES = 1 << 27;

/** What particles' conditions add to the first layer's sums: for each of the different ones once a run, as they do not change. */
export class ParticleConditions {
  private readonly mlp: Mlp;
  private readonly precision: Precision;
  private readonly bytes: number;
  private readonly conditions: Pointer;
  /** The sums of no conditions, and then of each. */
  private readonly sums: Pointer;
  /** Which of them all particles have; or where it says which each has. */
  private readonly one: number | undefined;
  private readonly each: Pointer;
  /** −1, 0, 1, …: as many as there are sums. */
  private readonly places: Pointer;
  private readonly kept: boolean;

  constructor(
    arena: Arena,
    { mlp, table, which }: GivenConditions,
    precision: Precision,
    count: number,
    mostBytes = MOST_BYTES,
  ) {
    const { heap } = coreOf(mlp.engine);
    const different = table.length / mlp.shape.conditions!;
    this.mlp = mlp;
    this.precision = precision;
    this.bytes = memoryOf(mlp, precision).plan.layers[0].O * 4;
    const most = Math.floor(mostBytes / this.bytes);
    const rows = 1 + Math.min(different, most);
    this.kept = different <= most;
    this.one = typeof which === "number" ? which : undefined;
    this.each = typeof which === "number" ? 0 : arena.allocate(count * 4);
    this.conditions = arena.allocate(table.length * 4);
    this.sums = arena.allocate(rows * this.bytes);
    this.places = arena.allocate(rows * 4);
    heap.write(this.conditions, table);
    if (typeof which !== "number") heap.i32.set(which, this.each / 4);
    for (let k = 0; k < rows; k++) heap.i32[this.places / 4 + k] = k - 1;
    this.write(0, this.places, this.kept ? rows : 1);
  }

  /** Those of rows [begin, end), or none. */
  at(begin: number, end: number, given: boolean): KernelConditions {
    const { sums, bytes, one, each, places, kept } = this;
    if (!given) return { labels: 0, sums };
    if (one !== undefined) return { labels: 0, sums: sums + (1 + one) * bytes };
    if (kept) return { labels: each + begin * 4, sums };
    this.write(1, each + begin * 4, end - begin);
    return { labels: places + 4, sums };
  }

  /** Sums from number `first` on ← those of these conditions. */
  private write(first: number, which: Pointer, count: number): void {
    const { mlp, precision, conditions } = this;
    const sums = this.sums + first * this.bytes;
    const given = { conditions, which, sums, count };
    writeConditionSums(coreOf(mlp.engine), memoryOf(mlp, precision), precision, given);
  }
}
