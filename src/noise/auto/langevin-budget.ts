import type { SigmaRange } from "../sigma-range.ts";
import { gaussianStd } from "./gaussian-law.ts";
import { log } from "../../numerics/math.ts";
import { usualStep, type LangevinRule } from "../langevin-rule.ts";
import { normalCdf } from "../../numerics/normal.ts";
import { geometricSigmas } from "../ladders.ts";

/**
 * The ratio g of neighboring noise levels by technique 2 of NCSNv2 (Song & Ermon 2020, arXiv:2006.09011), which keeps
 * half of a level's rows where the next level's are:
 *
 *     Φ(√(2D)(g − 1) + 3g) − Φ(√(2D)(g − 1) − 3g) = ½,   D = dim.
 *
 * Infinity in up to 4 dimensions, where the left side stays above ½ for every g.
 */
export function overlapRatio(dim: number): number {
  const root = Math.sqrt(2 * dim);
  if (root <= 3) return Infinity;
  // At `high` the second Φ is ½: the left side is below ½ there, and above it before its only crossing.
  let [low, high] = [1, root / (root - 3)];
  for (let i = 0; i < 60; i++) {
    const g = (low + high) / 2;
    const overlap = normalCdf(root * (g - 1) + 3 * g) - normalCdf(root * (g - 1) - 3 * g);
    if (overlap > 0.5) low = g;
    else high = g;
  }
  return (low + high) / 2;
}

/** √(Σ(ŝ − √λ)²/Σλ) over eigenvalues λ, ŝ = finalStd(√λ); 0 when all are 0 and stay so. */
function relativeDistance(
  eigenvalues: ArrayLike<number>,
  weights: ArrayLike<number>,
  finalStd: (dataStd: number) => number,
): number {
  let [wrong, total] = [0, 0];
  for (let i = 0; i < eigenvalues.length; i++) {
    const dataStd = Math.sqrt(eigenvalues[i]);
    const difference = finalStd(dataStd) - dataStd;
    wrong += weights[i] * difference * difference;
    total += weights[i] * eigenvalues[i];
  }
  return wrong === 0 ? 0 : Math.sqrt(wrong / total);
}

/** What annealed Langevin dynamics runs by. */
export interface LangevinSchedule {
  sigmas: ArrayLike<number>;
  stepsPerSigma: number;
  /** α on the last level. */
  stepSize: number;
}

const ones = (length: number): Float64Array => new Float64Array(length).fill(1);

/** What `annealedLangevin` does unless somebody says more. */
export const USUAL_RULE: LangevinRule = { noise: "averaged", handOver: true };

/**
 * W₂/√Σλ, for the 2-Wasserstein distance W₂ between N(0, Σ) and what annealed Langevin dynamics with the exact score makes
 * of it: W₂² = Σ(ŝ − √λ)² over the eigenvalues λ of Σ, ŝ = `predictGaussianStd` from a start of N(0, (v + sigmaMax²)I). In one
 * dimension the relative error of the standard deviation.
 *
 * @param weights   how often each eigenvalue counts
 * @param variance  v, the variance of a column: 1 in a standardized table
 */
export function predictError(
  eigenvalues: ArrayLike<number>,
  schedule: LangevinSchedule,
  rule: LangevinRule = USUAL_RULE,
  weights: ArrayLike<number> = ones(eigenvalues.length),
  variance = 1,
): number {
  const startVariance = variance + schedule.sigmas[0] * schedule.sigmas[0];
  return relativeDistance(eigenvalues, weights, (dataStd) =>
    gaussianStd({ ...schedule, ...rule, dataStd, startVariance, denoise: true }),
  );
}

/** The part of `predictError` no number of updates can mend: denoising at σ shrinks N(0, λ + σ²) to λ²/(λ + σ²). */
export function denoisingLoss(eigenvalues: ArrayLike<number>, sigma: number): number {
  return relativeDistance(eigenvalues, ones(eigenvalues.length), (dataStd) =>
    dataStd === 0 ? 0 : (dataStd * dataStd) / Math.sqrt(dataStd * dataStd + sigma * sigma),
  );
}

export interface Budget {
  sigmaRange: SigmaRange;
  /** Numbers in a row. */
  dim: number;
  /** Scores to spend, that of the final denoising included. At least 3. */
  evaluations: number;
  /** Updates on each level, if they are not to be chosen. */
  stepsPerSigma?: number | undefined;
  rule?: LangevinRule | undefined;
  /** Variance of a column, 1 in a standardized table. */
  variance?: number | undefined;
}

/** Scores that a row of annealed Langevin dynamics may cost unless somebody says more: shares of modes and widths are right by then. */
export const DEFAULT_EVALUATIONS = 100;
/** Predicted errors up to this, or so many times the smallest there is, are no matter: then fewer levels are better. */
const [GOOD_ENOUGH, SPARED] = [0.001, 1.1];
/** Where technique 2 has no solution, or too large a one. */
const WIDEST_RATIO = 1.4;

/** The largest ratio of neighboring levels that is good, and how many levels keep it. */
export function levelsNeeded({ sigmaMax, sigmaMin }: SigmaRange, dim: number): { ratio: number; count: number } {
  const ratio = Math.min(overlapRatio(dim), WIDEST_RATIO);
  return { ratio, count: Math.ceil(log(sigmaMax / sigmaMin) / log(ratio)) + 1 };
}

/** Updates that fit into a budget: with a hand-over the last one's score is that of the final denoising. */
export function updatesWithin(evaluations: number, { handOver }: LangevinRule): number {
  return handOver ? evaluations : evaluations - 1;
}

/**
 * The geometric ladder, updates a level and step u = α/(2σ²) for a budget: the `usualStep`, which keeps the shares of modes, and
 * of 1, 2, 3, 4, 6, 9, … updates on as many levels as they leave, if these are `levelsNeeded` or else one update only, the
 * fewest levels with a `predictError` of up to 0.1 %, or up to 1.1 times the smallest there is.
 */
export function spendBudget(budget: Budget): LangevinSchedule {
  const { sigmaRange, dim, evaluations, stepsPerSigma, rule = USUAL_RULE, variance } = budget;
  const { sigmaMax, sigmaMin, eigenvalues, shares } = sigmaRange;
  const updates = updatesWithin(evaluations, rule);
  if (sigmaMax === sigmaMin)
    return { sigmas: [sigmaMin], stepsPerSigma: stepsPerSigma ?? updates, stepSize: sigmaMin * sigmaMin };
  const counts = stepsPerSigma ? [stepsPerSigma] : stepCounts(updates, levelsNeeded(sigmaRange, dim).count);
  const tried = counts.map((steps) => {
    const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: Math.floor(updates / steps) });
    const u = usualStep(rule, updatesPerEFold(sigmas, steps));
    const schedule = { sigmas, stepsPerSigma: steps, stepSize: 2 * u * sigmaMin * sigmaMin };
    return { schedule, error: predictError(eigenvalues, schedule, rule, shares, variance) };
  });
  const allowed = Math.max(GOOD_ENOUGH, SPARED * least(tried.map(({ error }) => error)));
  return tried.filter(({ error }) => error <= allowed).at(-1)!.schedule;
}

/** n: updates in every e-fold of σ; Infinity on one level. */
export function updatesPerEFold(sigmas: ArrayLike<number>, stepsPerSigma: number): number {
  return (sigmas.length * stepsPerSigma) / log(sigmas[0] / sigmas[sigmas.length - 1]);
}

function least(values: readonly number[]): number {
  return values.reduce((smallest, value) => Math.min(smallest, value), Infinity);
}

/** 1, 2, 3, 4, 6, 9, … as long as they leave enough levels. */
function stepCounts(updates: number, minLevels: number): number[] {
  const counts = [1];
  for (let steps = 2; Math.floor(updates / steps) >= Math.max(2, minLevels);) {
    counts.push(steps);
    steps = Math.max(steps + 1, Math.floor(steps * 1.5));
  }
  return counts;
}
