import { givenSigmas, sigmaRangeOf } from "../../noise/auto/sampler-sigmas.ts";
import { invalid } from "../../support/errors.ts";
import { boolean, integer, positive, type Spec } from "../../support/options.ts";
import { langevinSteps } from "../chain/moves.ts";
import type { SamplerOptions } from "../chain/options.ts";
import { planSampler, type Sampler } from "../chain/sampler.ts";

export interface LangevinOptions extends SamplerOptions {
  /** Updates on each level. @default 1000 at one level, 100 on each of a ladder */
  stepsPerSigma?: number | undefined;
  /**
   * α, the same on every level; has to be given for a ladder.
   *
   * @default σ² at one level; of a composition divided by the sum of its weights above 0
   */
  stepSize?: number | undefined;
  /** Whether a last noiseless step x + σ²·score(x, σ) follows at the last σ. @default false */
  denoise?: boolean | undefined;
}

/**
 * Langevin dynamics with one constant step α, without Metropolis' correction: `x ← x + (α/2)·score(x, σ) + √α·z`. Roberts &
 * Tweedie 1996 (Bernoulli 2(4)).
 *
 * At one σ it starts at N(mean, diag(variance) + σ²) and samples the data smoothed by σ, up to an error that shrinks with α (on a
 * normal of variance s² the variance is s²/(1 − α/(4s²))); it hardly moves between modes that are several σ apart.
 *
 * Over a ladder it is the textbook's loop, kept literal for teaching and comparison: start at N(0, I), `stepsPerSigma`
 * updates on each level, one step for all. A step that suits σ_min hardly moves at σ_max, so {@link annealedLangevin} is the
 * one to use.
 *
 * @param levels  σ, above 0, in the model's units; or "auto": the least σ the model tells; or a ladder, strictly decreasing
 * @returns (count, dim) row-major in the user's units; row k depends on (model, levels, steps, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { gaussian, langevin } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await langevin(model, [0.1], { count: 100, stepSize: 0.01, stepsPerSigma: 200, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const langevin: Sampler<LangevinOptions, number | ArrayLike<number> | "auto"> = planSampler({
  name: "langevin",
  family: "Langevin",
  compositions: true,
  summary: "Langevin dynamics with one constant step, at one level or over a ladder as in the textbook",
  evaluations: 1000,
  levels: "level or ladder",
  options: {
    stepsPerSigma: integer(1, 1e9),
    stepSize: positive(),
    denoise: boolean({ default: false }),
  } satisfies Spec<Omit<LangevinOptions, keyof SamplerOptions>>,
  plan(where, evaluator, given: number | ArrayLike<number> | "auto", { stepsPerSigma, stepSize, denoise }) {
    const one = given === "auto" ? sigmaRangeOf(where, evaluator).sigmaMin : given;
    const single = typeof one === "number";
    const sigmas = givenSigmas(where, single ? [one] : one, undefined);
    if (!single && stepSize === undefined)
      throw invalid(where, "stepSize, the same on every level of a ladder", stepSize);
    const steps = stepsPerSigma ?? (single ? 1000 : 100);
    const last = sigmas[sigmas.length - 1];
    const alpha = stepSize ?? (last * last) / (evaluator.composition?.steepness ?? 1);
    const { dim } = evaluator;
    return {
      levels: {
        count: sigmas.length,
        at: (index) => ({ sigma: sigmas[index], moves: [langevinSteps(sigmas[index], alpha, steps)] }),
      },
      start: single ? last : { mean: new Float64Array(dim), std: new Float64Array(dim).fill(1) },
      denoise: denoise ? last : undefined,
    };
  },
});
