import { invalid } from "../../support/errors.ts";
import { isList } from "../../support/lists.ts";
import { readOptions, unchecked, type Spec } from "../../support/options.ts";
import type { ScoreModel } from "../score-model.ts";
import { compose } from "./terms.ts";
import { checkModels, checkWeight } from "./check.ts";

/** Options of {@link product}. */
export interface ProductOptions {
  /** wᵢ, one for each model; some may be below 0, but not their sum. @default 1 for each */
  weights?: ArrayLike<number> | undefined;
}

export const productOptions = { weights: unchecked<ArrayLike<number>>() } satisfies Spec<ProductOptions>;

/**
 * The density ∏ pᵢ(x)^wᵢ, up to its constant: rows that all models find likely.
 *
 *     score(x, σ) = Σ wᵢ·scoreᵢ(x, σ)
 *
 * Right as σ → 0 and nowhere else: the sum of the smoothed densities' scores is not the score of the smoothed product. So no
 * ODE or SDE that follows σ down ends at the product (from N(0, 1)² the probability-flow ODE makes a variance of
 * 1/(1 + σ_max²) instead of ½), while Langevin dynamics needs nothing but the last level to be right (Du et al. 2023,
 * arXiv:2302.11552). {@link annealedLangevin} is the sampler for it; others refuse, and say why. A table is in
 * docs/guides/composition.md.
 *
 * Models may be networks, labeled, guided, exact, your own, or compositions. They agree in their columns; where networks were
 * trained on different data, their standardized units are converted to the first model's.
 *
 * @example
 * ```ts
 * import { annealedLangevin, gaussian, product } from "langevin";
 *
 * const both = product([gaussian({ mean: [-1], variance: 1 }), gaussian({ mean: [1], variance: 1 })]);
 * const rows = await annealedLangevin(both, [5, 2, 1, 0.5, 0.2, 0.1, 0.05], { count: 1000, stepsPerSigma: 10, seed: 1 });
 * console.log(rows.length); // 1000 draws of N(0, ½)
 * ```
 *
 * @param models  1 to 65,536
 * @throws LangevinError "invalid-argument" for parts that do not go together; "disposed"
 */
export function product(models: readonly ScoreModel[], options: ProductOptions = {}): ScoreModel {
  const where = "product";
  const parts = checkModels(where, "models", models);
  const { weights = new Float64Array(parts.length).fill(1) } = readOptions(where, options, productOptions);
  if (!isList(weights) || weights.length !== parts.length)
    throw invalid(where, `weights an array of ${parts.length} (one for each model)`, weights);
  return compose(
    where,
    parts.map((model, i) => {
      const name = `models[${i}]`;
      return { name, model, weight: checkWeight(where, `weights[${i}]`, weights[i]) };
    }),
  );
}
