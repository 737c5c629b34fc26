import { checkInteger, checkNumber, checkPositive, invalid } from "../../support/errors.ts";
import { pow, powInteger } from "../../numerics/math.ts";
import { checkSigmas } from "../ladders.ts";

/**
 * Variance, in units of σ², after `steps` updates x ← x + u·σ²·score + √(2u)·σ·z with score = −x/σ², started from the
 * level above at variance g²σ²: (1−u)^2T·(g² − c) + c, c = 2u/(1 − (1−u)²). At least 1.
 */
function relativeVariance(u: number, g: number, steps: number): number {
  const stationary = 2 / (2 - u);
  return powInteger(1 - u, 2 * steps) * (g * g - stationary) + stationary;
}

/**
 * The step size of annealed Langevin dynamics by technique 4 of NCSNv2 (Song & Ermon 2020, arXiv:2006.09011): of all
 * u in (0, 1), the one that brings the variance at the end of a level closest to that level's own,
 *
 *     (1−u)^2T·(g² − 2u/(1 − (1−u)²)) + 2u/(1 − (1−u)²) → 1,   T = stepsPerSigma,
 *
 * returned as stepSize = 2·u·sigmaMin², for updates x ← x + (α/2)·score + √α·z with α = stepSize·(σ/sigmaMin)². (The
 * paper's ε is u·sigmaMin²: it steps by α·score + √(2α)·z.) g is the largest ratio of neighboring levels, the same
 * everywhere on a geometric ladder. Throws on a ladder of one level, which leaves g open.
 */
export function langevinStepSize({
  sigmas,
  stepsPerSigma,
}: {
  sigmas: ArrayLike<number>;
  stepsPerSigma: number;
}): number {
  const where = "langevinStepSize";
  const levels = checkSigmas(where, sigmas);
  checkInteger(where, "stepsPerSigma", stepsPerSigma, 1);
  if (levels.length === 1) throw invalid(where, "at least 2 sigmas", sigmas);
  let g = 1;
  for (let i = 1; i < levels.length; i++) g = Math.max(g, levels[i - 1] / levels[i]);

  // The best of a grid of ratio 2^(1/8); then, between its neighbors, drop the worse third again and again.
  let best = 1;
  for (let k = 1; k <= 320; k++) {
    const u = pow(2, -k / 8);
    if (relativeVariance(u, g, stepsPerSigma) < relativeVariance(best, g, stepsPerSigma)) best = u;
  }
  let low = best * pow(2, -1 / 8);
  let high = Math.min(1, best * pow(2, 1 / 8));
  for (let i = 0; i < 40; i++) {
    const third = (high - low) / 3;
    if (relativeVariance(low + third, g, stepsPerSigma) < relativeVariance(high - third, g, stepsPerSigma))
      high -= third;
    else low += third;
  }
  const sigmaMin = levels[levels.length - 1];
  return (low + high) * sigmaMin * sigmaMin;
}

export interface GaussianPredictionOptions {
  sigmas: ArrayLike<number>;
  stepsPerSigma: number;
  /** α on the last level; α = stepSize·(σ/sigmaMin)² on the others. */
  stepSize: number;
  /** s₀, the standard deviation of the data. */
  dataStd?: number | undefined;
  /** Variance of the start; s₀² + sigmaMax² unless given. */
  startVariance?: number | undefined;
  /** Whether x + sigmaMin²·score ends the run. */
  denoise?: boolean | undefined;
}

/**
 * The exact standard deviation of what annealed Langevin dynamics returns for data N(0, s₀²) and the true score: per
 * update v ← (1 − (α/2)/(s₀² + σ²))²·v + α, and the final denoising multiplies the deviation by s₀²/(s₀² + sigmaMin²).
 * To be compared with s₀: along each eigenvector of the data's covariance it says, before any training, what the ladder
 * and the step cost. Infinity when the step is unstable.
 */
export function predictGaussianStd({
  sigmas,
  stepsPerSigma,
  stepSize,
  dataStd = 1,
  startVariance,
  denoise = true,
}: GaussianPredictionOptions): number {
  const where = "predictGaussianStd";
  const levels = checkSigmas(where, sigmas);
  checkInteger(where, "stepsPerSigma", stepsPerSigma, 0);
  checkPositive(where, "stepSize", stepSize);
  checkNumber(where, "dataStd", dataStd, 0, Number.MAX_VALUE);
  const dataVariance = dataStd * dataStd;
  const sigmaMin = levels[levels.length - 1];
  let variance = startVariance ?? dataVariance + levels[0] * levels[0];
  checkNumber(where, "startVariance", variance, 0, Number.MAX_VALUE);
  for (const sigma of levels) {
    const ratio = sigma / sigmaMin;
    const alpha = stepSize * ratio * ratio;
    const factor = 1 - alpha / 2 / (dataVariance + sigma * sigma);
    for (let step = 0; step < stepsPerSigma; step++) variance = factor * factor * variance + alpha;
  }
  return Math.sqrt(variance) * (denoise ? dataVariance / (dataVariance + sigmaMin * sigmaMin) : 1);
}
