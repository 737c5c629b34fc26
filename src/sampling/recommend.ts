import type { Evaluator } from "../models/evaluator/evaluator.ts";
import { resolve } from "../models/resolve.ts";
import type { ScoreModel } from "../models/score-model.ts";
import { readOptions, type Spec } from "../support/options.ts";
import { evaluationsOption, type DescentOptions, type Sampler } from "./chain/sampler.ts";
import { annealedLangevin } from "./samplers/annealed-langevin.ts";
import { eulerOde } from "./samplers/euler-ode.ts";
import { thetaAdams } from "./samplers/theta-adams.ts";

/** Options of {@link recommendSampler}. */
export interface RecommendOptions {
  /** Scores a row may cost. @default 20; after `reflow` 1; for a composition of models what `annealedLangevin` takes by default */
  evaluations?: number | undefined;
}

/** A sampler, and why it. */
export interface Recommendation {
  /** The sampler's name. */
  name: "thetaAdams" | "annealedLangevin" | "eulerOde";
  /** The sampler, to be called with `"auto"` and these `evaluations`. */
  sampler: Sampler<DescentOptions>;
  /** Scores that a row costs. */
  evaluations: number;
  /** Why, in a sentence. */
  reason: string;
}

export const recommendSpec = { evaluations: evaluationsOption } satisfies Spec<RecommendOptions>;

/** With fewer evaluations noise costs more than it mends. */
const ENOUGH_FOR_NOISE = 50;
/** Where some values are known, noise mends more: the start of an ODE (docs/decisions/0028-inverse-problems.md). */
export const ENOUGH_FOR_KNOWN = 10;
const USUAL_EVALUATIONS = 20;

/**
 * The sampler to take for a model: `thetaAdams` below 50 evaluations, `annealedLangevin` from 50 on. A network trained with
 * coupling "optimal-transport" has no score and takes `thetaAdams`, one that `reflow` trained `eulerOde` of one step; a composition (`product` and its like) takes
 * `annealedLangevin`, and rows with known values from 10 evaluations on.
 *
 * @throws LangevinError "invalid-argument" for what is no model
 *
 * @example
 * ```ts
 * import { gaussian, recommendSampler } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const { name, sampler, evaluations, reason } = recommendSampler(model, { evaluations: 100 });
 * const rows = await sampler(model, "auto", { count: 5, evaluations });
 * console.log(name, reason, rows.length);
 * ```
 */
export function recommendSampler(model: ScoreModel, options: RecommendOptions = {}): Recommendation {
  const where = "recommendSampler";
  const evaluator = resolve(where, model, { samples: true });
  return recommend(evaluator, readOptions(where, options, recommendSpec).evaluations);
}

/** {@link recommendSampler} of a model that is resolved and evaluations that are checked. */
export function recommend({ composition, coupled, known }: Evaluator, given: number | undefined): Recommendation {
  if (composition) {
    const reason = "a composition's score is none of noised rows: only Langevin updates bring rows to its law";
    const sampler = annealedLangevin;
    return { name: "annealedLangevin", sampler, evaluations: given ?? sampler.description.evaluations!, reason };
  }
  if (coupled === "reflow") {
    const reason = "reflow made the paths of the network's ODE straight, on which one step of Euler's method is enough";
    return { name: "eulerOde", sampler: eulerOde, evaluations: given ?? 1, reason };
  }
  const evaluations = given ?? USUAL_EVALUATIONS;
  if (coupled) {
    const reason = "a network trained with optimal-transport coupling has no score for samplers that draw noise";
    return { name: "thetaAdams", sampler: thetaAdams, evaluations, reason };
  }
  if (known && evaluations >= ENOUGH_FOR_KNOWN) {
    const reason = "rows with known values start where all rows do, which fresh noise forgets and an ODE does not";
    return { name: "annealedLangevin", sampler: annealedLangevin, evaluations, reason };
  }
  if (evaluations < ENOUGH_FOR_NOISE) {
    const reason = `with fewer than ${ENOUGH_FOR_NOISE} evaluations a rule without noise, exact on normal data, comes nearest`;
    return { name: "thetaAdams", sampler: thetaAdams, evaluations, reason };
  }
  const reason = `with ${ENOUGH_FOR_NOISE} evaluations and more, fresh noise on each level corrects the errors of those before`;
  return { name: "annealedLangevin", sampler: annealedLangevin, evaluations, reason };
}
