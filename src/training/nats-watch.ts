import { distinctRows } from "../data/conditions.ts";
import { pickLabels } from "../data/labels.ts";
import { pickRows } from "../data/pick-rows.ts";
import type { LayerParameters } from "../engine/index.ts";
import { OnNetwork } from "../models/conditioning/on-network.ts";
import type { FlowField } from "../models/evaluator/flow-field.ts";
import { networkField } from "../models/evaluator/network-field.ts";
import { momentsOf, smoothedNormal } from "../models/moments.ts";
import { LevelLosses, type LevelLoss } from "../models/nats/level-losses.ts";
import { meanNats } from "../models/nats/mean-nats.ts";
import { noiseRows, type NoisedRows } from "../models/nats/noised-rows.ts";
import { rowNats } from "../models/nats/row-nats.ts";
import type { ScoreNetwork } from "../models/network.ts";
import { drawPlaces } from "../numerics/draws.ts";
import { foldKey, purposes, streamKey } from "../numerics/random.ts";
import type { TrainingSettings } from "../recipe/settings.ts";
import type { Pacer } from "../support/pacer.ts";
import { describeCopying } from "./copying.ts";
import type { EncodedRows } from "./training-rows.ts";

/** The loss in nats of the averaged weights. */
export interface NatsProgress {
  /** Bound of the mean −ln p of validation rows, in nats, of densities in the user's units; see `lossInNats`. */
  validation: number;
  /** The same of as many rows that are trained on. */
  training: number;
  /** Standard error of validation − training, by how rows differ. */
  error: number;
  /** The loss by σ, of validation rows; from the least σ to the largest. */
  levels: LevelLoss[];
  /** A sentence where rows are being copied: validation − training is above a quarter nat a column by 3 standard errors. */
  copying: string | undefined;
}

/** One look: what is told of it, and the nats of each validation row. */
export interface NatsLook {
  told: NatsProgress;
  rows: Float64Array;
}

/** Evaluations of a set of rows, about; levels of a row at most; numbers at most. */
const [EVALUATIONS, MOST_DRAWS, MOST_NUMBERS] = [4096, 64, 1 << 22];

/** Some of the rows. */
interface ChosenRows {
  rows: EncodedRows;
  places: Uint32Array;
}

interface WatchedSet {
  noised: NoisedRows;
  /** ln |det| of each row's encoding. */
  scale: Float64Array;
}

/** Watches a network's loss in nats on fixed noises: of rows that are not trained on, and of as many that are. */
export class NatsWatch {
  private readonly network: ScoreNetwork;
  private readonly field: FlowField;
  private readonly validation: WatchedSet;
  private readonly training: WatchedSet;

  /** @throws LangevinError "out-of-memory" */
  constructor(
    network: ScoreNetwork,
    settings: Pick<TrainingSettings, "sigmas" | "seed">,
    { validation, training }: { validation: EncodedRows; training: EncodedRows },
  ) {
    this.network = network;
    const { dim } = network;
    const { seed, sigmas } = settings;
    const most = Math.min(EVALUATIONS, Math.floor(MOST_NUMBERS / dim), validation.data.length / dim);
    const [held, learned] = [validation, training].map((rows, which): ChosenRows => {
      const count = rows.data.length / dim;
      const key = foldKey(streamKey(seed, purposes.trainingHoldout), 1, which);
      return { rows, places: drawPlaces(count, Math.min(count, most), key).sort() };
    });
    const draws = Math.max(1, Math.min(MOST_DRAWS, Math.floor(EVALUATIONS / held.places.length)));
    const [sigmaMin, sigmaMax] = [sigmas[sigmas.length - 1], sigmas[0]];
    const laws = smoothedNormal(momentsOf({ dim }), sigmaMax);
    const plan = { dim, draws, seed, sigmaMin, sigmaMax, deviation: 1, laws };
    const watched = ({ rows, places }: ChosenRows, first: number): WatchedSet => ({
      noised: noiseRows(pickRows(rows.data, dim, places), plan, first),
      scale: network.encoding.logScale(pickRows(rows.values, network.encoding.columns, places)),
    });
    this.validation = watched(held, 0);
    this.training = watched(learned, held.places.length);
    const model = modelOf(network, [held, learned]);
    this.field = networkField("train", model, "none");
  }

  /** The loss in nats of the averaged weights: bit for bit the same for the same weights. */
  async look(pacer: Pacer): Promise<NatsLook> {
    const losses = new LevelLosses(this.validation.noised.plan);
    const rows = await this.nats(this.validation, pacer, losses);
    const [held, learned] = [rows, await this.nats(this.training, pacer)].map(meanNats);
    const { dim } = this.network;
    const gap = {
      nats: held.nats - learned.nats,
      error: Math.sqrt(held.error * held.error + learned.error * learned.error),
    };
    const told = {
      validation: held.nats,
      training: learned.nats,
      error: gap.error,
      levels: losses.losses(dim),
      copying: describeCopying(gap, dim),
    };
    return { told, rows };
  }

  /** The same of other weights in place of the averaged ones. */
  async lookAt(weights: readonly LayerParameters[], pacer: Pacer): Promise<NatsLook> {
    const { mlp } = this.network;
    const own = mlp.weights("average");
    mlp.setWeights("average", weights);
    try {
      return await this.look(pacer);
    } finally {
      if (!mlp.disposed) mlp.setWeights("average", own);
    }
  }

  dispose(): void {
    this.field.dispose();
  }

  private async nats({ noised, scale }: WatchedSet, pacer: Pacer, levels?: LevelLosses): Promise<Float64Array> {
    const nats = await rowNats(this.field, noised, pacer, levels);
    return nats.map((value, k) => value - scale[k]);
  }
}

/** The network given the labels or conditions of all rows, one set after the other. */
function modelOf(network: ScoreNetwork, sets: readonly ChosenRows[]): OnNetwork {
  const { conditions } = network;
  if (conditions > 0) {
    const given = sets.flatMap(({ rows, places }) => [...pickRows(rows.conditions!, conditions, places)]);
    const { table, which } = distinctRows(Float32Array.from(given), conditions);
    return new GivenConditions(network, table, which);
  }
  if (sets.every(({ rows }) => rows.labels === undefined)) return new OnNetwork(network);
  const none = (places: Uint32Array): Int32Array => new Int32Array(places.length).fill(-1);
  const labels = sets.flatMap(({ rows, places }) => [
    ...(rows.labels ? pickLabels(rows.labels, places) : none(places)),
  ]);
  return new OnNetwork(network, Int32Array.from(labels), 1);
}

/** A network whose rows are given conditions of a table. */
class GivenConditions extends OnNetwork {
  override readonly conditionTable: Float32Array;

  constructor(network: ScoreNetwork, table: Float32Array, which: Int32Array) {
    super(network, which, 1);
    this.conditionTable = table;
  }
}
