import { pickRows } from "../../data/pick-rows.ts";
import { toTable, type Rows } from "../../data/rows.ts";
import { logDensity } from "../../density/log-density.ts";
import type { Engine } from "../../engine/index.ts";
import { loadModel } from "../../files/load-model.ts";
import { saveModel } from "../../files/save-model.ts";
import { checkNetworkOptions, networkOptions, type NetworkOptions } from "../../models/network-options.ts";
import { createScoreNetwork, type ScoreNetwork } from "../../models/network.ts";
import { LangevinError } from "../../support/errors.ts";
import { integer, readOptions } from "../../support/options.ts";
import { resumeSpec, trainSpec, type TrainOptions } from "../../training/options.ts";
import { settle } from "../../training/prepare.ts";
import { train } from "../../training/train.ts";
import type { Learner, LearnerKind, PackedData, Split, Stretch, TrainedModel } from "../learner.ts";
import type { Settings } from "../search-space.ts";
import { splitPlaces } from "../split-rows.ts";

/** Names of options that are settings: not those of labels, categories and masks, nor of the sweep itself. */
const notSearched = [
  "dim",
  "classes",
  "categories",
  "masks",
  "labelDropout",
  "maskShare",
  "steps",
  ...keys(resumeSpec),
];
const ofNetwork = keys(networkOptions).filter((name) => !notSearched.includes(name));
const ofTraining = keys(trainSpec).filter((name) => !notSearched.includes(name));

/** Bound on one step's error of the ODE that scores: by far less than what tells trials apart. */
const TOLERANCE = 1e-4;

/** Rows of numbers, learned by `train` and scored by `logDensity`. */
export const networkLearner: LearnerKind = {
  names: [...new Set([...ofNetwork, ...ofTraining])],
  usualSpace: {
    learningRate: { logUniform: [0.0005, 0.02] },
    hidden: { choices: [[64, 64, 64], [128, 128, 128], [128, 128, 128, 128], [256, 256, 256]] }, // prettier-ignore
    batchSize: { choices: [128, 256, 512, 1024] },
    coordinateFrequencies: { choices: [0, 4, 8] },
    emaDecay: { choices: [0.99, 0.999, 0.9995] },
  },
  extension: "f64",
  open(where, given, bytes, split) {
    const { dim } = readOptions(where, given, { dim: integer(1, 4096, { required: true }) });
    return new NetworkLearner(dim, numbersOf(where, bytes), split);
  },
};

/** Rows of numbers as a file: little-endian f64, row after row. */
export function packRows(where: string, data: Rows, dim: number | undefined): PackedData {
  const table = toTable(where, "data", data, dim);
  const bytes = new Uint8Array(8 * table.values.length);
  const view = new DataView(bytes.buffer);
  table.values.forEach((value, i) => view.setFloat64(8 * i, value, true));
  return { bytes, rows: table.count, given: { dim: table.dim } };
}

function numbersOf(where: string, bytes: Uint8Array): Float64Array {
  if (bytes.length % 8 !== 0) {
    const got = `${bytes.length} bytes`;
    throw new LangevinError("invalid-file", `${where}: expected a data file of whole numbers of 8 bytes, got ${got}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => view.getFloat64(8 * i, true));
}

class NetworkLearner implements Learner {
  private readonly dim: number;
  private readonly training: Float64Array;
  private readonly holdout: Float64Array;

  constructor(dim: number, values: Float64Array, split: Split) {
    const { training, holdout } = splitPlaces(values.length / dim, split);
    this.dim = dim;
    this.training = pickRows(values, dim, training);
    this.holdout = pickRows(values, dim, holdout);
  }

  check(where: string, settings: Settings, steps: number): void {
    const options = checkNetworkOptions(where, { ...networkPart(settings), dim: this.dim });
    settle(where, { dim: this.dim, options }, readOptions(where, { ...trainingPart(settings), steps }, trainSpec));
  }

  async train(engine: Engine, stretch: Stretch): Promise<TrainedModel> {
    const { settings, seed, steps, checkpoint, to, signal, onStep } = stretch;
    const network = checkpoint
      ? loadModel(engine, checkpoint)
      : createScoreNetwork(engine, { seed, ...networkPart(settings), dim: this.dim });
    try {
      const begun = { seed, ...trainingPart(settings), steps, signal };
      let last = 0;
      for await (const { step } of train(network, this.training, checkpoint ? { resume: true, signal } : begun)) {
        onStep((last = step));
        if (step === to) break;
      }
      return trainedNetwork(network, last, this.holdout);
    } catch (error) {
      network.dispose();
      throw error;
    }
  }
}

function trainedNetwork(network: ScoreNetwork, step: number, holdout: Float64Array): TrainedModel {
  return {
    step,
    save: () => saveModel(network),
    logDensities: async (signal) => (await logDensity(network, holdout, { tolerance: TOLERANCE, signal })).logDensity,
    dispose: () => network.dispose(),
  };
}

/** The settings of a trial that are its network's shape. */
function networkPart(settings: Settings): Omit<NetworkOptions, "dim"> {
  return only(settings, ofNetwork);
}

/** The settings of a trial that are its training's; the ladder is chosen from the data unless it is one of them. */
function trainingPart(settings: Settings): TrainOptions {
  return { sigmas: "auto", ...only(settings, ofTraining) };
}

function only(settings: Settings, names: readonly string[]): object {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => names.includes(name)));
}

function keys(spec: object): string[] {
  return Object.keys(spec);
}
