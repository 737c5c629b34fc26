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
 * Annealed Langevin dynamics with averaged noise and hand-over, from score to score: with the updates of all levels in one row,
 * p ← p + drift·score(p, σ) + ½√α·z + ½√α'·z', z' and α' those of the update after. drift is α/2, and on the last of a
 * level (1 − u/2)(σ² − σ'²)/2 more; the last of all is a denoising.
 */
export function annealedLangevin(score: Score, sigmas: ArrayLike<number>, options: RunOptions): Float64Array {
  const { dim, count, seed, offset = 0, stepsPerSigma, stepSize } = options;
  const sigmaMin = sigmas[sigmas.length - 1];
  const u = stepSize / (2 * sigmaMin ** 2);
  const updates = Array.from(sigmas).flatMap((sigma, level) =>
    Array.from({ length: stepsPerSigma }, (_, step) => ({ sigma, level, step, next: sigmas[level + 1] ?? 0 })),
  );
  const half = ({ sigma, level, step }: (typeof updates)[number]) =>
    normals(stepKey(seed, PURPOSE.steps, level, step), count, dim, offset).map((z) => Math.sqrt(u / 2) * sigma * z);
  let p = start(Math.sqrt(SIGMA_DATA ** 2 + sigmas[0] ** 2 * (1 - u / 2)), options);
  const first = half(updates[0]);
  p = p.map((value, k) => value + first[k]);
  updates.forEach((update, n) => {
    const { sigma, step, next } = update;
    const s = score(p, sigma);
    if (n === updates.length - 1) {
      p = p.map((value, k) => value + sigma ** 2 * s[k]);
      return;
    }
    const handOver = step === stepsPerSigma - 1 ? ((1 - u / 2) * (sigma ** 2 - next ** 2)) / 2 : 0;
    const [own, after] = [half(update), half(updates[n + 1])];
    p = p.map((value, k) => value + (u * sigma ** 2 + handOver) * s[k] + own[k] + after[k]);
  });
  return p;
}

/**
 * NCSN's annealed Langevin dynamics (Song & Ermon 2019, Algorithm 1): α = stepSize·(σ/σ_min)², start √(σ_d² + σ_max²)·z,
 * at the end one denoising x + σ_min²·score(x, σ_min).
 */
export function ncsnLangevin(score: Score, sigmas: ArrayLike<number>, options: RunOptions): Float64Array {
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
