import { resolve } from "../models/resolve.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { readOptions, type Spec } from "../support/options.ts";
import { samplerOptions } from "./chain/options.ts";
import { denoiseOption, evaluationsOption, type DescentOptions } from "./chain/sampler.ts";
import type { SamplingRun } from "./chain/sampling-run.ts";
import { recommend } from "./recommend.ts";

export const sampleSpec = {
  ...samplerOptions,
  evaluations: evaluationsOption,
  denoise: denoiseOption,
} satisfies Spec<DescentOptions>;

/**
 * Rows of a model, by the sampler that {@link recommendSampler} names for it and `evaluations`, with `"auto"`.
 *
 * @param model  a trained network, an exact model, or one of your own that tells its `sigmaRange`, or `mean` and `variance`
 * @returns (count, dim) row-major in the user's units; row k depends on (model, evaluations, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { gaussianMixture, rowsOf, sample } from "langevin";
 *
 * const model = gaussianMixture({ weights: [0.2, 0.8], means: [[-3], [3]], variance: 1 });
 * console.log(rowsOf(await sample(model, { count: 5, seed: 1 }), 1));
 * ```
 */
export function sample(model: ScoreModel, options: DescentOptions): SamplingRun {
  const where = "sample";
  const evaluator = resolve(where, model, { samples: true });
  const { evaluations: given, ...settled } = readOptions(where, options, sampleSpec);
  const { sampler, evaluations } = recommend(evaluator, given);
  return sampler(model, "auto", { ...settled, evaluations });
}
