import { identityEncoding } from "../../data/encodings/identity.ts";
import { networkEvaluator } from "../evaluator/network-evaluator.ts";
import { scoreEvaluator } from "../evaluator/score-evaluator.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import type { PerRowModel } from "../per-row.ts";
import type { ScoreModel } from "../score-model.ts";
import { KnownNetwork } from "./with-known.ts";

/** A network whose rows all have the same columns known, and whose flow is that of the others. */
class FreeNetwork extends KnownNetwork {
  readonly free: Int32Array;

  constructor({ base, known }: KnownNetwork, free: Int32Array) {
    super(base, known);
    this.free = free;
  }

  override forRows(rows: ArrayLike<number>): FreeNetwork {
    return new FreeNetwork(super.forRows(rows), this.free);
  }
}

/** The columns that are unknown, as a model of as many: of each row given what is known of it. */
class FreeColumns implements PerRowModel {
  readonly dim: number;
  readonly coupled = undefined;
  private readonly base: FreeNetwork;

  constructor(base: FreeNetwork) {
    this.base = base;
    this.dim = base.free.length;
  }

  get sigmaRange(): ScoreModel["sigmaRange"] {
    return this.base.sigmaRange;
  }

  get rows(): number {
    return this.base.rows;
  }

  /** Rows of which the same is known, under the same condition, are alike. */
  get conditions(): Int32Array {
    const { known, rows, network, labels } = this.base;
    const numbers = new Map<string, number>();
    return Int32Array.from({ length: rows }, (_, r) => {
      const condition = typeof labels === "number" ? labels : labels[r];
      const values = `${condition}: ${known.subarray(r * network.dim, (r + 1) * network.dim).join()}`;
      if (!numbers.has(values)) numbers.set(values, numbers.size);
      return numbers.get(values)!;
    });
  }

  forRows(rows: ArrayLike<number>): FreeColumns {
    return new FreeColumns(this.base.forRows(rows));
  }

  check(where: string): void {
    this.base.check(where);
  }

  score(x: Float32Array, sigma: number): Float32Array {
    const { free, network } = this.base;
    const [count, width] = [x.length / this.dim, network.dim];
    const whole = new Float32Array(count * width);
    x.forEach((value, k) => (whole[Math.floor(k / this.dim) * width + free[k % this.dim]] = value));
    const score = this.base.score(whole, sigma);
    return x.map((_, k) => score[Math.floor(k / this.dim) * width + free[k % this.dim]]);
  }
}

/** The law of the unknown columns, the same in every row, given the known ones: what densities are of. */
export function freeEvaluator(where: string, known: KnownNetwork): Evaluator & { readonly free: Int32Array } {
  networkEvaluator(where, known); // refuses what is not trained
  const { dim } = known.network;
  const free = Int32Array.from(Array.from({ length: dim }, (_, d) => d).filter((d) => Number.isNaN(known.known[d])));
  const inside = new FreeNetwork(known, free);
  const model = new FreeColumns(inside);
  const { sigmaRange } = known;
  return { ...scoreEvaluator(model), encoding: identityEncoding(model.dim), sigmaRange, inside, free };
}
