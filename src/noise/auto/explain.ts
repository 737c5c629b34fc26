import { threeDigits, type SigmaRange } from "../sigma-range.ts";
import type { Reason } from "./chosen-sigmas.ts";
import { NARROWEST, type Extent } from "./extent.ts";
import type { FinestSigma } from "./finest-sigma.ts";
import {
  denoisingLoss,
  levelsNeeded,
  overlapRatio,
  predictError,
  updatesPerEFold,
  type LangevinSchedule,
} from "./langevin-budget.ts";

/** What was found in the rows, and chosen by it. */
export interface Findings {
  dim: number;
  far: Extent;
  finest: FinestSigma;
  /** The covariance's. */
  eigenvalues: Float64Array;
  sigmaRange: SigmaRange;
  schedule: LangevinSchedule;
  predictedError: number;
}

/** What was asked for. */
export interface Wishes {
  evaluations: number;
  stepsPerSigma: number | undefined;
}

/** Every chosen number with its reason in English. */
export function explain(found: Findings, wishes: Wishes): Reason[] {
  const { schedule, sigmaRange, predictedError } = found;
  const { stepsPerSigma, stepSize, sigmas } = schedule;
  return [
    { name: "sigmaMax", value: sigmaRange.sigmaMax, explanation: explainSigmaMax(found.far, sigmaRange.sigmaMax) },
    { name: "sigmaMin", value: sigmaRange.sigmaMin, explanation: explainSigmaMin(found) },
    { name: "levels", value: sigmas.length, explanation: explainLevels(found) },
    { name: "stepsPerSigma", value: stepsPerSigma, explanation: explainSteps(schedule, wishes) },
    { name: "stepSize", value: stepSize, explanation: explainStepSize(found) },
    { name: "predictedError", value: predictedError, explanation: explainPredictedError(found) },
  ];
}

function explainSigmaMax({ diameter, leftOut, leftOutRadius }: Extent, sigmaMax: number): string {
  const distance = `the largest distance between rows, ${show(diameter)} deviations`;
  const raised = diameter < sigmaMax && show(diameter) !== show(sigmaMax);
  const size = raised ? `the smallest that is taken, ${NARROWEST}; ${distance}, is below it` : distance;
  if (leftOut === 0) return size;
  const rows = leftOut === 1 ? "1 row that is alone" : `${leftOut} rows that are alone`;
  return (
    `${size}, without ${rows}, up to ${show(leftOutRadius)} from the mean; look at them: such rows stretch the deviation ` +
    "that everything is measured in"
  );
}

function explainSigmaMin({ dim, finest, eigenvalues }: Findings): string {
  const { sigmaMin, median, spacing, set } = finest;
  if (set === "equal") return "all rows are equal; any level would do";
  const perRoot = dim > 1 ? `, per √${dim}: ${show(spacing)}` : "";
  const measured = `the median distance to the nearest row that differs, ${show(median)}${perRoot}`;
  if (set === "spacing") return measured;
  if (set === "finest") return `the smallest that is taken; ${measured}, is finer than a network resolves`;
  const cost = percent(denoisingLoss(eigenvalues, sigmaMin));
  return `the final denoising takes ${cost} of the deviation, no more; ${measured}`;
}

function explainLevels({ schedule, sigmaRange, dim }: Findings): string {
  const { sigmas } = schedule;
  const { ratio, count } = levelsNeeded(sigmaRange, dim);
  const short = sigmas.length < count ? "; the budget has no more, so raise evaluations" : "";
  const overlap = overlapRatio(dim);
  const technique2 = overlap === Infinity ? `has no solution in ${dim}-D` : `allows ${show(overlap)}`;
  return (
    `a ratio of ${show(sigmas[0] / sigmas[1])} between neighbors${short}; ${count} levels keep it within ${show(ratio)} ` +
    `(technique 2 of NCSNv2 ${technique2})`
  );
}

function explainSteps({ sigmas, stepsPerSigma }: LangevinSchedule, wishes: Wishes): string {
  const levels = sigmas.length;
  const why = wishes.stepsPerSigma
    ? "as asked"
    : "the fewest levels whose predicted error is within 0.1 %, or nearly the least";
  const used = levels * stepsPerSigma;
  return (
    `${why}; ${levels} × ${stepsPerSigma} are ${used} of ${wishes.evaluations} evaluations: the last update of a level also ` +
    "hands rows over to the next, that of the last level denoises"
  );
}

function explainStepSize({ schedule, eigenvalues }: Findings): string {
  const { sigmas, stepsPerSigma, stepSize } = schedule;
  const last = sigmas[sigmas.length - 1];
  const u = stepSize / (2 * last * last);
  const smaller = percent(predictError(eigenvalues, { ...schedule, stepSize: stepSize / 2 }));
  return (
    `u = α/(2σ²) = ${show(u)}, the step (at most 1) that keeps the weights of distant modes for ` +
    `${show(updatesPerEFold(sigmas, stepsPerSigma))} updates in every e-fold of σ; half of it would have a predicted error of ${smaller}`
  );
}

function explainPredictedError({ predictedError, eigenvalues }: Findings): string {
  const law = eigenvalues.length === 1 ? "variance" : `${eigenvalues.length} eigenvalues of the covariance`;
  const short = predictedError > 0.1 ? ": raise evaluations" : "";
  return (
    `${percent(predictedError)} of the deviation, by the exact law for Gaussian data of the table's ${law} and an exact ` +
    `score${short}; it does not see the weights of distant modes`
  );
}

function show(x: number): string {
  return String(threeDigits(x));
}

function percent(x: number): string {
  return `${Number((100 * x).toPrecision(2))} %`;
}
