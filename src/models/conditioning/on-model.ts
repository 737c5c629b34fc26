import { resolve } from "../resolve.ts";
import type { PerRowModel } from "../per-row.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";
import type { ScoreModel } from "../score-model.ts";

/** A model of another one's columns, whose score it changes. @internal */
export abstract class OnModel {
  readonly base: ScoreModel;
  readonly evaluator: Evaluator;

  constructor(where: string, base: ScoreModel) {
    this.base = base;
    this.evaluator = resolve(where, base);
  }

  get dim(): number {
    return this.base.dim;
  }

  get encoding(): ScoreModel["encoding"] {
    return this.base.encoding;
  }

  get mean(): ScoreModel["mean"] {
    return this.base.mean;
  }

  get variance(): ScoreModel["variance"] {
    return this.base.variance;
  }

  get coupled(): PerRowModel["coupled"] {
    return this.evaluator.coupled;
  }

  check(where: string): void {
    this.evaluator.check(where);
  }

  /** The base's conditions, none of them −1: with a changed score even rows without one start at a law of their own. */
  protected ownConditions(): number | Int32Array {
    const { conditions = -1 } = this.evaluator;
    return typeof conditions === "number" ? conditions + 1 : conditions.map((condition) => condition + 1);
  }
}
