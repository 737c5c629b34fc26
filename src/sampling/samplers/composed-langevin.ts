import type { Evaluator } from "../../models/evaluator/evaluator.ts";
import { givenSigmas, sigmaRangeOf, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { geometricSigmas } from "../../noise/ladders.ts";
import type { LangevinNoise } from "../../noise/langevin-rule.ts";
import { measuredSteps } from "../chain/measured-steps.ts";
import { langevinSteps, type Move } from "../chain/moves.ts";
import type { RunOptions } from "../chain/options.ts";
import type { Plan } from "../chain/plan.ts";
import { runPlan } from "../chain/run-plan.ts";
import type { SamplingProgress } from "../chain/sampling-run.ts";
import { lastUpdates, type AnnealedWishes, type Usual } from "./annealed-levels.ts";

/**
 * Annealed Langevin dynamics of a composition: `stepsPerSigma` updates on each level with the α that `measuredSteps` finds for
 * it, and last `x + (σ_min²/steepness)·score(x, σ_min)`, which is what denoises where the parts are alike, and denoises less
 * than it might elsewhere. Levels are not handed over to the next: the sum of scores gives no flow from one to the other.
 *
 * @throws LangevinError "invalid-argument" at once for levels that are none
 */
export function composedLangevin(
  where: string,
  evaluator: Evaluator,
  sigmas: Sigmas,
  usual: Usual,
  options: AnnealedWishes & RunOptions & { noise: LangevinNoise },
): AsyncGenerator<SamplingProgress, Float64Array, void> {
  const levels = levelsOf(where, evaluator, sigmas, usual, options);
  return run();

  async function* run(): AsyncGenerator<SamplingProgress, Float64Array, void> {
    const alphas = await measuredSteps(where, evaluator, levels, options.signal);
    return yield* runPlan(where, evaluator, planOf(levels, alphas, options), options);
  }
}

interface ComposedLevels {
  readonly sigmas: ArrayLike<number>;
  readonly stepsPerSigma: number;
}

/** The caller's, or for "auto" as many levels between the ends of the model's `sigmaRange` as the evaluations pay for. */
function levelsOf(
  where: string,
  evaluator: Evaluator,
  given: Sigmas,
  usual: Usual,
  { evaluations, stepsPerSigma }: AnnealedWishes,
): ComposedLevels {
  if (given !== "auto") {
    const sigmas = givenSigmas(where, given, evaluations);
    return { sigmas, stepsPerSigma: stepsPerSigma ?? usual.stepsPerSigma(sigmas.length) };
  }
  const { sigmaMax, sigmaMin } = sigmaRangeOf(where, evaluator);
  const [budget, steps] = [evaluations ?? usual.evaluations, stepsPerSigma ?? 1];
  if (sigmaMax === sigmaMin) return { sigmas: [sigmaMin], stepsPerSigma: stepsPerSigma ?? budget - 1 };
  const count = Math.max(2, Math.floor((budget - 1) / steps));
  return { sigmas: geometricSigmas({ sigmaMax, sigmaMin, count }), stepsPerSigma: steps };
}

function planOf(
  { sigmas, stepsPerSigma }: ComposedLevels,
  alphas: Float64Array,
  { noise, denoise }: { noise: LangevinNoise; denoise: boolean },
): Plan {
  const last = alphas.length - 1;
  const movesAt = (index: number): Move[] =>
    index === last
      ? lastUpdates(sigmas[index], alphas[index], stepsPerSigma, noise)
      : [langevinSteps(sigmas[index], alphas[index], stepsPerSigma, noise)];
  return {
    levels: { count: alphas.length, at: (index) => ({ sigma: sigmas[index], moves: movesAt(index) }) },
    start: sigmas[0],
    denoise: denoise ? sigmas[last] : undefined,
  };
}
