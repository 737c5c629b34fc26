/** A network, a batch, and what is asked of everyone: the same model and the same two operations. */
export interface SpeedCase {
  name: string;
  dim: number;
  hidden: readonly number[];
  batchSize: number;
  /** Sines and cosines of each coordinate: 8 frequencies in the plane, none beyond. */
  coordinateFrequencies: number;
}

export const SPEED_CASES: readonly SpeedCase[] = [
  { dim: 2, width: 64, layers: 3, batchSize: 128 },
  { dim: 2, width: 128, layers: 3, batchSize: 512 },
  { dim: 16, width: 256, layers: 4, batchSize: 512 },
  { dim: 64, width: 512, layers: 4, batchSize: 256 },
].map(({ dim, width, layers, batchSize }) => ({
  name: `${dim}-D ${width}×${layers} batch ${batchSize}`,
  dim,
  hidden: Array.from({ length: layers }, () => width),
  batchSize,
  coordinateFrequencies: dim === 2 ? 8 : 0,
}));

/** 8 frequencies of ln σ, from 0.25 to 4: 16 features. */
export const SIGMA_FREQUENCIES = 8;
/** Frequencies of the coordinates go from 1 to this. */
export const MAX_FREQUENCY = 8;

export const DATA_ROWS = 10_000;
export const LEARNING_RATE = 1e-3;
/** Noise level and step size of the Langevin step. */
export const SIGMA = 0.5;
export const ALPHA = 0.001;
/** Peers draw ln σ ~ N(mean, deviation²) for a row. */
export const LOG_SIGMA_MEAN = -1.2;
export const LOG_SIGMA_DEVIATION = 1.4;

/** What a contender is asked to do; `microkernel` and `cycle` are asked of ours alone. */
export type Operation = "train" | "langevin" | "microkernel" | "cycle";

const padded = (n: number): number => Math.ceil(n / 8) * 8;

/**
 * Floating-point operations of one call: 2·K·O a row and product, K and O padded to multiples of 8. In training a layer
 * has three products, the first two: nothing asks for the gradient of the features. A Langevin step has one, and the
 * features of ln σ, the same for all rows, are not in it.
 */
export function operations(
  kind: "train" | "langevin",
  { dim, hidden, batchSize, coordinateFrequencies }: SpeedCase,
): number {
  const features = 2 * SIGMA_FREQUENCIES + dim * (1 + 2 * coordinateFrequencies);
  const widths = [features, ...hidden, dim].map(padded);
  let perRow = 0;
  for (let l = 0; l + 1 < widths.length; l++) {
    const inputs = kind === "langevin" && l === 0 ? widths[l] - 2 * SIGMA_FREQUENCIES : widths[l];
    const products = kind === "langevin" ? 1 : l === 0 ? 2 : 3;
    perRow += products * 2 * inputs * widths[l + 1];
  }
  return batchSize * perRow;
}
