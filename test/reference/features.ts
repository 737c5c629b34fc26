/** Deviation of the standardized data, σ_d. */
export const SIGMA_DATA = 1;

export interface FeatureConfig {
  dim: number;
  /** E: sines and cosines of ln σ. */
  sigmaFrequencies: number;
  /** F: sines and cosines of each coordinate. */
  coordinateFrequencies: number;
  /** The highest of those; default 8. */
  maxCoordinateFrequency?: number;
  /** K: a feature for each label; default none. */
  classes?: number;
  /** C: a feature for each condition and one for their absence; default none. */
  conditions?: number;
  /** Fc: sines and cosines of each of them; default none. */
  conditionFrequencies?: number;
  /** The highest of those; default 8. */
  maxConditionFrequency?: number;
}

/** 2E + D·(1 + 2F) + K, and C·(1 + 2Fc) + 1 with conditions */
export function featureCount({
  dim,
  sigmaFrequencies,
  coordinateFrequencies,
  classes = 0,
  conditions = 0,
  conditionFrequencies = 0,
}: FeatureConfig): number {
  const plain = 2 * sigmaFrequencies + dim * (1 + 2 * coordinateFrequencies) + classes;
  return conditions > 0 ? plain + conditions * (1 + 2 * conditionFrequencies) + 1 : plain;
}

/** `count` frequencies from `first` to `last` with a constant ratio; one alone is `first`. */
export function frequencyLadder(count: number, first: number, last: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => first * (last / first) ** (count > 1 ? k / (count - 1) : 0));
}

/** ω, 0.25…4, on ln σ. */
export const sigmaLadder = (count: number): Float64Array => frequencyLadder(count, 0.25, 4);

/** φ, 1…maxCoordinateFrequency, on cIn·x̃. */
export const coordinateLadder = (count: number, maxCoordinateFrequency = 8): Float64Array =>
  frequencyLadder(count, 1, maxCoordinateFrequency);

/** cIn = 1/√(σ² + σ_d²) */
export function inputScale(sigma: number): number {
  return 1 / Math.sqrt(sigma * sigma + SIGMA_DATA * SIGMA_DATA);
}

/**
 * The network's inputs (B, 2E + D·(1 + 2F) + K), in the order of docs/internals/notation.md: sines then cosines of ω·ln σ; cIn·x̃;
 * for each φ the sines of φ·cIn·x̃ over all coordinates, then their cosines; 1 at the row's label; its conditions (B, C), or, where
 * they are NaN or not given, zeros, their sines and cosines as those of coordinates, and 1 where they are not given.
 */
export function features(
  noised: ArrayLike<number>,
  sigma: ArrayLike<number>,
  config: FeatureConfig,
  labels?: ArrayLike<number>,
  conditions?: ArrayLike<number>,
): Float64Array {
  const { conditions: C = 0 } = config;
  const { dim, sigmaFrequencies: E, coordinateFrequencies: F } = config;
  const width = featureCount(config);
  const omega = sigmaLadder(E);
  const phi = coordinateLadder(F, config.maxCoordinateFrequency);
  const out = new Float64Array(sigma.length * width);
  for (let b = 0; b < sigma.length; b++) {
    const row = out.subarray(b * width, (b + 1) * width);
    const cIn = inputScale(sigma[b]);
    for (let e = 0; e < E; e++) {
      row[e] = Math.sin(omega[e] * Math.log(sigma[b]));
      row[E + e] = Math.cos(omega[e] * Math.log(sigma[b]));
    }
    for (let d = 0; d < dim; d++) {
      const scaled = cIn * noised[b * dim + d];
      row[2 * E + d] = scaled;
      for (let f = 0; f < F; f++) {
        const sines = 2 * E + dim * (1 + 2 * f);
        row[sines + d] = Math.sin(phi[f] * scaled);
        row[sines + dim + d] = Math.cos(phi[f] * scaled);
      }
    }
    if (labels && labels[b] >= 0) row[2 * E + dim * (1 + 2 * F) + labels[b]] = 1;
    if (C === 0) continue;
    const absent = !conditions || Number.isNaN(conditions[b * C]);
    const ladder = coordinateLadder(config.conditionFrequencies ?? 0, config.maxConditionFrequency);
    row[width - 1] = absent ? 1 : 0;
    for (let c = 0; c < C; c++) {
      const value = absent ? 0 : conditions[b * C + c];
      const plain = width - 1 - C * (1 + 2 * ladder.length) + c;
      row[plain] = value;
      ladder.forEach((frequency, f) => {
        row[plain + C * (1 + 2 * f)] = Math.sin(frequency * value);
        row[plain + C * (2 + 2 * f)] = Math.cos(frequency * value);
      });
    }
  }
  return out;
}

/** dX̃ (B, D) from dFeatures: the chain rule through cIn·x̃ and its sines and cosines; σ is a constant. */
export function featuresBackward(
  noised: ArrayLike<number>,
  sigma: ArrayLike<number>,
  dFeatures: ArrayLike<number>,
  config: FeatureConfig,
): Float64Array {
  const { dim, sigmaFrequencies: E, coordinateFrequencies: F } = config;
  const width = featureCount(config);
  const phi = coordinateLadder(F, config.maxCoordinateFrequency);
  const dX = new Float64Array(sigma.length * dim);
  for (let b = 0; b < sigma.length; b++) {
    const cIn = inputScale(sigma[b]);
    for (let d = 0; d < dim; d++) {
      const scaled = cIn * noised[b * dim + d];
      let dScaled = dFeatures[b * width + 2 * E + d];
      for (let f = 0; f < F; f++) {
        const sine = b * width + 2 * E + dim * (1 + 2 * f) + d;
        dScaled += phi[f] * Math.cos(phi[f] * scaled) * dFeatures[sine];
        dScaled -= phi[f] * Math.sin(phi[f] * scaled) * dFeatures[sine + dim];
      }
      dX[b * dim + d] = cIn * dScaled;
    }
  }
  return dX;
}
