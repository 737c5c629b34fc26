/** A network and a batch: the same model for everyone. */
export interface SpeedCase {
  name: string;
  dim: number;
  hidden: readonly number[];
  batchSize: number;
  /** Sines and cosines of each coordinate: 8 frequencies in the plane; beyond, 4 for the default network and none else. */
  coordinateFrequencies: number;
  /** What is measured of it. */
  kinds: readonly Kind[];
}

/** What is measured: steps of all, and of ours the step and the sampling of who sets nothing. */
export type Kind = "train" | "langevin" | "default" | "sample";

/** The default network's shape, of which the default step and whole samplings are asked too. */
const USUAL = { width: 128, layers: 3, batchSize: 512 };

export const SPEED_CASES: readonly SpeedCase[] = [
  { dim: 2, width: 64, layers: 3, batchSize: 128, coordinateFrequencies: 8, kinds: ["train", "langevin"] },
  { dim: 2, ...USUAL, coordinateFrequencies: 8, kinds: ["train", "langevin", "default", "sample"] },
  { dim: 16, ...USUAL, coordinateFrequencies: 4, kinds: ["train", "default", "sample"] },
  { dim: 16, width: 256, layers: 4, batchSize: 512, coordinateFrequencies: 0, kinds: ["train", "langevin"] },
  { dim: 64, width: 512, layers: 4, batchSize: 256, coordinateFrequencies: 0, kinds: ["train", "langevin"] },
].map(({ dim, width, layers, batchSize, kinds, coordinateFrequencies }) => ({
  name: `${dim}-D ${width}×${layers} batch ${batchSize}`,
  dim,
  hidden: Array.from({ length: layers }, () => width),
  batchSize,
  coordinateFrequencies,
  kinds: kinds as Kind[],
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

/** What a contender is asked to do; all but `train` and `langevin` are asked of ours alone. */
export type Operation = Kind | "microkernel" | "cycle";

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
