import { invalid } from "../../support/errors.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { resolveSigmas, type AutoLadder, type AutoOptions, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { runChain } from "./chain.ts";
import { noiseStart, type Move } from "./moves.ts";
import { checkBoolean, checkModel, checkSamplerOptions, type SamplerOptions } from "./options.ts";
import { SamplingRun } from "./sampling-run.ts";

/** What every sampler that goes from one σ to the next takes. */
export interface DescentOptions extends SamplerOptions, AutoOptions {
  /** Whether a last step goes from σ_min to 0, where it is the noiseless x + σ_min²·score(x, σ_min); default true. */
  denoise?: boolean | undefined;
}

/** One step, from `sigma` to `next`; `previous` is the σ before, if any. */
export interface DescentStep {
  sigma: number;
  next: number;
  previous: number | undefined;
  /** Of this step, from 0, and how many there are. */
  index: number;
  count: number;
}

/**
 * From N(mean, diag(variance) + σ_max²) through every σ, one step at a time; arguments are checked here.
 *
 * @param auto       the ladder for sigmas "auto"
 * @param plan       the moves of a step
 * @param registers  arrays of rows that the moves use, x included
 */
export function descend(
  where: string,
  model: ScoreModel,
  sigmas: Sigmas,
  options: DescentOptions,
  auto: AutoLadder,
  plan: (step: DescentStep) => Move[],
  registers = 2,
): SamplingRun {
  checkModel(where, model);
  checkSamplerOptions(where, options, model);
  const ladder = resolveSigmas(where, model, sigmas, options, auto);
  const { denoise = true } = options;
  checkBoolean(where, "denoise", denoise);
  const count = denoise ? ladder.length : ladder.length - 1;
  if (count === 0) throw invalid(where, "at least 2 sigmas without denoise", sigmas);
  const levels = Array.from(ladder.subarray(0, count), (sigma, index) => {
    const [previous, next] = [ladder[index - 1] as number | undefined, ladder[index + 1] ?? 0];
    return { sigma, moves: plan({ sigma, next, previous, index, count }) };
  });
  const chain = { levels, ...noiseStart(model, ladder[0]), denoise: undefined, registers };
  return new SamplingRun(runChain(where, model, chain, options));
}
