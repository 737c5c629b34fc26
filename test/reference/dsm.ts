import type { Parameterization } from "../../src/engine/index.ts";
import { SIGMA_DATA } from "./features.ts";
import { normals } from "./normal.ts";
import { PARAMETERIZATIONS } from "./parameterization.ts";
import { PURPOSE, stepKey, threefry2x32 } from "./threefry.ts";

export type Weighting = "noise" | "edm" | "denoised" | "velocity";

/** x̃ = x + σ·z, rows (B, D), one σ a row. */
export function perturb(x: ArrayLike<number>, sigma: ArrayLike<number>, noise: ArrayLike<number>): Float64Array {
  const dim = x.length / sigma.length;
  return Float64Array.from(x, (value, k) => value + sigma[Math.floor(k / dim)] * noise[k]);
}

/** "noise": 1; "edm": (σ² + σ_d²)/σ_d²; "denoised": σ²; "velocity": (1 + σ)². */
export function weight(sigma: number, weighting: Weighting): number {
  if (weighting === "noise") return 1;
  if (weighting === "denoised") return sigma * sigma;
  if (weighting === "velocity") return (1 + sigma) * (1 + sigma);
  return (sigma * sigma + SIGMA_DATA * SIGMA_DATA) / (SIGMA_DATA * SIGMA_DATA);
}

export interface DsmLoss {
  loss: number;
  /** Gradient with respect to ẑ (B, D): 2·weight·(ẑ − z)/(B·D). */
  dPredictedNoise: Float64Array;
  /** Gradient with respect to the network's output F (B, D): cOut times the above. */
  dOutput: Float64Array;
}

/** loss = 1/(B·D) Σ_b weight(σ_b) Σ_d (ẑ_bd − z_bd)² */
export function dsmLoss(
  predictedNoise: ArrayLike<number>,
  noise: ArrayLike<number>,
  sigma: ArrayLike<number>,
  { weighting, parameterization }: { weighting: Weighting; parameterization: Parameterization },
): DsmLoss {
  const count = noise.length;
  const dim = count / sigma.length;
  const dPredictedNoise = new Float64Array(count);
  const dOutput = new Float64Array(count);
  let loss = 0;
  for (let k = 0; k < count; k++) {
    const s = sigma[Math.floor(k / dim)];
    const error = predictedNoise[k] - noise[k];
    loss += (weight(s, weighting) * error * error) / count;
    dPredictedNoise[k] = (2 * weight(s, weighting) * error) / count;
    dOutput[k] = PARAMETERIZATIONS[parameterization](s).cOut * dPredictedNoise[k];
  }
  return { loss, dPredictedNoise, dOutput };
}

/** ⌊w·n/2³²⌋ */
export function rowIndex(word: number, n: number): number {
  return Number((BigInt(word) * BigInt(n)) >> 32n);
}

/** (b + w·2⁻³²)/B */
export function stratifiedQuantile(b: number, word: number, batch: number): number {
  return (b + word * 2 ** -32) / batch;
}

/** Where a batch comes from: `step` t = 1, 2, … in training; validation is step 0 of streams of its own. */
export interface DrawOptions {
  seed: number;
  step: number;
  batch: number;
  validation?: boolean;
}

/** Data row (of n) and quantile of the σ distribution, for each row of a batch. */
export function drawRows(
  n: number,
  { seed, step, batch, validation = false }: DrawOptions,
): { row: Uint32Array; quantile: Float64Array } {
  const key = stepKey(seed, validation ? PURPOSE.validationRows : PURPOSE.batchRows, step);
  const row = new Uint32Array(batch);
  const quantile = new Float64Array(batch);
  for (let b = 0; b < batch; b++) {
    const [w0, w1] = threefry2x32(key, [b, 0]);
    row[b] = rowIndex(w0, n);
    quantile[b] = stratifiedQuantile(b, w1, batch);
  }
  return { row, quantile };
}

/** For each row of a batch, bits of its mask: with probability `share` each is 1 with a chance drawn for the row, else 0. */
export function drawMasks(bits: number, share: number, { seed, step, batch }: DrawOptions): number[][] {
  const key = stepKey(seed, PURPOSE.batchRows, step);
  return Array.from({ length: batch }, (_, b) => {
    const [word, chance] = threefry2x32(key, [b, 2]);
    return Array.from({ length: bits }, (_, k) =>
      Number(word < share * 2 ** 32 && threefry2x32(key, [b, 3 + (k >> 1)])[k & 1] < chance),
    );
  });
}

/** Rows of a batch that are trained without their label: word 0 at counter (b, 1) below ⌊share·2³²⌉. */
export function drawDropped(share: number, { seed, step, batch }: DrawOptions): boolean[] {
  const key = stepKey(seed, PURPOSE.batchRows, step);
  const below = Math.round(share * 2 ** 32);
  return Array.from({ length: batch }, (_, b) => threefry2x32(key, [b, 1])[0] < below);
}

/** z (B, D) of a batch. */
export function drawNoise(dim: number, { seed, step, batch, validation = false }: DrawOptions): Float64Array {
  return normals(stepKey(seed, validation ? PURPOSE.validationNoise : PURPOSE.batchNoise, step), batch, dim);
}

/** "ladder": σ = sigmas[⌊q·L⌋], at most the last. */
export function sigmaFromLadder(quantile: number, sigmas: ArrayLike<number>): number {
  return sigmas[Math.min(Math.floor(quantile * sigmas.length), sigmas.length - 1)];
}

/** σ = exp of ln σ interpolated linearly at q·(K−1) among K ≥ 2 values, value k being the quantile k/(K−1). */
export function sigmaFromQuantiles(quantile: number, logSigmas: ArrayLike<number>): number {
  const position = quantile * (logSigmas.length - 1);
  const k = Math.min(Math.floor(position), logSigmas.length - 2);
  return Math.exp(logSigmas[k] + (position - k) * (logSigmas[k + 1] - logSigmas[k]));
}
