import { createEngine, type Engine } from "../../engine/index.ts";
import type { Evaluator } from "../../models/evaluator/evaluator.ts";

/** The engine that a run's particles live in. */
export interface Home {
  readonly engine: Engine;
  /**
   * Somebody may have disposed something meanwhile.
   *
   * @throws LangevinError "disposed"
   */
  check(): void;
  /** Disposes the engine where it is the run's own. */
  leave(): void;
}

/** The model's engine, or the one that was given, or else one of the run's own. */
export async function homeOf(where: string, evaluator: Evaluator, given: Engine | undefined): Promise<Home> {
  const engine = evaluator.engine ?? given ?? (await createEngine({ threads: 1 }));
  const own = engine !== evaluator.engine && engine !== given;
  engine.check(where);
  return {
    engine,
    check() {
      engine.check(where);
      evaluator.check(where);
    },
    leave() {
      if (own) engine.dispose();
    },
  };
}
