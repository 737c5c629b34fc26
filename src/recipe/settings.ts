import { type Weighting, weightings } from "../engine/index.ts";
import { checkInteger, checkNumber, checkOneOf, checkPositive, invalid } from "../support/errors.ts";
import { checkNoiseDistribution, couplings, type Coupling, type NoiseDistribution } from "./noise-distribution.ts";
import { decays, usualLearningRate, type OptimizerOptions } from "./optimizer.ts";
import { checkSeed } from "../numerics/random.ts";
import { checkSigmas } from "../noise/ladders.ts";

/** What a training run is, apart from its data: kept in model files so that it can be resumed. */
export interface TrainingSettings extends OptimizerOptions {
  /** The ladder: strictly decreasing, in units of the standardized data. A σ is drawn for every row. */
  sigmas: readonly number[];
  /** Default 10,000: under a minute for a network of the default size in the plane on two cores. */
  steps: number;
  /** Rows drawn for a step. @default 512 */
  batchSize: number;
  /** Seed of everything random in the training. @default 0 */
  seed: number;
  /** How errors at different σ count. @default "edm" */
  weighting: Weighting;
  /** Share of rows trained without their label, so that the network learns the density of all rows too; default 0.1. */
  labelDropout: number;
  /** How σ is drawn between the ladder's ends; absent: "ladder". Default "ladder"; log-normal with sigmas "auto". */
  noiseDistribution?: Exclude<NoiseDistribution, "log-normal"> | undefined;
  /**
   * How rows are paired with noises; absent: "independent". With "optimal-transport" the network's ẑ is the velocity of
   * an ODE that ends at the data, but −ẑ/σ is no score: samplers that draw noise on the way refuse it.
   */
  coupling?: Coupling | undefined;
  /** Rows paired with each other by optimal transport, 2…1024; default 64. Time grows faster than its square. */
  couplingRows?: number | undefined;
  /**
   * Rows over which a noised row's target is averaged; absent: 1, its own noise. From the batch size on the target is
   * E[z | x̃] over the batch's rows and others drawn like them, each as likely as it is to have become x̃ (stable targets:
   * Xu et al. 2023, arXiv:2302.00670): the same minimum, with far less variance where rows lie closer than σ. Takes time in
   * proportion to batchSize·referenceRows·dim. Default 1; with sigmas "auto" and up to 16 columns
   * 1,024, or the batch if that is more.
   */
  referenceRows?: number | undefined;
}

/** The same as a caller gives them. */
export type SettingsOptions = {
  [Name in keyof Omit<TrainingSettings, "sigmas" | "noiseDistribution">]?: TrainingSettings[Name] | undefined;
} & {
  sigmas: ArrayLike<number>;
  /** How σ is drawn between the ladder's ends. @default "ladder"; log-normal with sigmas "auto" */
  noiseDistribution?: NoiseDistribution | undefined;
};

const usualBatchSize = 512;

/** Columns up to which rows lie close enough for their targets to be worth averaging, and batches, for its time. */
const [STABLE_COLUMNS, STABLE_BATCH] = [16, 4096];

/** Default `referenceRows` with sigmas "auto". */
export function autoReferenceRows(
  dim: number,
  { batchSize = usualBatchSize, coupling }: Pick<SettingsOptions, "batchSize" | "coupling">,
): number {
  const averaged = dim <= STABLE_COLUMNS && batchSize <= STABLE_BATCH && coupling !== "optimal-transport";
  return averaged ? Math.max(2 * usualBatchSize, batchSize) : 1;
}

/**
 * Every setting filled in and in range.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkSettings(where: string, options: SettingsOptions): TrainingSettings {
  const {
    steps = 10_000,
    batchSize = usualBatchSize,
    seed = 0,
    weighting = "edm",
    noiseDistribution = "ladder",
    coupling = "independent",
    couplingRows = 64,
    referenceRows = 1,
    labelDropout = 0.1,
    learningRate = usualLearningRate([], referenceRows),
    warmupSteps = Math.min(100, Math.floor(steps / 10)),
    decay = "cosine",
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    weightDecay = 0,
    maxGradientNorm = 1,
    emaDecay = 0.999,
  } = options;
  const sigmas = [...checkSigmas(where, options.sigmas)];
  checkInteger(where, "steps", steps, 1, 1e9);
  checkInteger(where, "batchSize", batchSize, 1, 1 << 20);
  checkSeed(where, seed);
  checkOneOf(where, "weighting", weighting, weightings);
  const noise = checkNoiseDistribution(where, noiseDistribution, sigmas);
  checkOneOf(where, "coupling", coupling, couplings);
  checkInteger(where, "couplingRows", couplingRows, 2, 1024);
  checkInteger(where, "referenceRows", referenceRows, 1, 1 << 20);
  if (referenceRows > 1 && referenceRows < batchSize)
    throw invalid(where, `referenceRows 1 or at least batchSize = ${batchSize}`, referenceRows);
  if (referenceRows > 1 && coupling !== "independent")
    throw invalid(
      where,
      `referenceRows 1 with coupling "${coupling}", whose targets are the coupled noises`,
      referenceRows,
    );
  checkNumber(where, "labelDropout", labelDropout, 0, 1);
  // In these ranges no update overflows f32 before the loss does, and ε does not round to 0
  checkNumber(where, "learningRate", learningRate, 1e-30, 1e3);
  checkInteger(where, "warmupSteps", warmupSteps, 0, 1e9);
  checkOneOf(where, "decay", decay, decays);
  checkNumber(where, "beta1", beta1, 0, 0.999999);
  checkNumber(where, "beta2", beta2, 0, 0.999999);
  checkNumber(where, "epsilon", epsilon, 1e-30, 1e30);
  checkNumber(where, "weightDecay", weightDecay, 0, 1);
  if (maxGradientNorm !== Infinity) checkPositive(where, "maxGradientNorm", maxGradientNorm);
  checkNumber(where, "emaDecay", emaDecay, 0, 0.9999999);
  return {
    ...{ sigmas, steps, batchSize, seed, weighting, labelDropout, learningRate, warmupSteps, decay },
    ...{ beta1, beta2, epsilon, weightDecay, maxGradientNorm, emaDecay },
    // Only where they are in use, so that other model files stay as they are, byte for byte
    ...(noise !== "ladder" && { noiseDistribution: noise }),
    ...(coupling !== "independent" && { coupling, couplingRows }),
    ...(referenceRows > 1 && { referenceRows }),
  };
}
