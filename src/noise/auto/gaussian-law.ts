import { invalid, LangevinError } from "../../support/errors.ts";
import {
  boolean,
  integer,
  number,
  oneOf,
  option,
  positive,
  readOptions,
  type Settled,
  type Spec,
} from "../../support/options.ts";
import { pow, powInteger } from "../../numerics/math.ts";
import { handOverDrift, langevinNoises, type LangevinNoise } from "../langevin-rule.ts";
import { checkSigmas } from "../ladders.ts";

/** Updates on all levels that a prediction takes, at most: a second. */
const MOST_UPDATES = 1 << 28;
/** Above it the square is beyond f64. */
const MOST_STD = 1e150;

/**
 * Variance, in units of σ², after `steps` updates x ← x + u·σ²·score + √(2u)·σ·z with score = −x/σ², started from the
 * level above at variance g²σ²: (1−u)^2T·(g² − c) + c, c = 2u/(1 − (1−u)²). At least 1.
 */
function relativeVariance(u: number, g: number, steps: number): number {
  const stationary = 2 / (2 - u);
  return powInteger(1 - u, 2 * steps) * (g * g - stationary) + stationary;
}

/** Options of {@link langevinStepSize}. */
export interface LangevinStepSizeOptions {
  /** Strictly decreasing, at least two. */
  sigmas: ArrayLike<number>;
  /** Updates on each level, from 1. */
  stepsPerSigma: number;
}

export const langevinStepSizeSpec = {
  sigmas: option(readSigmas, { required: true }),
  stepsPerSigma: integer(1, 0xffffffff, { required: true }),
} satisfies Spec<LangevinStepSizeOptions>;

/**
 * The step size of annealed Langevin dynamics by technique 4 of NCSNv2 (Song & Ermon 2020, arXiv:2006.09011): of all
 * u in (0, 1), the one that brings the variance at the end of a level closest to that level's own,
 *
 *     (1−u)^2T·(g² − 2u/(1 − (1−u)²)) + 2u/(1 − (1−u)²) → 1,   T = stepsPerSigma,
 *
 * returned as stepSize = 2·u·sigmaMin², for updates x ← x + (α/2)·score + √α·z with α = stepSize·(σ/sigmaMin)². (The
 * paper's ε is u·sigmaMin²: it steps by α·score + √(2α)·z.) g is the largest ratio of neighboring levels, the same
 * everywhere on a geometric ladder.
 *
 * @throws LangevinError "invalid-argument", also for a ladder of one level, which leaves g open
 *
 * @example
 * ```ts
 * import { geometricSigmas, langevinStepSize } from "langevin";
 *
 * const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 50 });
 * console.log(langevinStepSize({ sigmas, stepsPerSigma: 10 }));
 * ```
 */
export function langevinStepSize(options: LangevinStepSizeOptions): number {
  const where = "langevinStepSize";
  const { sigmas, stepsPerSigma } = readOptions(where, options, langevinStepSizeSpec);
  if (sigmas.length === 1) throw invalid(where, "at least 2 sigmas", options.sigmas);
  return stepSizeByTechnique4(sigmas, stepsPerSigma);
}

/** {@link langevinStepSize} of arguments that are checked. */
export function stepSizeByTechnique4(levels: ArrayLike<number>, stepsPerSigma: number): number {
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

/** Options of {@link predictGaussianStd}: the data's deviation and the sampler's settings. */
export interface GaussianPredictionOptions {
  /** Strictly decreasing. */
  sigmas: ArrayLike<number>;
  /** Updates on each level, from 1; at most 2²⁸ on all levels together, a second of work. */
  stepsPerSigma: number;
  /** α on the last level; α = stepSize·(σ/sigmaMin)² on the others. */
  stepSize: number;
  /** s₀, the standard deviation of the data. @default 1 */
  dataStd?: number | undefined;
  /** Variance where the first score is taken. @default s₀² + sigmaMax² */
  startVariance?: number | undefined;
  /** Whether x + sigmaMin²·score ends the run. @default true */
  denoise?: boolean | undefined;
  /** The updates' noise. @default "averaged" */
  noise?: LangevinNoise | undefined;
  /** Whether the last update of a level also carries rows to the next one. @default true */
  handOver?: boolean | undefined;
}

export const gaussianPredictionSpec = {
  sigmas: option(readSigmas, { required: true }),
  stepsPerSigma: integer(1, Number.MAX_SAFE_INTEGER, { required: true }),
  stepSize: positive({ required: true }),
  dataStd: number(0, MOST_STD, { default: 1 }),
  startVariance: number(0, Number.MAX_VALUE),
  denoise: boolean({ default: true }),
  noise: oneOf(langevinNoises, { default: "averaged" }),
  handOver: boolean({ default: true }),
} satisfies Spec<GaussianPredictionOptions>;

/**
 * The exact standard deviation of what `annealedLangevin` returns for data N(0, s₀²) and the true score. An update with drift b
 * (α/2, and where rows are handed over what that adds) multiplies rows by r = 1 − b/(s₀² + σ²); the variance between
 * updates becomes
 *
 *     v ← r²·v + (1 + r)²·α/4,   and where the score is taken it is v + α/4,   with averaged noise,
 *     v ← r²·v + α   with independent noise.
 *
 * The final denoising multiplies the deviation by s₀²/(s₀² + sigmaMin²). To be compared with s₀: along each eigenvector of the
 * data's covariance it says, before any training, what the ladder and the step cost.
 *
 * @throws LangevinError "invalid-argument"; "diverged" when the step is unstable and the deviation grows beyond f64
 *
 * @example
 * ```ts
 * import { geometricSigmas, predictGaussianStd } from "langevin";
 *
 * const sigmas = geometricSigmas({ sigmaMax: 10, sigmaMin: 0.01, count: 50 });
 * console.log(predictGaussianStd({ sigmas, stepsPerSigma: 10, stepSize: 0.01 ** 2 })); // about 1, that of the data
 * ```
 */
export function predictGaussianStd(options: GaussianPredictionOptions): number {
  const where = "predictGaussianStd";
  const chain = readOptions(where, options, gaussianPredictionSpec);
  const { sigmas, stepsPerSigma, stepSize, dataStd } = chain;
  const most = Math.floor(MOST_UPDATES / sigmas.length);
  const count = sigmas.length === 1 ? "1 level has" : `${sigmas.length} levels have`;
  if (stepsPerSigma > most)
    throw invalid(
      where,
      `stepsPerSigma an integer from 0 to ${most}, so that ${count} at most 2²⁸ updates`,
      stepsPerSigma,
    );
  const std = gaussianStd(chain);
  if (std < Infinity) return std;
  const ratio = sigmas[0] / sigmas[sigmas.length - 1];
  const factor = 1 - (stepSize * ratio * ratio) / 2 / (dataStd * dataStd + sigmas[0] * sigmas[0]);
  throw new LangevinError(
    "diverged",
    `${where}: expected a stepSize that is stable, got ${stepSize}: at sigma ${sigmas[0]} updates multiply deviations by ${factor}`,
  );
}

/** {@link predictGaussianStd} of arguments that are checked; Infinity when the step is unstable. */
export function gaussianStd(
  chain: Omit<Settled<typeof gaussianPredictionSpec>, "sigmas"> & { sigmas: ArrayLike<number> },
): number {
  const { sigmas, stepsPerSigma, stepSize, dataStd, startVariance, denoise, noise, handOver } = chain;
  const averaged = noise === "averaged";
  const dataVariance = dataStd * dataStd;
  const last = sigmas.length - 1;
  const sigmaMin = sigmas[last];
  const u = stepSize / (2 * sigmaMin * sigmaMin);
  const quarter = (sigma: number): number => (u * sigma * sigma) / 2; // α/4
  const update = (variance: number, sigma: number, drift: number): number => {
    const r = 1 - drift / (dataVariance + sigma * sigma);
    return r * r * variance + quarter(sigma) * (averaged ? (1 + r) * (1 + r) : 4);
  };
  const start = startVariance ?? dataVariance + sigmas[0] * sigmas[0];
  let variance = averaged ? Math.max(0, start - quarter(sigmas[0])) : start;
  for (let i = 0; i <= last; i++) {
    const sigma = sigmas[i];
    for (let step = 1; step < stepsPerSigma; step++) {
      const next = update(variance, sigma, 2 * quarter(sigma));
      if (next === variance) break; // and so it stays
      variance = next;
    }
    if (i < last)
      variance = update(
        variance,
        sigma,
        2 * quarter(sigma) + handOverDrift({ noise, handOver }, u, sigma, sigmas[i + 1]),
      );
    else if (!(handOver && denoise)) variance = update(variance, sigma, 2 * quarter(sigma));
  }
  if (averaged) variance += quarter(sigmaMin);
  return Math.sqrt(variance) * (denoise ? dataVariance / (dataVariance + sigmaMin * sigmaMin) : 1);
}

function readSigmas(where: string, _name: string, sigmas: unknown): ArrayLike<number> {
  return checkSigmas(where, sigmas as ArrayLike<number>);
}
