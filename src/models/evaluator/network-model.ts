import type { Encoding } from "../../data/encoding.ts";
import type { Precision } from "../../engine/index.ts";
import type { GuidanceInterval } from "../conditioning/guidance-interval.ts";
import type { ScoreNetwork } from "../network.ts";
import type { StartLaws } from "../moments.ts";
import type { PerRowModel } from "../per-row.ts";
import type { ScoredRows } from "./scored-rows.ts";

/** A network, labels (or conditions) and weight: score = (1 − w)·score(x, σ) + w·score(x, σ, labels), w = guidanceAt(σ). */
export interface NetworkModel extends PerRowModel {
  readonly network: ScoreNetwork;
  /** The network's, or another one's of the rows that it is given. */
  readonly encoding: Encoding;
  /** One for all rows, or one for each row of a run. */
  readonly labels: number | Int32Array;
  /** (conditions, columns), standardized: what a label is the number of, for a network with conditions. */
  readonly conditionTable?: Float32Array | undefined;
  /** (rows, dim), encoded, NaN where unknown: what a network with masks is given of each row of a run. */
  readonly known?: Float32Array | undefined;
  /** The columns that are unknown in every row, where its flow is of these alone. */
  readonly free?: Int32Array | undefined;
  /** 0: without labels, which then do not matter; 1: with them; anything else takes both evaluations. */
  readonly guidance: number;
  /** (σ_low, σ_high]: where `guidance` holds; outside it is 1. Undefined: everywhere. */
  readonly interval: GuidanceInterval | undefined;
  guidanceAt(sigma: number): number;
  readonly precision: Precision;
  /** The laws that rows start from, where conditions are too many to fit one for each; in a file of its own. */
  readonly lawsAt?: ((rows: ScoredRows, sigma: number, signal?: AbortSignal) => Promise<StartLaws>) | undefined;
  /** Puts what its precision takes of the network's weights into the engine; before every run. */
  prepare(): void;
  forRows(rows: ArrayLike<number>): NetworkModel;
}
