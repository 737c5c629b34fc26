import type { ScoreModel } from "../models/score-model.ts";
import { checkInteger, invalid } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";
import type { IndependentPrior, Prior } from "./prior.ts";

/** @throws LangevinError "invalid-argument" for what is no prior */
export function checkPrior(where: string, prior: Prior): void {
  if (!isReadable(prior) || typeof prior?.sample !== "function")
    throw invalid(where, "prior with dim and sample(count, { seed, offset })", prior);
  checkInteger(where, "prior.dim", prior.dim, 1, 4096);
  if (prior.logDensity !== undefined && typeof prior.logDensity !== "function")
    throw invalid(where, "prior.logDensity a function", prior.logDensity);
}

/** Whether its columns' laws are known. */
export function isIndependent(prior: Prior): prior is IndependentPrior {
  return "toNormal" in prior && typeof prior.toNormal === "function";
}

/** Whether it is a model too, of which several observations need the score. */
export function isModel(prior: Prior): prior is Prior & ScoreModel {
  return "score" in prior && typeof prior.score === "function";
}
