import { chooseSigmas } from "../noise/auto/choose-sigmas.ts";
import type { ChosenSigmas } from "../noise/auto/chosen-sigmas.ts";
import { type ObjectiveOptions, Trainer } from "../engine/index.ts";
import { checkInteger, invalid, LangevinError } from "../support/errors.ts";
import { toLabels } from "../data/labels.ts";
import { crc32c } from "../numerics/crc32c.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { AUTO_NOISE, sigmaQuantiles } from "../recipe/noise-distribution.ts";
import { adamStep, usualLearningRate } from "../recipe/optimizer.ts";
import { toTable, type Rows, type Table } from "../data/rows.ts";
import type { Encoding } from "../data/encoding.ts";
import { fitEncoding, type EncodingName } from "../data/encodings/index.ts";
import { autoReferenceRows, checkSettings, type SettingsOptions, type TrainingSettings } from "../recipe/settings.ts";
import type { Training } from "../models/network-state.ts";
import { Pacer, checkSignal } from "../support/pacer.ts";

interface RunOptions {
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

export interface TrainOptions extends RunOptions, Omit<SettingsOptions, "sigmas"> {
  /**
   * The ladder: strictly decreasing, in units of the standardized data; or "auto": chosen from the data by `chooseSigmas`,
   * which says in `network.autoSigmas` what and why, with σ drawn log-normally between its ends unless `noiseDistribution`
   * says otherwise.
   */
  sigmas: ArrayLike<number> | "auto";
  /** What rows become for the network: "standard", columns of mean 0 and deviation 1, or "identity". @default "standard" */
  encoding?: EncodingName | undefined;
  resume?: false | undefined;
}

/** Goes on with a network's interrupted training, bit for bit as if it had not been interrupted. */
export interface ResumeOptions extends RunOptions {
  resume: true;
}

export interface TrainProgress {
  /** Steps done, 1…steps. */
  step: number;
  steps: number;
  /**
   * Of this step's batch, before its update: mean weight·(ẑ − target)² per column; noisy. With `referenceRows` lower than
   * `validationLoss` in any case, as the targets' chance is averaged out of it.
   */
  loss: number;
  /** Of the averaged weights on the fixed validation set, with noises as targets, at the steps where it is computed. */
  validationLoss: number | undefined;
  gradientNorm: number;
  rowsPerSecond: number;
  secondsLeft: number;
}

/** Rows of the fixed validation set of (x, σ, z). */
const VALIDATION_ROWS = 4096;

/**
 * Denoising score matching: minimizes mean weight(σ)·‖z − ẑ(x + σz, σ)‖² with AdamW (docs/internals/notation.md), one step for
 * every value iterated. With `referenceRows` z is replaced by its mean given the noised row, over rows of the data. The event
 * loop gets a turn every 8 ms. Leaving the loop early keeps what was learned; `resume` goes on from there. The same seed
 * gives the same weights, on any machine.
 *
 * @param data  (n, dim) rows in the user's units; copied
 * @throws LangevinError "invalid-argument", "invalid-data" before any work; "diverged" when a loss or gradient is not
 *   finite, with the last good weights kept; "out-of-memory"
 */
export async function* train(
  network: ScoreNetwork,
  data: Rows,
  options: TrainOptions | ResumeOptions,
): AsyncGenerator<TrainProgress, void, void> {
  if (typeof options !== "object" || options === null) throw invalid("train", "an options object", options);
  if (!network?.mlp) throw invalid("train", "a network made by createScoreNetwork", network);
  network.mlp.check("train");
  checkSignal("train", options.signal);
  options.signal?.throwIfAborted();
  const validateEvery = checkInteger("train", "validateEvery", options.validateEvery ?? 500, 1);
  const training = options.resume ? resume(network, data, options) : begin(network, data, options);
  const { settings } = training;
  const trainer = training.trainer!;
  const { steps, batchSize } = settings;
  const pacer = new Pacer(options.signal);
  const first = training.step;
  let busy = 0;
  let since = performance.now();
  training.running = true;
  try {
    while (training.step < steps) {
      const step = training.step + 1;
      const pending = trainer.computeGradients(step);
      if (pending) await pending;
      network.mlp.check("train");
      const loss = trainer.loss();
      const gradientNorm = trainer.gradientNorm();
      if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) throw diverged(step, loss, gradientNorm, settings);
      trainer.update(adamStep(step, steps, gradientNorm, settings));
      training.step = step;
      const validates = options.validation !== undefined && (step % validateEvery === 0 || step === steps);
      const validationLoss = validates ? await trainer.validationLoss() : undefined;
      if (pacer.due) await pacer.pause();
      busy += performance.now() - since;
      // A coarse clock may not have moved yet
      const millisPerStep = Math.max(busy, 1) / (step - first);
      yield {
        step,
        steps,
        loss,
        validationLoss,
        gradientNorm,
        rowsPerSecond: (1000 * batchSize) / millisPerStep,
        secondsLeft: ((steps - step) * millisPerStep) / 1000,
      };
      since = performance.now();
      options.signal?.throwIfAborted();
      network.mlp.check("train");
    }
  } finally {
    training.running = false;
  }
}

function begin(network: ScoreNetwork, data: Rows, options: TrainOptions): Training {
  const table = toTable("train", "data", data, network.dim);
  refuseSecondRun(network);
  const { settings, chosen } = settle(network, table, options);
  const encoding = fitEncoding("train", options.encoding, table);
  const rows = labeledRows(network, encoding.encode(table.values), "labels", options.labels);
  const trainer = makeTrainer(network, settings, rows, validationRows(network, options, encoding));
  network.mlp.copyToAverage();
  network.training?.trainer?.dispose();
  network.encoding = encoding;
  network.autoSigmas = chosen;
  network.training = {
    settings,
    step: 0,
    dataChecksum: checksum(rows),
    arithmetic: network.engine.arithmetic,
    trainer,
    moments: undefined,
    running: false,
  };
  return network.training;
}

/** Some ladder, beside which the other settings can be checked before one is chosen, which takes a while. */
const ANY_LADDER = [100, 0.001];

function settle(
  { options: { hidden } }: ScoreNetwork,
  { values, dim }: Table,
  { sigmas, ...given }: TrainOptions,
): { settings: TrainingSettings; chosen: ChosenSigmas | undefined } {
  const noiseDistribution = given.noiseDistribution ?? (sigmas === "auto" ? AUTO_NOISE : "ladder");
  const referenceRows = given.referenceRows ?? (sigmas === "auto" ? autoReferenceRows(dim, given) : 1);
  const learningRate = given.learningRate ?? usualLearningRate(hidden, referenceRows);
  const others = { ...given, noiseDistribution, learningRate, referenceRows };
  if (sigmas !== "auto") return { settings: checkSettings("train", { ...others, sigmas }), chosen: undefined };
  checkSettings("train", { ...others, sigmas: ANY_LADDER });
  const chosen = chooseSigmas(values, { dim, seed: others.seed, encoding: others.encoding });
  return { settings: checkSettings("train", { ...others, sigmas: chosen.sigmas }), chosen };
}

function resume(network: ScoreNetwork, data: Rows, options: ResumeOptions): Training {
  const { training } = network;
  if (!training)
    throw new LangevinError("invalid-argument", "train: expected a network with training to resume, got one without");
  refuseSecondRun(network);
  if (training.arithmetic !== network.engine.arithmetic)
    throw new LangevinError(
      "invalid-argument",
      `train: expected createEngine({ arithmetic: "${training.arithmetic}" }), which this training began with, got "${network.engine.arithmetic}", whose bits are others`,
    );
  const table = toTable("train", "data", data, network.dim);
  const rows = labeledRows(network, network.encoding.encode(table.values), "labels", options.labels);
  if (checksum(rows) !== training.dataChecksum)
    throw new LangevinError(
      "invalid-data",
      "train: expected the data this training began with, got other rows; leave out resume to train on new data",
    );
  const old = training.trainer;
  const moments = old ? old.moments() : training.moments!;
  const validation = validationRows(network, options, network.encoding);
  const trainer = makeTrainer(network, training.settings, rows, validation);
  trainer.restore(moments);
  old?.dispose();
  training.trainer = trainer;
  training.moments = undefined;
  return training;
}

function refuseSecondRun({ training }: ScoreNetwork): void {
  if (training?.running)
    throw new LangevinError("invalid-argument", "train: expected a network that is not being trained, got one that is");
}

function makeTrainer(
  network: ScoreNetwork,
  settings: TrainingSettings,
  rows: LabeledRows,
  validation: LabeledRows | undefined,
): Trainer {
  const sigmas = sigmaQuantiles(settings.noiseDistribution ?? "ladder", settings.sigmas);
  return new Trainer(
    network.mlp,
    { ...settings, ...rows, sigmas, referenceRows: settings.referenceRows },
    validation && { ...validation, batchSize: VALIDATION_ROWS },
  );
}

function validationRows(
  network: ScoreNetwork,
  { validation, validationLabels }: RunOptions,
  encoding: Encoding,
): LabeledRows | undefined {
  if (validation === undefined) return undefined;
  const data = encoding.encode(toTable("train", "validation", validation, network.dim).values);
  return labeledRows(network, data, "validationLabels", validationLabels);
}

/** Standardized rows as the trainer takes them. */
type LabeledRows = Pick<ObjectiveOptions, "data" | "labels">;

function labeledRows(
  { dim, classes }: ScoreNetwork,
  data: Float32Array,
  name: string,
  labels: ArrayLike<number> | undefined,
): LabeledRows {
  if (labels === undefined) return { data };
  return { data, labels: toLabels("train", labels, data.length / dim, classes, name) };
}

/** Of the rows, and of the labels where there are any. */
function checksum({ data, labels }: LabeledRows): number {
  const bytes = (array: ArrayBufferView): number =>
    crc32c(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return labels ? (bytes(data) ^ bytes(labels)) >>> 0 : bytes(data);
}

function diverged(step: number, loss: number, norm: number, { learningRate, maxGradientNorm }: TrainingSettings) {
  const what = Number.isFinite(loss) ? `a gradient of norm ${norm}` : `${loss}`;
  return new LangevinError(
    "diverged",
    `train: expected a finite loss, got ${what} at step ${step}; the weights are those of step ${step - 1}. ` +
      `Try a learningRate below ${learningRate}, a maxGradientNorm below ${maxGradientNorm}, or look for outliers in the data`,
  );
}
