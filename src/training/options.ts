import type { Rows } from "../data/rows.ts";
import type { EncodingName } from "../data/encodings/index.ts";
import type { SettingsOptions } from "../recipe/settings.ts";

export interface RunOptions {
  /** One for each row of the data, 0…classes−1, or −1 for none; for a network with classes. */
  labels?: ArrayLike<number> | undefined;
  /** The same for `validation`. */
  validationLabels?: ArrayLike<number> | undefined;
  /** Rows that are not trained on: their loss on a fixed set of (x, σ, z) is reported every `validateEvery` steps. */
  validation?: Rows | undefined;
  /** Default 500. */
  validateEvery?: number | undefined;
  /** Ends training with the signal's reason; the network keeps the last step's weights and can be resumed. */
  signal?: AbortSignal | undefined;
}

/** Options of {@link train}: the noise, the objective, the optimizer, and what is watched on the way. */
export interface TrainOptions extends RunOptions, Omit<SettingsOptions, "sigmas"> {
  /**
   * The ladder: strictly decreasing, in units of the standardized data; or "auto": chosen from the data by `chooseSigmas`,
   * which says in `network.autoSigmas` what and why, with σ drawn log-normally between its ends unless `noiseDistribution`
   * says otherwise.
   */
  sigmas: ArrayLike<number> | "auto";
  /** What rows become for the network: "standard", columns of mean 0 and deviation 1, or "identity". @default "standard" */
  encoding?: EncodingName | undefined;
  /** Left out or false: training begins anew. */
  resume?: false | undefined;
}

/** Goes on with a network's interrupted training, bit for bit as if it had not been interrupted. */
export interface ResumeOptions extends RunOptions {
  /** Goes on where the training was interrupted. */
  resume: true;
}
