import { checkSigmas } from "../noise/ladders.ts";
import {
  boolean,
  type Complete,
  integer,
  number,
  oneOf,
  option,
  readOptions,
  seed,
  type Settled,
  type Spec,
  unchecked,
} from "../support/options.ts";
import { checkNoiseDistribution, type NoiseDistribution } from "./noise-distribution.ts";
import {
  checkReferenceRows,
  couplings,
  MOST_BATCH_ROWS,
  objectiveSpec,
  type Coupled,
  type Coupling,
  weightingOption,
  type ObjectiveSettings,
} from "./objective.ts";
import { optimizerSpec, usualLearningRate, type OptimizerOptions } from "./optimizer.ts";

/** What a training run is, apart from its data, as a caller gives it. */
export interface SettingsOptions extends ObjectiveSettings, OptimizerOptions {
  /** The ladder: strictly decreasing, in units of the encoded data. A σ is drawn for every row. */
  sigmas: ArrayLike<number>;
  /** How σ is drawn between the ladder's ends. @default "ladder"; log-normal with sigmas "auto" */
  noiseDistribution?: NoiseDistribution | undefined;
  /** Steps in all. @default 10,000: under a minute for a network of the default size in the plane on two cores */
  steps?: number | undefined;
  /** Rows drawn for a step, 1…1,048,576. @default 512 */
  batchSize?: number | undefined;
  /** Seed of everything random in the training. @default 0 */
  seed?: number | undefined;
  /**
   * Share of the data's rows that are not trained on and stand for `validation`: 0…0.5, drawn at random; at most 4,096 rows.
   *
   * @default 0; 0.1 with `stopEarly` and no `validation`
   */
  holdout?: number | undefined;
  /**
   * Whether the averaged weights whose validation rows have the least loss in nats are the ones that the network ends with, and
   * training stops when that loss has risen.
   *
   * @default false
   */
  stopEarly?: boolean | undefined;
}

/** What settings that any training has are checked against. */
export const commonSpec = {
  steps: integer(1, 1e9, { default: 10_000 }),
  batchSize: integer(1, MOST_BATCH_ROWS, { default: 512 }),
  seed: seed({ default: 0 }),
  holdout: number(0, 0.5),
  stopEarly: boolean({ default: false }),
  ...objectiveSpec,
  ...optimizerSpec,
} satisfies Spec<Omit<SettingsOptions, "sigmas" | "noiseDistribution" | "weighting">>;

/** What settings are checked against. */
export const settingsSpec = {
  sigmas: option((where, _name, value) => [...checkSigmas(where, value as number[])], { required: true }),
  noiseDistribution: unchecked<NoiseDistribution>(), // depends on sigmas
  weighting: weightingOption,
  ...commonSpec,
} satisfies Spec<SettingsOptions>;

/** Pairs of a `reflow`, at most: 2²⁴ in the plane take 256 MB. */
export const MOST_PAIRS = 1 << 24;

/** How the pairs of a `reflow` are drawn. */
export interface PairSettings {
  /** Pairs of a noise and a row. */
  pairs: number;
  /** Scores of the teacher that a pair costs. */
  pairEvaluations: number;
}

/** What is in settings but no option of training, as `reflow` decides it. */
const decided = {
  coupling: oneOf([...couplings, "reflow"], { default: "independent" }),
  pairs: integer(1, MOST_PAIRS),
  pairEvaluations: integer(1, 100_000),
} satisfies Spec<Partial<PairSettings> & { coupling?: Coupling | Coupled }>;

/** Settings that are left out where they are not in use. */
type Extra =
  | ("noiseDistribution" | "coupling" | "couplingRows" | "referenceRows" | "conditionDropout" | "maskShare")
  | ("holdout" | "stopEarly");

/** The settings with every number filled in: kept in model files, so that a training can be resumed. */
export interface TrainingSettings
  extends
    Omit<Complete<SettingsOptions>, Extra | "sigmas">,
    Partial<Pick<Complete<SettingsOptions>, Exclude<Extra, "noiseDistribution" | "coupling">>>,
    Partial<PairSettings> {
  sigmas: readonly number[];
  coupling?: Coupling | Coupled;
  noiseDistribution?: Exclude<NoiseDistribution, "log-normal">;
}

/** Settings as a file may have them. */
type SavedOptions = Omit<SettingsOptions, "coupling"> & Partial<PairSettings> & { coupling?: Coupling | Coupled };

/** Settings of which each is checked. */
type CheckedSettings = Omit<Settled<typeof settingsSpec>, "coupling" | Watched> &
  Partial<Pick<Settled<typeof settingsSpec>, Watched>> &
  Pick<Settled<typeof decided>, "coupling"> &
  Partial<Settled<typeof decided>>;

/** Settings that a reflow has not. */
type Watched = "holdout" | "stopEarly";

/**
 * Every setting filled in and in range.
 *
 * @throws LangevinError "invalid-argument"
 */
export function checkSettings(where: string, options: SavedOptions): TrainingSettings {
  return completeSettings(where, readOptions(where, options, { ...settingsSpec, ...decided }));
}

/** Settings checked one by one → checked together, with the defaults that depend on others. */
export function completeSettings(where: string, settings: CheckedSettings): TrainingSettings {
  const { sigmas, steps, batchSize, seed, weighting, coupling, couplingRows, referenceRows = 1 } = settings;
  const { pairs = 1, pairEvaluations = 1 } = settings;
  const { noiseDistribution: noise = "ladder", conditionDropout = 0, maskShare = 0, holdout = 0, stopEarly } = settings;
  const noiseDistribution = checkNoiseDistribution(where, noise, sigmas);
  checkReferenceRows(where, referenceRows, settings);
  const { learningRate = usualLearningRate([], referenceRows), labelDropout } = settings;
  const { warmupSteps = Math.min(100, Math.floor(steps / 10)) } = settings;
  const { decay, beta1, beta2, epsilon, weightDecay, maxGradientNorm, emaDecay } = settings;
  return {
    ...{ sigmas, steps, batchSize, seed, weighting, labelDropout, learningRate, warmupSteps, decay },
    ...{ beta1, beta2, epsilon, weightDecay, maxGradientNorm, emaDecay },
    // Only where they are in use, so that other model files stay as they are, byte for byte
    ...(noiseDistribution !== "ladder" && { noiseDistribution }),
    ...(coupling === "optimal-transport" && { coupling, couplingRows }),
    ...(coupling === "reflow" && { coupling, pairs, pairEvaluations }),
    ...(referenceRows > 1 && { referenceRows }),
    ...(conditionDropout > 0 && { conditionDropout }),
    ...(maskShare > 0 && { maskShare }),
    ...(holdout > 0 && { holdout }),
    ...(stopEarly && { stopEarly }),
  };
}
