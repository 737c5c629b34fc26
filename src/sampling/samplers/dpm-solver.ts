import { fewStepSigmas } from "../../noise/flow-sigmas.ts";
import { log, pow } from "../../numerics/math.ts";
import { number, type Spec } from "../../support/options.ts";
import { combine, score, type Move } from "../chain/moves.ts";
import { defineSampler, type DescentOptions, type DescentStep, type Sampler } from "../chain/sampler.ts";

export interface DpmSolverOptions extends DescentOptions {
  /** η. 0: the ODE; 1: the reverse SDE (SDE-DPM-Solver++ 2M); more of it draws more noise. @default 0 */
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
 * @param sigmas  strictly decreasing (`flowSigmas`, `karrasSigmas`), in the model's units; the last step to 0 is not among
 *   them; or "auto": `flowSigmas` about 0.7 deviations of the data, a level for each of `evaluations` (default 20)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, eta, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { dpmSolverPlusPlus, gaussian, karrasSigmas } from "langevin";
 *
 * const model = gaussian({ mean: [1, 2], variance: 0.25 });
 * const rows = await dpmSolverPlusPlus(model, karrasSigmas({ sigmaMax: 5, sigmaMin: 0.05, count: 20 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const dpmSolverPlusPlus: Sampler<DpmSolverOptions> = defineSampler({
  name: "dpmSolverPlusPlus",
  family: "ODE",
  summary: "DPM-Solver++ 2M: second order with one score a step, as ODE or SDE",
  evaluations: 20,
  ladder: fewStepSigmas,
  options: { eta: number(0, 100, { default: 0 }) } satisfies Spec<Pick<DpmSolverOptions, "eta">>,
  registers: ["even", "odd"],
  step: (step, { eta }) => solverStep(step, eta),
});

function solverStep({ sigma, next, previous, index }: DescentStep, eta: number): Move[] {
  // Denoised rows of this step and of the one before
  const [denoised, before] = index % 2 === 0 ? ["even", "odd"] : ["odd", "even"];
  const ratio = next / sigma;
  const kept = ratio * pow(ratio, eta); // 0 at σ' = 0
  const noise = next * Math.sqrt(Math.max(0, 1 - pow(ratio, 2 * eta)));
  const slope = previous === undefined || next === 0 ? 0 : log(sigma / next) / (2 * log(previous / sigma));
  return [
    score(sigma, "x", denoised),
    combine(denoised, { x: 1, [denoised]: sigma * sigma }),
    combine("x", { x: kept, [denoised]: (1 - kept) * (1 + slope), [before]: -(1 - kept) * slope }, noise),
  ];
}
