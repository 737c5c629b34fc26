import { isReadable } from "../../support/readable.ts";
import { sigmaRangeOf } from "../../noise/auto/sampler-sigmas.ts";
import { veSde, type Sde } from "../../noise/sde.ts";
import type { SigmaRange } from "../../noise/sigma-range.ts";
import { invalid } from "../../support/errors.ts";
import { integer, type Spec } from "../../support/options.ts";
import { drift } from "../chain/moves.ts";
import type { SamplerOptions } from "../chain/options.ts";
import { denoiseOption, planSampler, type Sampler } from "../chain/sampler.ts";

export interface ReverseSdeOptions extends SamplerOptions {
  /** Equal steps in t. @default 1000 */
  steps?: number | undefined;
  /** Whether a last noiseless step removes the noise that is left at tMin. @default true */
  denoise?: boolean | undefined;
}

/**
 * The reverse SDE by Euler–Maruyama, in steps of equal length Δ from t = 1 to tMin: with x divided by the forward SDE's
 * mean m(t), `x ← x + v·score(x, σ(t)) + √v·z`, v = Δ·dσ²/dt = Δ·(g/m)² at the step's beginning; finally
 * `x + σ²·score(x, σ)` at σ(tMin). In these units the drift f is gone, so that one network serves {@link veSde},
 * {@link vpSde} and {@link subVpSde}; the rows of the SDE itself would be m(t)·x.
 *
 * Song et al. 2021 (arXiv:2011.13456), equation 6. First order in Δ.
 *
 * @param forward  the SDE; or "auto": `veSde` between the model's ends
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sde, steps, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { gaussian, reverseSde, veSde } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await reverseSde(model, veSde({ sigmaMax: 5, sigmaMin: 0.05 }), { count: 100, steps: 200, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const reverseSde: Sampler<ReverseSdeOptions, Sde | "auto"> = planSampler({
  name: "reverseSde",
  family: "SDE",
  summary: "the reverse SDE (VE, VP, sub-VP) by Euler–Maruyama",
  evaluations: 1001,
  levels: "SDE",
  options: {
    steps: integer(1, 100_000, { default: 1000 }),
    denoise: denoiseOption,
  } satisfies Spec<Omit<ReverseSdeOptions, keyof SamplerOptions>>,
  plan(where, evaluator, forward: Sde | "auto", { steps, denoise }) {
    const sde = forward === "auto" ? explodingOver(sigmaRangeOf(where, evaluator)) : forward;
    if (!isReadable(sde) || typeof sde?.sigma !== "function" || typeof sde.varianceRate !== "function")
      throw invalid(where, "an SDE: veSde(…), vpSde(…) or subVpSde(…)", sde);
    const width = 1 - sde.tMin;
    return {
      levels: {
        count: steps,
        at(index) {
          const t = 1 - (width * index) / steps;
          const variance = (width / steps) * sde.varianceRate(t);
          const sigma = sde.sigma(t);
          return { sigma, moves: drift(sigma, variance, Math.sqrt(variance)) };
        },
      },
      start: sde.sigma(1),
      denoise: denoise ? sde.sigma(sde.tMin) : undefined,
    };
  },
});

function explodingOver({ sigmaMin, sigmaMax }: SigmaRange): Sde {
  return veSde({ sigmaMin, sigmaMax });
}
