import { encodingNames, type EncodingName } from "../data/encodings/registry.ts";
import type { Rows } from "../data/rows.ts";
import { checkSigmas } from "../noise/ladders.ts";
import { commonSpec, settingsSpec, type SettingsOptions } from "../recipe/settings.ts";
import { invalid } from "../support/errors.ts";
import {
  abortSignal,
  integer,
  oneOf,
  option,
  readOptions,
  type Settled,
  type Spec,
  unchecked,
} from "../support/options.ts";
import { isReadable } from "../support/readable.ts";

/** Options of a training that belong to a run of it, and are given again when it is resumed. */
export interface RunOptions {
  /** One for each row of the data, 0…classes−1, or −1 for none; for a network with classes. @default none */
  labels?: ArrayLike<number> | undefined;
  /**
   * (n, conditions), numbers that each row of the data is conditioned on, in their own units; a row of NaN for none. For a network
   * with `conditions`, which needs them.
   *
   * @default none
   */
  conditions?: Rows | undefined;
  /** Rows not trained on: their loss on fixed noises is reported every `validateEvery` steps. @default none; those of `holdout` */
  validation?: Rows | undefined;
  /** Labels of the rows of `validation`. @default none */
  validationLabels?: ArrayLike<number> | undefined;
  /** Conditions of the rows of `validation`. @default none */
  validationConditions?: Rows | undefined;
  /**
   * What NaN in the rows is: a mistake, or a free coordinate, one that any value fits. A free coordinate teaches the network
   * nothing but N(0, 1), whatever the others are; of encoded rows only, plain coordinates only.
   *
   * @default "refuse"
   */
  gaps?: "refuse" | "free" | undefined;
  /**
   * Steps between two looks at validation rows; there is one after the last step in any case.
   *
   * @default 500; with `stopEarly` ten passes over the rows, 25 to 500
   */
  validateEvery?: number | undefined;
  /** Ends training with the signal's reason; the network keeps the last step's weights and can be resumed. @default none */
  signal?: AbortSignal | undefined;
}

/** Options of {@link train}: the noise, the objective, the optimizer, and what is watched on the way. */
export interface TrainOptions extends RunOptions, Omit<SettingsOptions, "sigmas"> {
  /**
   * The ladder: strictly decreasing, in units of the encoded data; or "auto": chosen from the data by `chooseSigmas`,
   * which says in `network.autoSigmas` what and why, with σ drawn log-normally between its ends unless `noiseDistribution`
   * says otherwise.
   */
  sigmas: ArrayLike<number> | "auto";
  /** What rows become for the network: "standard", columns of mean 0 and deviation 1, or "identity". @default "standard" */
  encoding?: EncodingName | undefined;
  /** Whether to go on with the network's training, see {@link ResumeOptions}. @default false */
  resume?: false | undefined;
}

/** Goes on with a network's interrupted training, with its settings, bit for bit as if it had not been interrupted. */
export interface ResumeOptions extends RunOptions {
  /** Goes on where the training was interrupted. */
  resume: true;
}

const runSpec = {
  labels: unchecked<ArrayLike<number>>(),
  conditions: unchecked<Rows>(),
  validation: unchecked<Rows>(),
  validationLabels: unchecked<ArrayLike<number>>(),
  validationConditions: unchecked<Rows>(),
  gaps: oneOf(["refuse", "free"], { default: "refuse" }),
  validateEvery: integer(1, 1e9),
  signal: abortSignal(),
} satisfies Spec<RunOptions>;

/** What options that `train` and `trainFlow` share are checked against. */
export const sharedSpec = {
  ...commonSpec,
  ...runSpec,
  encoding: oneOf(encodingNames, { default: "standard" }),
  resume: option((where, _name, value) => {
    if (value !== false) throw invalid(where, "resume true or false", value);
    return false as const;
  }),
} satisfies Spec<Omit<TrainOptions, "sigmas" | "noiseDistribution" | "weighting">>;

/** What {@link train} checks its options against. */
export const trainSpec = {
  ...settingsSpec,
  ...sharedSpec,
  sigmas: option(
    (where, _name, value) => {
      if (value === "auto") return value;
      if (typeof value !== "object" || value === null)
        throw invalid(where, 'sigmas "auto" or an array of numbers', value);
      return [...checkSigmas(where, value as number[])];
    },
    { required: true },
  ),
} satisfies Spec<TrainOptions>;

/** What {@link train} checks its options against where they say `resume: true`. */
export const resumeSpec = {
  ...runSpec,
  resume: option(() => true as const),
} satisfies Spec<ResumeOptions>;

/** Checked options of a training from its first step. */
export type BeginOptions = Settled<typeof trainSpec>;

/** Checked options of a training that goes on. */
export type ContinueOptions = Settled<typeof resumeSpec>;

/** Whether the options ask to go on with a training. */
export function resumes<T>(options: T): options is T & { resume: true } {
  return (
    isReadable(options) &&
    typeof options === "object" &&
    options !== null &&
    "resume" in options &&
    options.resume === true
  );
}

/** Options of a training that goes on, checked; what it began with cannot be given anew. */
export function readResumeOptions(where: string, options: ResumeOptions): ContinueOptions {
  for (const [name, value] of Object.entries(options))
    if (name in trainSpec && !(name in resumeSpec))
      throw invalid(where, `no ${name} beside resume, which goes on with the settings training began with`, value);
  return readOptions(where, options, resumeSpec);
}
