import type { Encoding } from "../../data/encoding.ts";
import type { Precision } from "../../engine/index.ts";
import type { Coupled } from "../../recipe/objective.ts";
import type { NetworkModel } from "../evaluator/network-model.ts";
import type { ScoreNetwork } from "../network.ts";
import type { ScoreModel } from "../score-model.ts";
import type { GuidanceInterval } from "./guidance-interval.ts";

/** A network without conditions, and what those that give its rows conditions stand on. @internal */
export class OnNetwork implements NetworkModel {
  readonly network: ScoreNetwork;
  /** One for all rows of a run, or one for each. */
  readonly labels: number | Int32Array;
  readonly guidance: number;
  readonly interval: GuidanceInterval | undefined;
  readonly conditionTable: Float32Array | undefined = undefined;
  readonly lawsAt: NetworkModel["lawsAt"] = undefined;
  readonly known: Float32Array | undefined = undefined;
  readonly precision: Precision = "f32";

  constructor(network: ScoreNetwork, labels: number | Int32Array = -1, guidance = 0, interval?: GuidanceInterval) {
    this.network = network;
    this.labels = labels;
    this.guidance = guidance;
    this.interval = interval;
  }

  get dim(): number {
    return this.network.dim;
  }

  get encoding(): Encoding {
    return this.network.encoding;
  }

  get sigmaRange(): ScoreModel["sigmaRange"] {
    return this.network.sigmaRange;
  }

  get rows(): number | undefined {
    return undefined;
  }

  get conditions(): number | Int32Array | undefined {
    return undefined;
  }

  get coupled(): Coupled | undefined {
    return this.network.coupled;
  }

  forRows(rows: ArrayLike<number>): OnNetwork;
  forRows(): OnNetwork {
    return this;
  }

  guidanceAt(sigma: number): number {
    const { guidance, interval } = this;
    return !interval || (sigma > interval[0] && sigma <= interval[1]) ? guidance : 1;
  }

  prepare(): void {
    // Weights in f32 are where they were
  }

  score(x: ArrayLike<number>, sigma: number, precision?: Precision): Float32Array {
    return this.network.predict("network.score", "score", x, sigma, { precision });
  }

  check(where: string): void {
    this.network.mlp.check(where);
  }
}
