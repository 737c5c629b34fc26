import { fitConditions } from "../data/conditions.ts";
import { fitEncoding } from "../data/encodings/registry.ts";
import type { Rows } from "../data/rows.ts";
import { columnLoops, Trainer } from "../engine/index.ts";
import { canGoOn, type Training } from "../models/network-state.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { chooseSigmasBy } from "../noise/auto/choose-sigmas.ts";
import { AUTO_NOISE, sigmaQuantiles } from "../recipe/noise-distribution.ts";
import { autoReferenceRows } from "../recipe/objective.ts";
import { usualLearningRate } from "../recipe/optimizer.ts";
import { completeSettings, type TrainingSettings } from "../recipe/settings.ts";
import { invalid, LangevinError } from "../support/errors.ts";
import type { BeginOptions, ContinueOptions } from "./options.ts";
import {
  checksum,
  encodedRows,
  givenRows,
  validationRows,
  type EncodedRows,
  type TrainingRows,
} from "./training-rows.ts";

/** A training whose arguments are checked and copied: does what takes long, and changes the network for the first time. */
export type Start = () => Training;

/** A training that is ready to start, and its rows: those it is validated on, if there are any, beside it. */
export interface Prepared {
  start: Start;
  rows: EncodedRows;
  validation: EncodedRows | undefined;
}

/** Rows of the fixed validation set of (x, σ, z). */
const VALIDATION_ROWS = 4096;

/** Share of rows with known values, by default, for a network with masks. */
const MASK_SHARE = 0.5;

/** Share of the rows held out, by default, for a training that is to stop early. */
const HOLDOUT = 0.1;

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
  checkStop(where, settings, options);
  return settings;
}

/** A training from its first step. */
export function begin(where: string, network: ScoreNetwork, data: Rows, options: BeginOptions): Prepared {
  refuseSecondRun(where, network);
  const { sigmas, ...given } = withUsual(network, options);
  const settings = settle(where, network, options);
  const { training, held } = givenRows(where, network, data, options, settings);
  const loops = columnLoops(network.engine);
  const encoding = fitEncoding(where, options.encoding, training.table, loops);
  const conditionEncoding = training.conditions && fitConditions(where, "conditions", training.conditions);
  const encodings = { encoding, conditionEncoding };
  const rows = encodedRows(where, "data", encodings, training, loops);
  const validation = validationRows(where, network, options, encodings, held);
  const values = sigmas === "auto" ? rows.values : undefined;
  const start = (): Training => {
    refuseSecondRun(where, network);
    const { seed } = settings;
    const chosen = values && chooseSigmasBy(loops, values, { dim: network.dim, seed, encoding: options.encoding });
    const settled = chosen ? completeSettings(where, { ...given, sigmas: chosen.sigmas }) : settings;
    return startTraining(network, {
      ...{ settings: settled, rows, validation, encoding, conditionEncoding },
      autoSigmas: chosen,
    });
  };
  return { start, rows, validation };
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
    best: undefined,
    stopped: false,
  });
}

/** A training from where the network's was left. */
export function resume(where: string, network: ScoreNetwork, data: Rows, options: ContinueOptions): Prepared {
  const training = resumable(where, network);
  if (network.coupled === "reflow")
    throw new LangevinError(
      "invalid-argument",
      `${where}: expected a network whose training was of rows, got one that reflow trained; reflow(teacher, network, { resume: true }) goes on`,
    );
  checkStop(where, training.settings, options);
  const { training: learned, held } = givenRows(where, network, data, options, training.settings);
  const rows = encodedRows(where, "data", network, learned, columnLoops(network.engine));
  refuseOthers(where, training, rows, "data");
  const validation = validationRows(where, network, options, network, held);
  return { start: () => continueTraining(where, network, training, rows, validation), rows, validation };
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
  const { sigmas, coupling, gaps, stopEarly, validation } = options;
  const chosen = sigmas === "auto";
  const { noiseDistribution = chosen ? AUTO_NOISE : "ladder" } = options;
  const averages = chosen && categories.length === 0 && gaps === "refuse" && !masks && conditions === 0;
  const { referenceRows = averages ? autoReferenceRows(dim, coupling) : 1 } = options;
  const { learningRate = usualLearningRate(hidden, referenceRows) } = options;
  const { maskShare = masks ? MASK_SHARE : 0 } = options;
  const { conditionDropout = conditions > 0 ? CONDITION_DROPOUT : 0 } = options;
  const { holdout = stopEarly && validation === undefined ? HOLDOUT : 0 } = options;
  return { ...options, noiseDistribution, referenceRows, learningRate, conditionDropout, maskShare, holdout };
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

/** Refuses rows to validate on from two sides, and to stop early where there is no loss in nats to go by. */
function checkStop(
  where: string,
  { holdout = 0, stopEarly, coupling }: TrainingSettings,
  { validation, gaps }: BeginOptions | ContinueOptions,
): void {
  if (holdout > 0 && validation !== undefined) throw invalid(where, "holdout 0 beside validation", holdout);
  if (!stopEarly) return;
  if (coupling !== undefined) throw invalid(where, `stopEarly false with coupling "${coupling}"`, stopEarly);
  if (gaps === "free") throw invalid(where, 'stopEarly false beside gaps "free"', stopEarly);
  if (holdout === 0 && validation === undefined)
    throw invalid(where, "validation or a holdout, which stopEarly goes by", validation);
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
