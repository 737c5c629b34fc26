import { checkNumber } from "../../support/errors.ts";
import type { ScoreModel } from "../score-model.ts";
import { compose } from "./terms.ts";

/**
 * The density p(x)^β, up to its constant: p at the temperature 1/β. Above 1 it is sharper and keeps to the likeliest rows,
 * below 1 it is flatter.
 *
 *     score(x, σ) = β·score(x, σ)
 *
 * A normal's variance becomes that divided by β; a mode of height h and width w gets a share in proportion to h^β·w/√β in each
 * dimension. The score at σ > 0 is that of p_σ^β, which is not p^β smoothed: {@link annealedLangevin} samples it, and
 * other samplers refuse, as {@link product} explains.
 *
 * @example
 * ```ts
 * import { annealedLangevin, gaussian, power } from "langevin";
 *
 * const cold = power(gaussian({ mean: [0], variance: 1 }), 4);
 * const rows = await annealedLangevin(cold, [5, 2, 1, 0.5, 0.2, 0.1, 0.05], { count: 1000, stepsPerSigma: 10, seed: 1 });
 * console.log(rows.length); // 1000 draws of N(0, ¼)
 * ```
 *
 * @param beta  β, above 0
 * @throws LangevinError "invalid-argument", "disposed"
 */
export function power(model: ScoreModel, beta: number): ScoreModel {
  const where = "power";
  const weight = checkNumber(where, "beta", beta, 1e-6, 1e6);
  return compose(where, [{ name: "model", model, weight }]);
}
