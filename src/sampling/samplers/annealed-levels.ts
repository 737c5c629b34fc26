import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { deviationOf } from "../../models/moments.ts";
import {
  spendBudget,
  updatesPerEFold,
  updatesWithin,
  type LangevinSchedule,
} from "../../noise/auto/langevin-budget.ts";
import { givenSigmas, sigmaRangeOf, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import {
  handOverDrift,
  startSigma,
  usualStep,
  type LangevinNoise,
  type LangevinRule,
} from "../../noise/langevin-rule.ts";
import { checkInteger } from "../../support/errors.ts";
import { integer, positive, type Settled } from "../../support/options.ts";
import { combine, langevinSteps, type Move } from "../chain/moves.ts";
import type { Plan } from "../chain/plan.ts";
import { denoiseOption, severalEvaluations } from "../chain/sampler.ts";

export const annealedOptions = {
  evaluations: severalEvaluations,
  stepsPerSigma: integer(1, 1e6),
  stepSize: positive(),
  denoise: denoiseOption,
};

/** What annealed Langevin dynamics is asked to do. */
export type AnnealedWishes = Settled<typeof annealedOptions>;

/** What stands for wishes that are left out. */
export interface Usual {
  /** Scores a row may cost with "auto". */
  evaluations: number;
  /** Updates on each of so many levels. */
  stepsPerSigma(levels: number): number;
}

/** Langevin updates level by level, with steps in proportion to σ². */
export function annealedPlan(
  where: string,
  evaluator: Evaluator,
  given: Sigmas,
  { rule, usual }: { rule: LangevinRule; usual: Usual },
  wishes: AnnealedWishes,
): Plan {
  const schedule = scheduleOf(where, evaluator, given, { rule, usual }, wishes);
  const { sigmas } = schedule;
  const last = sigmas[sigmas.length - 1];
  const { denoise } = wishes;
  const { steepness } =
    wishes.stepSize === undefined && evaluator.composition ? evaluator.composition : { steepness: 1 };
  const u = schedule.stepSize / (2 * last * last * steepness);
  return {
    levels: {
      count: sigmas.length,
      at: (index) => ({ sigma: sigmas[index], moves: levelMoves(schedule, rule, { index, u, denoise }) }),
    },
    start: startSigma(rule, sigmas[0], u),
    denoise: denoise ? last : undefined,
  };
}

function levelMoves(
  { sigmas, stepsPerSigma }: LangevinSchedule,
  rule: LangevinRule,
  { index, u, denoise }: { index: number; u: number; denoise: boolean },
): Move[] {
  const { noise, handOver } = rule;
  const sigma = sigmas[index];
  const alpha = 2 * u * sigma * sigma;
  if (index < sigmas.length - 1) {
    const extra = handOverDrift(rule, u, sigma, sigmas[index + 1]);
    if (extra === 0) return [langevinSteps(sigma, alpha, stepsPerSigma, noise)];
    return [langevinSteps(sigma, alpha, stepsPerSigma - 1, noise), langevinSteps(sigma, alpha, 1, noise, extra)];
  }
  // The last update's score is that of the denoising, which hands rows over to σ = 0
  return lastUpdates(sigma, alpha, handOver && denoise ? stepsPerSigma - 1 : stepsPerSigma, noise);
}

/** Updates after which a run ends or is denoised: with averaged noise rows have their law after another half of it. */
export function lastUpdates(sigma: number, alpha: number, steps: number, noise: LangevinNoise): Move[] {
  const updates = langevinSteps(sigma, alpha, steps, noise);
  return noise === "averaged" ? [updates, combine("x", { x: 1 }, Math.sqrt(alpha) / 2)] : [updates];
}

/** Ladder, steps and step size: the caller's and their defaults, or those chosen for a budget. */
function scheduleOf(
  where: string,
  evaluator: Evaluator,
  given: Sigmas,
  { rule, usual }: { rule: LangevinRule; usual: Usual },
  { evaluations, stepsPerSigma, stepSize }: AnnealedWishes,
): LangevinSchedule {
  if (given !== "auto") {
    const sigmas = givenSigmas(where, given, evaluations);
    const last = sigmas[sigmas.length - 1];
    const steps = stepsPerSigma ?? usual.stepsPerSigma(sigmas.length);
    const u = usualStep(rule, updatesPerEFold(sigmas, steps));
    return { sigmas, stepsPerSigma: steps, stepSize: stepSize ?? 2 * u * last * last };
  }
  const sigmaRange = sigmaRangeOf(where, evaluator);
  const budget = evaluations ?? usual.evaluations;
  const most = Math.floor(updatesWithin(budget, rule) / 2);
  if (stepsPerSigma !== undefined) checkInteger(where, "stepsPerSigma", stepsPerSigma, 1, most);
  const std = deviationOf(evaluator);
  const chosen = spendBudget({
    sigmaRange,
    dim: evaluator.dim,
    evaluations: budget,
    stepsPerSigma,
    rule,
    variance: std * std,
  });
  return { ...chosen, stepSize: stepSize ?? chosen.stepSize };
}
