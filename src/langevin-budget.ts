import { langevinStepSize, predictGaussianStd } from "./langevin-theory.ts";
import { pow } from "./math.ts";
import { normalCdf } from "./normal-distribution.ts";
import { geometricSigmas } from "./schedule.ts";

/**
 * The ratio g of neighbouring noise levels by technique 2 of NCSNv2 (Song & Ermon 2020, arXiv:2006.09011), which keeps
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

export interface Chain {
  sigmas: ArrayLike<number>;
  stepsPerSigma: number;
  stepSize: number;
}

const ones = (length: number): Float64Array => new Float64Array(length).fill(1);

/**
 * W₂/√Σλ, for the 2-Wasserstein distance W₂ between N(0, Σ) and what annealed Langevin dynamics with the exact score makes
 * of it: W₂² = Σ(ŝ − √λ)² over the eigenvalues λ of Σ, ŝ = `predictGaussianStd` from the start of a standardised table,
 * N(0, (1 + sigmaMax²)I). In one dimension the relative error of the standard deviation.
 */
export function predictError(eigenvalues: ArrayLike<number>, chain: Chain, weights = ones(eigenvalues.length)): number {
  const startVariance = 1 + chain.sigmas[0] * chain.sigmas[0];
  return relativeDistance(eigenvalues, weights, (dataStd) => predictGaussianStd({ ...chain, dataStd, startVariance }));
}

/** The part of `predictError` no number of updates can mend: denoising at σ shrinks N(0, λ + σ²) to λ²/(λ + σ²). */
export function denoisingLoss(eigenvalues: ArrayLike<number>, sigma: number): number {
  return relativeDistance(eigenvalues, ones(eigenvalues.length), (dataStd) =>
    dataStd === 0 ? 0 : (dataStd * dataStd) / Math.sqrt(dataStd * dataStd + sigma * sigma),
  );
}

export interface Budget {
  sigmaMax: number;
  sigmaMin: number;
  /** Of the data's covariance. */
  eigenvalues: Float64Array;
  /** Levels below which neighbours overlap too little. */
  minLevels: number;
  /** Updates to spend: levels × steps a level stay within it. At least 2. */
  updates: number;
  /** Updates on each level, if they are not to be chosen. */
  stepsPerSigma?: number;
}

/** Errors this close together are the same: then fewer levels are better. */
const INDIFFERENT = 1.02;

/**
 * The geometric ladder, steps a level and step u = α/(2σ²) ≤ ½ (docs/decisions/0003) of the smallest `predictError`, to
 * 2 %, within a budget; of equals the one with the fewest levels. Tried are 1, 2, 3, 4, 6, 9, … steps a level with as many
 * levels as they leave, if these are `minLevels` or else one step only, and u = ½, ½/√2, ¼, … 1/64 beside technique 4's.
 */
export function spendBudget({ sigmaMax, sigmaMin, eigenvalues, minLevels, updates, stepsPerSigma }: Budget): Chain {
  const { values, weights } = condense(eigenvalues);
  const tried: { chain: Chain; error: number }[] = [];
  for (const steps of stepsPerSigma ? [stepsPerSigma] : stepCounts(updates, minLevels)) {
    const sigmas = geometricSigmas({ sigmaMax, sigmaMin, count: Math.floor(updates / steps) });
    const half = sigmaMin * sigmaMin;
    const stepSizes = Array.from({ length: 11 }, (_, k) => half * pow(2, -k / 2));
    stepSizes.push(Math.min(half, langevinStepSize({ sigmas, stepsPerSigma: steps })));
    for (const stepSize of stepSizes) {
      const chain = { sigmas, stepsPerSigma: steps, stepSize };
      tried.push({ chain, error: predictError(values, chain, weights) });
    }
  }
  const smallest = tried.reduce((least, { error }) => Math.min(least, error), Infinity);
  const good = tried.filter(({ error }) => error <= smallest * INDIFFERENT);
  return good.reduce((best, other) => {
    const fewer = best.chain.sigmas.length - other.chain.sigmas.length;
    return fewer > 0 || (fewer === 0 && other.error < best.error) ? other : best;
  }).chain;
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

/** At most 16 numbers for all eigenvalues: means of equal shares, with their sizes. */
function condense(eigenvalues: Float64Array): { values: Float64Array; weights: Float64Array } {
  const bins = Math.min(16, eigenvalues.length);
  const values = new Float64Array(bins);
  const weights = new Float64Array(bins);
  for (let b = 0; b < bins; b++) {
    const from = Math.floor((b * eigenvalues.length) / bins);
    const to = Math.floor(((b + 1) * eigenvalues.length) / bins);
    for (let i = from; i < to; i++) values[b] += eigenvalues[i] / (to - from);
    weights[b] = to - from;
  }
  return { values, weights };
}
