import type { SigmaRange } from "../sigma-range.ts";
import { checkSigmaRange } from "../sigma-range.ts";
import { checkInteger, invalid, LangevinError } from "../../support/errors.ts";
import { checkSigmas, karrasSigmas, type LadderOptions } from "../ladders.ts";

/** A sampler's noise levels: strictly decreasing numbers, or "auto" to have them chosen. */
export type Sigmas = ArrayLike<number> | "auto";

/** What is asked of a model here. */
interface Ranged {
  readonly dim: number;
  readonly sigmaRange?: SigmaRange | undefined;
}

/** What goes with `sigmas: "auto"`. */
export interface AutoOptions {
  /** Scores a row may cost, with sigmas "auto" only. @default the sampler's `evaluations` */
  evaluations?: number | undefined;
}

export interface AutoLadder {
  /** `evaluations` where none is given. */
  evaluations: number;
  /** Levels that so many evaluations pay for; the ladder has 2 at least. */
  levels: (evaluations: number) => number;
  /** Default `karrasSigmas`, ρ = 7. */
  ladder?: ((options: LadderOptions) => Float64Array) | undefined;
}

/** The ladder for "auto" of a sampler that takes the same number of scores on every level. */
export function scoresPerLevel(scores: number, evaluations: number): AutoLadder {
  return { evaluations, levels: (budget) => Math.floor(budget / scores) };
}

/**
 * The ladder a sampler runs on: the caller's, checked; or for "auto" one between the ends of the model's `sigmaRange` with as
 * many levels as `evaluations` pay for; for 1 the first alone.
 *
 * @throws LangevinError "invalid-argument" for levels that do not fall, for "auto" with a model whose sigmaRange is unknown, and
 *   for `evaluations` beside levels
 */
export function resolveSigmas(
  where: string,
  model: Ranged,
  sigmas: Sigmas,
  { evaluations }: AutoOptions,
  auto: AutoLadder,
): Float64Array {
  if (sigmas !== "auto") return givenSigmas(where, sigmas, evaluations);
  const { sigmaMax, sigmaMin } = sigmaRangeOf(where, model);
  const budget = checkInteger(where, "evaluations", evaluations ?? auto.evaluations, 1, 1e6);
  if (sigmaMax === sigmaMin || budget === 1) return Float64Array.of(sigmaMax);
  const count = Math.max(2, auto.levels(budget));
  return (auto.ladder ?? karrasSigmas)({ sigmaMax, sigmaMin, count });
}

/** The caller's own levels, beside which `evaluations` would say nothing. */
export function givenSigmas(where: string, sigmas: ArrayLike<number>, evaluations: number | undefined): Float64Array {
  if (evaluations !== undefined) throw invalid(where, 'evaluations with sigmas "auto" only', evaluations);
  if (typeof sigmas === "string") throw invalid(where, 'sigmas an array of numbers or "auto"', sigmas);
  return checkSigmas(where, sigmas);
}

/** The range that "auto" uses. */
export function sigmaRangeOf(where: string, model: Ranged): SigmaRange {
  if (model.sigmaRange !== undefined) return checkSigmaRange(where, model.sigmaRange);
  throw new LangevinError(
    "invalid-argument",
    `${where}: expected numbers for noise levels, or a model that knows its sigmaRange (a trained network does), got "auto" ` +
      `and a model without; chooseSigmas(rows, { dim: ${model.dim} }).sigmaRange is one for standardized rows`,
  );
}
