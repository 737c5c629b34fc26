import { LangevinError } from "../../support/errors.ts";
import type { Evaluator } from "../evaluator/evaluator.ts";

/** @throws LangevinError "invalid-argument" for a composition, where the score has to be right at every σ */
export function refuseComposition(where: string, { composition }: Evaluator): void {
  if (composition === undefined) return;
  throw new LangevinError(
    "invalid-argument",
    `${where}: expected a model whose score is right at every sigma, got a composition, whose sum of scores is right as ` +
      "sigma → 0 only; use annealedLangevin, which needs no more",
  );
}
