import { log } from "../../numerics/math.ts";
import { purposes, RowRandom, streamKey } from "../../numerics/random.ts";
import { entryOf, type StartLaws } from "../moments.ts";
import { lengthOf, placeOf, sigmaAt, type LevelRange } from "./levels.ts";

/** What decides the noises of rows. */
export interface NoisePlan extends LevelRange {
  dim: number;
  /** Levels for each row. */
  draws: number;
  seed: number;
  /** The normal law of each row at σ_max. */
  laws: StartLaws;
}

/** Rows with fixed noises at fixed levels, and what the normal law that they are compared with knows of them. */
export interface NoisedRows {
  readonly plan: NoisePlan;
  /** The number of the first row, and how many there are. */
  readonly first: number;
  readonly count: number;
  /** (count·draws, dim): z */
  readonly noise: Float32Array;
  /** (count·draws, dim): x̃ = x + σz, rounded to f32 as networks see it */
  readonly noised: Float32Array;
  /** (count·draws): σ, an f32 */
  readonly sigmas: Float64Array;
  /** (count·draws): ‖ẑ_G − z‖², ẑ_G = σ(x̃ − mean)/(variance + σ²) */
  readonly normalErrors: Float64Array;
  /** (count): −ln N(x(σ_min); mean, variance + σ_min²) in nats, its mean over the noise */
  readonly normalNats: Float64Array;
}

const LN_2PI = 1.8378770664093453;

/**
 * Noises for rows (count, dim), the first of which has the number `first`. Levels of a row are stratified and uniform in
 * ln(σ/√(d² + σ²)), along which errors count alike in nats. The noises of a row are those of (seed, its number) alone.
 */
export function noiseRows(x: ArrayLike<number>, plan: NoisePlan, first = 0): NoisedRows {
  const { dim, draws, seed, sigmaMin, sigmaMax, deviation, laws } = plan;
  const count = x.length / dim;
  const all = count * draws;
  const noise = new Float32Array(all * dim);
  const noised = new Float32Array(all * dim);
  const sigmas = new Float64Array(all);
  const normalErrors = new Float64Array(all);
  const normalNats = new Float64Array(count);
  const lawAt = (k: number): number => entryOf(laws, dim, first * dim + k);
  const mean = (k: number): number => laws.mean[lawAt(k)];
  const variance = (k: number): number => {
    const std = laws.std[lawAt(k)];
    return Math.max(0, std * std - sigmaMax * sigmaMax);
  };
  const key = streamKey(seed, purposes.lossInNats);
  const low = placeOf(sigmaMin, deviation);
  const length = lengthOf(plan);
  for (let row = 0; row < count; row++) {
    const random = new RowRandom(key, first + row);
    const shift = random.uniform();
    for (let e = row * draws; e < (row + 1) * draws; e++) {
      const sigma = Math.fround(sigmaAt(low + ((e - row * draws + shift) / draws) * length, deviation));
      sigmas[e] = sigma;
      for (let d = 0; d < dim; d++) {
        const z = Math.fround(random.normal());
        const y = Math.fround(x[row * dim + d] + sigma * z);
        noise[e * dim + d] = z;
        noised[e * dim + d] = y;
        const k = row * dim + d;
        const error = (sigma * (y - mean(k))) / (variance(k) + sigma * sigma) - z;
        normalErrors[e] += error * error;
      }
    }
    for (let k = row * dim; k < (row + 1) * dim; k++) {
      const [v, away] = [variance(k) + sigmaMin * sigmaMin, x[k] - mean(k)];
      normalNats[row] += 0.5 * (LN_2PI + log(v) + (away * away + sigmaMin * sigmaMin) / v);
    }
  }
  return { plan, first, count, noise, noised, sigmas, normalErrors, normalNats };
}
