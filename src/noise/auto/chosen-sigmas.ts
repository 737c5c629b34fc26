import { checkSigmaRange, type SigmaRange } from "../sigma-range.ts";
import { checkInteger, checkNumber, checkOneOf, checkPositive, invalid } from "../../support/errors.ts";
import { checkSigmas } from "../ladders.ts";

const reasonNames = ["sigmaMax", "sigmaMin", "levels", "stepsPerSigma", "stepSize", "predictedError"] as const;

/** A number that was chosen, and why, in a sentence. */
export interface Reason {
  /** What was chosen. */
  name: (typeof reasonNames)[number];
  /** Its value. */
  value: number;
  /** Why, in a sentence. */
  explanation: string;
}

/** What `chooseSigmas` found; a network trained with sigmas "auto" keeps it. */
export interface ChosenSigmas {
  /** Geometric, strictly decreasing, in units of the standardized data. */
  sigmas: number[];
  /** Updates on each level. */
  stepsPerSigma: number;
  /** α on the last level, as `annealedLangevin` takes it. */
  stepSize: number;
  /** W₂/√Σλ of the result for Gaussian data of the same covariance and the exact score; in 1-D, the std's relative error. */
  predictedError: number;
  /** Each number that was chosen, and why. */
  reasons: Reason[];
  /** The range that samplers with sigmas "auto" use. */
  sigmaRange: SigmaRange;
}

const LONGEST_WORDS = 1000;

/**
 * A copy, every part of it of the right kind and in range.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkChosenSigmas(where: string, chosen: ChosenSigmas): ChosenSigmas {
  if (typeof chosen !== "object" || chosen === null) throw invalid(where, "autoSigmas an object", chosen);
  const { stepsPerSigma, stepSize, predictedError, reasons } = chosen;
  const sigmas = [...checkSigmas(where, chosen.sigmas)];
  checkInteger(where, "stepsPerSigma", stepsPerSigma, 1, 1e6);
  checkPositive(where, "stepSize", stepSize);
  checkNumber(where, "predictedError", predictedError, 0, Number.MAX_VALUE);
  if (!Array.isArray(reasons) || reasons.length !== reasonNames.length)
    throw invalid(where, `reasons an array of ${reasonNames.length}`, reasons);
  const checked = Array.from(reasons, (reason: Reason, i) => {
    if (typeof reason !== "object" || reason === null) throw invalid(where, `reasons[${i}] an object`, reason);
    const { name, value, explanation } = reason;
    checkOneOf(where, `reasons[${i}].name`, name, [reasonNames[i]]);
    checkNumber(where, `reasons[${i}].value`, value, 0, Number.MAX_VALUE);
    if (typeof explanation !== "string" || explanation.length > LONGEST_WORDS)
      throw invalid(where, `reasons[${i}].explanation a string of up to ${LONGEST_WORDS} characters`, explanation);
    return { name, value, explanation };
  });
  const sigmaRange = checkSigmaRange(where, chosen.sigmaRange);
  return { sigmas, stepsPerSigma, stepSize, predictedError, reasons: checked, sigmaRange };
}
