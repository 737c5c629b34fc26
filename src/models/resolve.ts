import { checkSigmaRange } from "../noise/sigma-range.ts";
import { checkInteger, invalid } from "../support/errors.ts";
import { isReadable } from "../support/readable.ts";
import { checkVector } from "./check.ts";
import { OnNetwork } from "./conditioning/on-network.ts";
import type { Evaluator } from "./evaluator/evaluator.ts";
import { networkEvaluator } from "./evaluator/network-evaluator.ts";
import { scoreEvaluator } from "./evaluator/score-evaluator.ts";
import { ScoreNetwork } from "./network.ts";
import type { ScoreModel } from "./score-model.ts";

/**
 * What a model is: asked here and nowhere else.
 *
 * @param samples  whether it is for a sampler, which keeps known values, where others would overwrite them, and which scores in
 *   16-bit integers are right enough for
 * @throws LangevinError "invalid-argument" for anything that is no model, for a part of one that is not what it should be, and
 *   for a network that was never trained; "disposed"
 */
export function resolve(where: string, model: ScoreModel, { samples = false } = {}): Evaluator {
  if (!isReadable(model)) throw invalid(where, "a model with score(x, sigma)", model);
  // The classes of labels and of known values stay out of programs that give neither
  if (model instanceof ScoreNetwork) return networkEvaluator(where, new OnNetwork(model));
  if (model instanceof OnNetwork) {
    if (samples || (!model.known && model.precision === "f32")) return networkEvaluator(where, model);
    const expected = model.known
      ? "a model whose rows are all unknown, as samplers alone take withKnown(network, rows)"
      : "a model in f32, as samplers alone take quantize(network): its steps of 1e-4 are too coarse for derivatives and densities";
    throw invalid(where, expected, model);
  }
  checkModel(where, model);
  const evaluator = scoreEvaluator(model);
  evaluator.check(where);
  return evaluator;
}

/** Every part of a model of the user's own that is there. */
function checkModel(where: string, model: ScoreModel): void {
  if (typeof model?.score !== "function") throw invalid(where, "a model with score(x, sigma)", model);
  const dim = checkInteger(where, "model.dim", model.dim, 1, 4096);
  const { mean, variance, sigmaRange, encoding, divergence, logDensity } = model;
  if (mean !== undefined) checkVector(where, "model.mean", mean, dim);
  if (variance !== undefined)
    checkVector(where, "model.variance", variance, dim).forEach((value, i) => {
      if (value < 0) throw invalid(where, `model.variance[${i}] a number not below 0`, value);
    });
  if (sigmaRange !== undefined) checkSigmaRange(where, sigmaRange);
  if (divergence !== undefined && typeof divergence !== "function")
    throw invalid(where, "model.divergence a function", divergence);
  if (logDensity !== undefined && typeof logDensity !== "function")
    throw invalid(where, "model.logDensity a function", logDensity);
  if (encoding === undefined) return;
  if (!isReadable(encoding)) throw invalid(where, "model.encoding an encoding", encoding);
  for (const method of ["encode", "decode", "logScale"] as const)
    if (typeof encoding?.[method] !== "function")
      throw invalid(where, `model.encoding with ${method}(rows)`, encoding?.[method]);
  checkInteger(where, "model.encoding.columns", encoding.columns, 1, 4096);
  if (encoding.width !== dim) throw invalid(where, `model.encoding of width ${dim}`, encoding.width);
}
