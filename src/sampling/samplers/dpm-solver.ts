import { checkNumber } from "../../support/errors.ts";
import { log, pow } from "../../numerics/math.ts";
import type { ScoreModel } from "../../models/score-model.ts";
import { scoresPerLevel, type Sigmas } from "../../noise/auto/sampler-sigmas.ts";
import { descend, type DescentOptions, type DescentStep } from "../chain/descent.ts";
import { combine, score, X, type Move } from "../chain/moves.ts";
import type { SamplingRun } from "../chain/sampling-run.ts";

export interface DpmSolverOptions extends DescentOptions {
  /** η. 0, the default: the ODE; 1: the reverse SDE (SDE-DPM-Solver++ 2M); more of it draws more noise. */
  eta?: number | undefined;
}

/**
 * DPM-Solver++ 2M, second order with one score a step: from σ to σ' with h = ln(σ/σ'), D = denoised(x, σ) and the step
 * before's h₋ and D₋,
 *
 *     x ← (σ'/σ)·e^(−ηh)·x + (1 − e^(−(1+η)h))·(D + (h/(2h₋))·(D − D₋)) + σ'·√(1 − e^(−2ηh))·z.
 *
 * First order, D alone, in the first step and in the last, which goes to 0 and is x ← D.
 * Lu et al. 2022 (arXiv:2211.01095), algorithm 2 and, for η = 1, its SDE form.
 *
 * @param sigmas  strictly decreasing (`karrasSigmas`), in the model's units; the last step to 0 is not among
 *   them; or "auto": `karrasSigmas` of a trained network's ends, a level for each of `evaluations` (default 20)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, eta, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 */
export function dpmSolverPlusPlus(model: ScoreModel, sigmas: Sigmas, options: DpmSolverOptions): SamplingRun {
  const where = "dpmSolverPlusPlus";
  const eta = checkNumber(where, "eta", options?.eta ?? 0, 0, 100);
  return descend(where, model, sigmas, options, scoresPerLevel(1, 20), (step) => solverStep(step, eta), 3);
}

function solverStep({ sigma, next, previous, index }: DescentStep, eta: number): Move[] {
  const [denoised, before] = index % 2 === 0 ? [1, 2] : [2, 1];
  const ratio = next / sigma;
  const kept = ratio * pow(ratio, eta); // 0 at σ' = 0
  const noise = next * Math.sqrt(Math.max(0, 1 - pow(ratio, 2 * eta)));
  const slope = previous === undefined || next === 0 ? 0 : log(sigma / next) / (2 * log(previous / sigma));
  return [
    score(sigma, X, denoised),
    combine(denoised, [
      [1, X],
      [sigma * sigma, denoised],
    ]),
    combine(
      X,
      [
        [kept, X],
        [(1 - kept) * (1 + slope), denoised],
        [-(1 - kept) * slope, before],
      ],
      noise,
    ),
  ];
}
