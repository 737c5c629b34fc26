import { SIGMA_DATA } from "./features.ts";
import { normals } from "./normal.ts";
import { PURPOSE, stepKey } from "./threefry.ts";

/** score(x (B, D), σ) → (B, D) */
export type Score = (x: Float64Array, sigma: number) => ArrayLike<number>;

/** x + (α/2)·score + √α·z */
export function langevinUpdate(
  x: ArrayLike<number>,
  score: ArrayLike<number>,
  noise: ArrayLike<number>,
  alpha: number,
): Float64Array {
  return Float64Array.from(x, (value, k) => value + (alpha / 2) * score[k] + Math.sqrt(alpha) * noise[k]);
}

export interface RunOptions {
  dim: number;
  count: number;
  seed: number;
  /** Index of the first particle: its random numbers are those of row `offset`. */
  offset?: number;
  stepsPerSigma: number;
  stepSize: number;
}

/** x = std·z of purpose 6. */
export function start(std: number, { dim, count, seed, offset = 0 }: RunOptions): Float64Array {
  return normals(stepKey(seed, PURPOSE.start), count, dim, offset).map((z) => std * z);
}

function descend(
  score: Score,
  sigmas: ArrayLike<number>,
  options: RunOptions & { start: Float64Array; alpha: (sigma: number) => number },
): Float64Array {
  const { dim, count, seed, offset = 0, stepsPerSigma } = options;
  let x = options.start;
  for (let level = 0; level < sigmas.length; level++) {
    const sigma = sigmas[level];
    for (let step = 0; step < stepsPerSigma; step++) {
      const noise = normals(stepKey(seed, PURPOSE.steps, level, step), count, dim, offset);
      x = langevinUpdate(x, score(x, sigma), noise, options.alpha(sigma));
    }
  }
  return x;
}

/**
 * Annealed Langevin dynamics (Song & Ermon 2019, Algorithm 1): α = stepSize·(σ/σ_min)², start √(σ_d² + σ_max²)·z,
 * at the end one denoising x + σ_min²·score(x, σ_min).
 */
export function annealedLangevin(score: Score, sigmas: ArrayLike<number>, options: RunOptions): Float64Array {
  const sigmaMin = sigmas[sigmas.length - 1];
  const x = descend(score, sigmas, {
    ...options,
    start: start(Math.sqrt(SIGMA_DATA * SIGMA_DATA + sigmas[0] * sigmas[0]), options),
    alpha: (sigma) => options.stepSize * (sigma / sigmaMin) ** 2,
  });
  const last = score(x, sigmaMin);
  return x.map((value, k) => value + sigmaMin * sigmaMin * last[k]);
}

/** The textbook form: start N(0, I), α = stepSize on every level, no denoising. */
export function textbookLangevin(score: Score, sigmas: ArrayLike<number>, options: RunOptions): Float64Array {
  return descend(score, sigmas, { ...options, start: start(1, options), alpha: () => options.stepSize });
}
