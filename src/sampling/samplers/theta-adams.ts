import { fewStepSigmas } from "../../noise/flow-sigmas.ts";
import { atan } from "../../numerics/trigonometry.ts";
import { integer, type Spec } from "../../support/options.ts";
import { combine, score, type Move } from "../chain/moves.ts";
import { defineSampler, type DescentOptions, type DescentStep, type Sampler } from "../chain/sampler.ts";

export interface ThetaAdamsOptions extends DescentOptions {
  /** 2: the slope goes on as it changed in the step before; 1: it stays (Euler's method in θ). @default 2 */
  order?: number | undefined;
}

/**
 * Adams–Bashforth of two steps in θ = arctan(σ/s), one score a step, for data of mean m and deviation s. With the rows
 * y = (x − m)·cos θ, of the same deviation at every σ, the probability-flow ODE is
 *
 *     dy/dθ = −F,   F = (s²·tan θ·score(x, σ) + (x − m)·sin θ·cos θ)/cos θ,
 *
 * F being what is left of the score without that of N(m, s²I): for such data it is 0, and the rule exact in one step. From θ
 * to θ' < θ, with h = θ' − θ, r = h/(2h₋) and the step before's h₋ and F₋,
 *
 *     y ← y − h·((1 + r)·F − r·F₋),
 *
 * r = 0 in the first step; the last, to σ = 0, is a step as every other. s² is the mean of the columns' variances where the
 * model knows them, else 1, as standardized data have; m its mean, else 0. F is −F of TrigFlow (Lu & Song 2024,
 * arXiv:2410.11081) and the raw output of EDM's network (Karras et al. 2022, arXiv:2206.00364).
 *
 * @param sigmas  strictly decreasing (`flowSigmas`), in the model's units; the last step to 0 is not among them; or
 *   "auto": `flowSigmas` about 0.7 deviations of the data, a level for each of `evaluations` (default 15)
 * @returns (count, dim) row-major in the user's units; row k depends on (model, sigmas, order, seed, offset + k) only
 * @throws LangevinError "invalid-argument" before any work; "diverged" naming level and row; "disposed"
 *
 * @example
 * ```ts
 * import { flowSigmas, gaussianMixture, thetaAdams } from "langevin";
 *
 * const model = gaussianMixture({ weights: [0.5, 0.5], means: [[-1], [1]], variance: 0.04 });
 * const rows = await thetaAdams(model, flowSigmas({ sigmaMax: 5, count: 10 }), { count: 100, seed: 1 });
 * console.log(rows.length);
 * ```
 */
export const thetaAdams: Sampler<ThetaAdamsOptions> = defineSampler({
  name: "thetaAdams",
  family: "ODE",
  summary: "Adams–Bashforth in arctan σ: exact on normal data, good from 5 scores a row on",
  evaluations: 15,
  ladder: fewStepSigmas,
  options: { order: integer(1, 2, { default: 2 }) } satisfies Spec<Pick<ThetaAdamsOptions, "order">>,
  registers: ["even", "odd", "mean"],
  step: (step, { order }) => thetaStep(step, order),
});

function thetaStep({ sigma, next, previous = 0, index, dataStd }: DescentStep, order: number): Move[] {
  const [slope, before] = index % 2 === 0 ? ["even", "odd"] : ["odd", "even"];
  // Equal rows have no deviation: with a large one the rule is Adams–Bashforth in σ, which is exact on them
  const s = dataStd || 1e4 * sigma;
  const [tan, tanNext, tanBefore] = [sigma / s, next / s, previous / s];
  const [cos, cosNext] = [cosine(tan), cosine(tanNext)];
  const h = atan(tanNext) - atan(tan);
  const r = index === 0 || order === 1 ? 0 : h / (2 * (atan(tan) - atan(tanBefore)));
  // The registers hold F/s with x in place of x − m; what that adds is taken off with m
  const [ofSlope, ofBefore] = [(-h * s * (1 + r)) / cosNext, (h * s * r) / cosNext];
  const ofMean = 1 - cos / cosNext - (ofSlope * tan * cos + ofBefore * tanBefore * cosine(tanBefore)) / s;
  return [
    score(sigma, "x", slope),
    combine(slope, { x: (tan * cos) / s, [slope]: (s * tan) / cos }),
    combine("x", { x: cos / cosNext, [slope]: ofSlope, [before]: ofBefore }),
    combine("x", { x: 1, mean: ofMean }),
  ];
}

function cosine(tan: number): number {
  return 1 / Math.sqrt(1 + tan * tan);
}
