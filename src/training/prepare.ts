import { plainColumns } from "../data/category-block.ts";
import { fitConditions } from "../data/conditions.ts";
import { encodeRows } from "../data/encoding.ts";
import { fitEncoding } from "../data/encodings/registry.ts";
import { toLabels } from "../data/labels.ts";
import { toTable, type Rows, type Table } from "../data/rows.ts";
import { columnLoops, type ObjectiveOptions, Trainer } from "../engine/index.ts";
import { canGoOn, type Training } from "../models/network-state.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { chooseSigmasBy } from "../noise/auto/choose-sigmas.ts";
import { crc32c } from "../numerics/crc32c.ts";
import { AUTO_NOISE, sigmaQuantiles } from "../recipe/noise-distribution.ts";
import { autoReferenceRows } from "../recipe/objective.ts";
import { usualLearningRate } from "../recipe/optimizer.ts";
import { completeSettings, type TrainingSettings } from "../recipe/settings.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import { show } from "../support/show.ts";
import { encodedConditions, readConditions } from "./conditions.ts";
import type { BeginOptions, ContinueOptions } from "./options.ts";

/** A training whose arguments are checked and copied: does what takes long, and changes the network for the first time. */
export type Start = () => Training;

/** Rows of the fixed validation set of (x, σ, z). */
const VALIDATION_ROWS = 4096;

/** Encoded values up to which the squares in a loss are finite. */
const FARTHEST_VALIDATION = 1e12;

/** Share of rows with known values, by default, for a network with masks. */
const MASK_SHARE = 0.5;

/** Some ladder, beside which the other settings can be checked before one is chosen, which takes a while. */
const ANY_LADDER = [100, 0.001];

/** Share of rows without their conditions, by default, for a network with conditions. */
const CONDITION_DROPOUT = 0.1;

/** What settings depend on, of a network that may not be there yet. */
export type NetworkShape = Pick<ScoreNetwork, "dim" | "options">;

/** The settings of a training of such a network, checked together; with sigmas "auto" beside some ladder. */
export function settle(where: string, network: NetworkShape, options: BeginOptions): TrainingSettings {
  const { sigmas, ...given } = withUsual(network, options);
  const settings = completeSettings(where, { ...given, sigmas: sigmas === "auto" ? ANY_LADDER : sigmas });
  checkObjective(where, network, settings);
  return settings;
}

/** A training from its first step. */
export function begin(where: string, network: ScoreNetwork, data: Rows, options: BeginOptions): Start {
  refuseSecondRun(where, network);
  const { sigmas, ...given } = withUsual(network, options);
  const settings = settle(where, network, options);
  const table = readRows(where, "data", network, data, options);
  const loops = columnLoops(network.engine);
  const encoding = fitEncoding(where, options.encoding, table, loops);
  const encoded = encodeRows(where, "data", encoding, table, loops);
  const conditions = readConditions(where, network, "conditions", options.conditions, table.count);
  const conditionEncoding = conditions && fitConditions(where, "conditions", conditions);
  const rows = {
    ...labeledRows(where, network, encoded, "labels", options.labels),
    ...encodedConditions(where, "conditions", conditionEncoding, conditions),
  };
  const validation = validationRows(where, network, options, { encoding, conditionEncoding });
  const values = sigmas === "auto" ? table.values : undefined;
  return () => {
    refuseSecondRun(where, network);
    const { seed } = settings;
    const chosen = values && chooseSigmasBy(loops, values, { dim: network.dim, seed, encoding: options.encoding });
    const settled = chosen ? completeSettings(where, { ...given, sigmas: chosen.sigmas }) : settings;
    return startTraining(network, {
      ...{ settings: settled, rows, validation, encoding, conditionEncoding },
      autoSigmas: chosen,
    });
  };
}

/** What a training is made of. */
interface Beginning extends Pick<ScoreNetwork, "encoding" | "conditionEncoding" | "autoSigmas"> {
  settings: TrainingSettings;
  rows: TrainingRows;
  validation?: TrainingRows | undefined;
}

/** The network's training ← one at its first step, in place of what it had. */
export function startTraining(
  network: ScoreNetwork,
  { settings, rows, validation, encoding, conditionEncoding, autoSigmas }: Beginning,
): Training {
  const trainer = makeTrainer(network, settings, rows, validation);
  network.mlp.copyToAverage();
  network.training?.trainer?.dispose();
  network.encoding = encoding;
  network.conditionEncoding = conditionEncoding;
  network.autoSigmas = autoSigmas;
  return (network.training = {
    settings,
    step: 0,
    dataChecksum: checksum(rows),
    arithmetic: network.engine.arithmetic,
    trainer,
    moments: undefined,
    running: false,
  });
}

/** A training from where the network's was left. */
export function resume(where: string, network: ScoreNetwork, data: Rows, options: ContinueOptions): Start {
  const training = resumable(where, network);
  if (network.coupled === "reflow")
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a network whose training was of rows, got one that reflow trained; reflow(teacher, network, { resume: true }) goes on`,
    );
  const table = readRows(where, "data", network, data, options);
  const encoded = encodeRows(where, "data", network.encoding, table, columnLoops(network.engine));
  const conditions = readConditions(where, network, "conditions", options.conditions, table.count);
  const rows = {
    ...labeledRows(where, network, encoded, "labels", options.labels),
    ...encodedConditions(where, "conditions", network.conditionEncoding, conditions),
  };
  refuseOthers(where, training, rows, "data");
  const validation = validationRows(where, network, options, network);
  return () => continueTraining(where, network, training, rows, validation);
}

/** The training of a network that can go on, here and now. */
export function resumable(where: string, network: ScoreNetwork): Training {
  const { training } = network;
  if (!training)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a network with training to resume, got one without`,
    );
  if (!canGoOn(training))
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a network with all of its training, got one from a file for sampling alone; resume from a file that ` +
        "was saved for training, or leave out resume to train it anew",
    );
  refuseSecondRun(where, network);
  if (training.arithmetic !== network.engine.arithmetic)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected createEngine({ arithmetic: "${training.arithmetic}" }), which this training began with, got "${network.engine.arithmetic}", whose bits are others`,
    );
  return training;
}

/** Refuses rows that are not those a training began with. */
export function refuseOthers(where: string, training: Training, rows: TrainingRows, what: string): void {
  if (checksum(rows) === training.dataChecksum) return;
  const got = "got other rows; leave out resume to train on new ones";
  throw new LangevinError("invalid-data", `${where}: expected the ${what} this training began with, ${got}`);
}

/** The network's training, with a trainer that goes on from its moments. */
export function continueTraining(
  where: string,
  network: ScoreNetwork,
  training: Training,
  rows: TrainingRows,
  validation?: TrainingRows,
): Training {
  refuseSecondRun(where, network);
  if (network.training !== training)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected the training that was to be resumed, got another one begun since`,
    );
  const old = training.trainer;
  const moments = old ? old.moments() : training.moments!;
  const trainer = makeTrainer(network, training.settings, rows, validation);
  trainer.restore(moments);
  old?.dispose();
  training.trainer = trainer;
  training.moments = undefined;
  return training;
}

/** The options with those defaults that depend on the network, or on whether σ is chosen. */
function withUsual(
  { dim, options: { hidden, categories, conditions, masks } }: NetworkShape,
  options: BeginOptions,
): BeginOptions {
  const { sigmas, coupling, gaps } = options;
  const chosen = sigmas === "auto";
  const { noiseDistribution = chosen ? AUTO_NOISE : "ladder" } = options;
  const averages = chosen && categories.length === 0 && gaps === "refuse" && !masks && conditions === 0;
  const { referenceRows = averages ? autoReferenceRows(dim, coupling) : 1 } = options;
  const { learningRate = usualLearningRate(hidden, referenceRows) } = options;
  const { maskShare = masks ? MASK_SHARE : 0 } = options;
  const { conditionDropout = conditions > 0 ? CONDITION_DROPOUT : 0 } = options;
  return { ...options, noiseDistribution, referenceRows, learningRate, conditionDropout, maskShare };
}

/** Rows of the network's columns; NaN where it is a free coordinate. */
function readRows(
  where: string,
  name: string,
  { dim, options: { categories } }: ScoreNetwork,
  rows: Rows,
  { gaps }: ContinueOptions | BeginOptions,
): Table {
  const table = toTable(where, name, rows, dim, { gaps: gaps === "free" });
  if (gaps === "free" && categories.length > 0) {
    const plain = plainColumns({ dim, categories });
    const bad = table.values.findIndex((value, i) => i % dim >= plain && Number.isNaN(value));
    if (bad >= 0) {
      const got = `NaN in row ${Math.floor(bad / dim)}, column ${bad % dim}`;
      throw new LangevinError("invalid-data", `${where}: expected ${name} without gaps in categories, got ${got}`);
    }
  }
  return table;
}

/** Refuses what a network with categories, masks or conditions cannot be trained by, and what one without has no use for. */
function checkObjective(where: string, { options }: NetworkShape, settings: TrainingSettings): void {
  const { coupling = "independent", referenceRows = 1, conditionDropout = 0, maskShare = 0 } = settings;
  if (maskShare > 0 && !options.masks) throw invalid(where, "maskShare 0 for a network without masks", maskShare);
  if (conditionDropout > 0 && options.conditions === 0)
    throw invalid(where, "conditionDropout 0 for a network without conditions", conditionDropout);
  const beside = options.categories.length > 0 ? "categories" : options.masks ? "masks" : "conditions";
  if (options.categories.length === 0 && !options.masks && options.conditions === 0) return;
  if (coupling !== "independent") throw invalid(where, `coupling independent beside ${beside}`, coupling);
  if (referenceRows !== 1) throw invalid(where, `referenceRows 1 beside ${beside}`, referenceRows);
}

export function refuseSecondRun(where: string, { training }: ScoreNetwork): void {
  if (training?.running)
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a network that is not being trained, got one that is`,
    );
}

function makeTrainer(
  network: ScoreNetwork,
  settings: TrainingSettings,
  rows: TrainingRows,
  validation: TrainingRows | undefined,
): Trainer {
  const sigmas = sigmaQuantiles(settings.noiseDistribution ?? "ladder", settings.sigmas);
  return new Trainer(
    network.mlp,
    { ...settings, ...rows, sigmas, labelDropout: rows.conditions ? settings.conditionDropout : settings.labelDropout },
    validation && { ...validation, batchSize: VALIDATION_ROWS },
  );
}

function validationRows(
  where: string,
  network: ScoreNetwork,
  options: ContinueOptions | BeginOptions,
  { encoding, conditionEncoding }: Pick<ScoreNetwork, "encoding" | "conditionEncoding">,
): TrainingRows | undefined {
  const { validation, validationLabels, validationConditions } = options;
  if (validation === undefined) {
    for (const [name, given] of Object.entries({ validationLabels, validationConditions }))
      if (given !== undefined) throw invalid(where, `validation, which ${name} belong to`, undefined);
    return undefined;
  }
  const table = readRows(where, "validation", network, validation, options);
  const data = encodeRows(where, "validation", encoding, table);
  const far = data.findIndex((value) => Math.abs(value) > FARTHEST_VALIDATION);
  if (far >= 0) {
    const expected = `validation rows within ${FARTHEST_VALIDATION} deviations of the data`;
    const row = Math.floor(far / encoding.width);
    throw new LangevinError(
      "invalid-data",
      `${where}: expected ${expected}, got one ${show(Math.abs(data[far]))} out, row ${row}`,
    );
  }
  const name = "validationConditions";
  const conditions = readConditions(where, network, name, validationConditions, table.count);
  return {
    ...labeledRows(where, network, data, "validationLabels", validationLabels),
    ...encodedConditions(where, name, conditionEncoding, conditions),
  };
}

/** Encoded rows as the trainer takes them. */
export type TrainingRows = Pick<ObjectiveOptions, "data" | "labels" | "conditions" | "pairedNoise">;

function labeledRows(
  where: string,
  { dim, classes }: ScoreNetwork,
  data: Float32Array,
  name: string,
  labels: ArrayLike<number> | undefined,
): TrainingRows {
  if (labels === undefined) return { data };
  return { data, labels: toLabels(where, labels, data.length / dim, classes, name) };
}

/** Checksum of the rows, and of labels, conditions and noises where there are any. */
function checksum({ data, labels, conditions, pairedNoise }: TrainingRows): number {
  const bytes = (array: ArrayBufferView | undefined): number =>
    array ? crc32c(new Uint8Array(array.buffer, array.byteOffset, array.byteLength)) : 0;
  return (bytes(data) ^ bytes(labels) ^ bytes(conditions) ^ bytes(pairedNoise)) >>> 0;
}
