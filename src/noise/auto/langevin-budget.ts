import type { SigmaRange } from "../sigma-range.ts";
import { gaussianStd } from "./gaussian-law.ts";
import { log, pow } from "../../numerics/math.ts";
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

/**
 * W₂/√Σλ, for the 2-Wasserstein distance W₂ between N(0, Σ) and what annealed Langevin dynamics with the exact score makes
 * of it: W₂² = Σ(ŝ − √λ)² over the eigenvalues λ of Σ, ŝ = `predictGaussianStd` from the start of a standardized table,
 * N(0, (1 + sigmaMax²)I). In one dimension the relative error of the standard deviation.
 */
export function predictError(
  eigenvalues: ArrayLike<number>,
  schedule: LangevinSchedule,
  weights: ArrayLike<number> = ones(eigenvalues.length),
): number {
  const startVariance = 1 + schedule.sigmas[0] * schedule.sigmas[0];
  return relativeDistance(eigenvalues, weights, (dataStd) =>
    gaussianStd({ ...schedule, dataStd, startVariance, denoise: true }),
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
  /** Updates to spend: levels × steps a level stay within it. At least 2. */
  updates: number;
  /** Updates on each level, if they are not to be chosen. */
  stepsPerSigma?: number | undefined;
}

/** What a row of annealed Langevin dynamics may cost unless somebody says more: a second or so for 1,000 rows. */
export const DEFAULT_EVALUATIONS = 1000;
/** Errors this close together are the same: then fewer levels are better. */
const INDIFFERENT = 1.02;
/** Predicted errors up to this are no matter, nor up to SPARED times the smallest there is: the shares of modes are. */
const GOOD_ENOUGH = 0.02;
const SPARED = Math.SQRT2;
/** Factor of the lag in the weights of modes, in the same units as u² (docs/decisions/0005). */
const SHARE_LAG = 2;
/** Where technique 2 has no solution, or too large a one. */
const WIDEST_RATIO = 1.4;

/** The largest ratio of neighboring levels that is good, and how many levels keep it. */
export function levelsNeeded({ sigmaMax, sigmaMin }: SigmaRange, dim: number): { ratio: number; count: number } {
  const ratio = Math.min(overlapRatio(dim), WIDEST_RATIO);
  return { ratio, count: Math.ceil(log(sigmaMax / sigmaMin) / log(ratio)) + 1 };
}

/**
 * How wrong the shares of two modes far apart come out, in units that depend on the modes alone: u² + 2/(n·u) with
 * u = α/(2σ²) and n updates for every e-fold of σ. Large steps carry too many particles to the smaller mode, and few
 * small ones leave too many there; the least is at u = n^(−1/3). Fitted to exact propagation to 30 % for n = 40 … 400 and
 * u = 1/16 … ½ (docs/decisions/0005).
 */
export function shareError(u: number, updatesPerEFold: number): number {
  return u * u + SHARE_LAG / (updatesPerEFold * u);
}

/**
 * The geometric ladder, steps a level and step u = α/(2σ²) ≤ ½ (docs/decisions/0003) within a budget that have the
 * smallest `shareError` of all with a `predictError` of up to 2 %, or up to √2 times the smallest there is; of equals (to
 * 2 %) the smallest `predictError`, then the fewest levels. Tried are 1, 2, 3, 4, 6, 9, … steps a level with as many levels
 * as they leave, if these are `levelsNeeded` or else one step only, and u = ½, ½/√2, ¼, … 1/64.
 */
export function spendBudget({ sigmaRange, dim, updates, stepsPerSigma }: Budget): LangevinSchedule {
  const { sigmaMax, sigmaMin, eigenvalues, shares } = sigmaRange;
  if (sigmaMax === sigmaMin)
    return { sigmas: [sigmaMin], stepsPerSigma: stepsPerSigma ?? updates, stepSize: sigmaMin * sigmaMin };
  const eFolds = log(sigmaMax / sigmaMin);
  const tried: { schedule: LangevinSchedule; error: number; shareError: number }[] = [];
  for (const steps of stepsPerSigma ? [stepsPerSigma] : stepCounts(updates, levelsNeeded(sigmaRange, dim).count)) {
    const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: Math.floor(updates / steps) });
    for (let k = 0; k < 11; k++) {
      const u = 0.5 * pow(2, -k / 2);
      const schedule = { sigmas, stepsPerSigma: steps, stepSize: 2 * u * sigmaMin * sigmaMin };
      const error = predictError(eigenvalues, schedule, shares);
      tried.push({ schedule, error, shareError: shareError(u, (sigmas.length * steps) / eFolds) });
    }
  }
  const allowed = Math.max(GOOD_ENOUGH, SPARED * least(tried.map(({ error }) => error)));
  const admitted = tried.filter(({ error }) => error <= allowed);
  const fairest = INDIFFERENT * least(admitted.map((one) => one.shareError));
  const fair = admitted.filter((one) => one.shareError <= fairest);
  const smallest = INDIFFERENT * least(fair.map(({ error }) => error));
  const good = fair.filter(({ error }) => error <= smallest);
  return good.reduce((best, other) => (other.schedule.sigmas.length < best.schedule.sigmas.length ? other : best))
    .schedule;
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
