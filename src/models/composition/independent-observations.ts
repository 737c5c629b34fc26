import type { ScoreModel } from "../score-model.ts";
import { checkModels } from "./check.ts";
import { compose } from "./terms.ts";

/**
 * p(θ | x₁, …, xₙ) of independent observations, from the prior and the posteriors of one observation each:
 * ∏ p(θ | xᵢ)/p(θ)ⁿ⁻¹ by Bayes' rule, so that
 *
 *     score(θ, σ) = (1 − n)·score_prior(θ, σ) + Σ score_i(θ, σ).
 *
 * Geffner et al. 2023 (arXiv:2209.14249). The sum is right as σ → 0 only, as {@link product} explains: with
 * {@link annealedLangevin} neither the prior has to be diffused nor covariances estimated for it. With prior N(0, 1) and
 * observations N(θ, 1) the variance for n = 100 is .0099 as it should be, where the ODE along the same scores gives 0 and the
 * reverse SDE .0050.
 *
 * @example
 * ```ts
 * import { annealedLangevin, gaussian, independentObservations } from "langevin";
 *
 * // Prior N(0, 1), observations N(θ, 1): the posterior given one of them is N(x/2, 1/2)
 * const prior = gaussian({ mean: [0], variance: 1 });
 * const posteriors = [0.8, 1.1, 1.4].map((x) => gaussian({ mean: [x / 2], variance: 0.5 }));
 * const model = independentObservations(prior, posteriors);
 * const rows = await annealedLangevin(model, [5, 2, 1, 0.5, 0.2, 0.1, 0.05], { count: 1000, stepsPerSigma: 10, seed: 1 });
 * console.log(rows.length); // 1000 draws of N(3.3/4, 1/4)
 * ```
 *
 * @param prior       p(θ)
 * @param posteriors  p(θ | xᵢ), one model for each of up to 65,536 observations; one that is given twice counts twice and is evaluated once
 * @throws LangevinError "invalid-argument" for models that do not go together; "disposed"
 */
export function independentObservations(prior: ScoreModel, posteriors: readonly ScoreModel[]): ScoreModel {
  const where = "independentObservations";
  const parts = checkModels(where, "posteriors", posteriors);
  return compose(where, [
    { name: "prior", model: prior, weight: 1 - parts.length },
    ...parts.map((model, i) => ({ name: `posteriors[${i}]`, model, weight: 1 })),
  ]);
}
