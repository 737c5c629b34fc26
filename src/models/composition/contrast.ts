import type { ScoreModel } from "../score-model.ts";
import { checkWeight } from "./check.ts";
import { compose } from "./terms.ts";

/**
 * The density a(x)·(a(x)/b(x))^w, up to its constant: rows of a, and the more so the less b has them.
 *
 *     score(x, σ) = score_a + w·(score_a − score_b) = (1 + w)·score_a − w·score_b
 *
 * w = 0 is a itself, w > 0 goes away from b, −1 < w < 0 towards it; w is that of classifier-free guidance in Ho & Salimans
 * 2022 (arXiv:2207.12598), and 1 less than `guidanceScale` of {@link withLabels}. Where b is narrower than a, so that of two
 * normals `(1 + w)/variance_a ≤ w/variance_b`, it has no finite integral: samplers stop with an error. They are Langevin's
 * alone, as {@link product} explains.
 *
 * @example
 * ```ts
 * import { annealedLangevin, contrast, gaussian } from "langevin";
 *
 * const a = gaussian({ mean: [0], variance: 1 });
 * const b = gaussian({ mean: [-2], variance: 4 });
 * const rows = await annealedLangevin(contrast(a, b, 1), [8, 4, 2, 1, 0.5, 0.2, 0.1, 0.05], { count: 1000, stepsPerSigma: 10 });
 * console.log(rows.length); // 1000 draws of N(2/7, 4/7): precision 2/1 − 1/4, mean (2·0/1 − 1·(−2)/4)/(7/4)
 * ```
 *
 * @param w  from −10⁶ to 10⁶
 * @throws LangevinError "invalid-argument" for models that do not go together; "disposed"
 */
export function contrast(a: ScoreModel, b: ScoreModel, w: number): ScoreModel {
  const where = "contrast";
  const weight = checkWeight(where, "w", w);
  return compose(where, [
    { name: "a", model: a, weight: 1 + weight },
    { name: "b", model: b, weight: -weight },
  ]);
}
