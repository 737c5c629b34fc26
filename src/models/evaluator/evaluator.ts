import type { Encoding } from "../../data/encoding.ts";
import type { Burst, LangevinStep, Particles, Precision } from "../../engine/index.ts";
import type { SigmaRange } from "../../noise/sigma-range.ts";
import type { Coupled } from "../../recipe/objective.ts";
import type { Awaitable } from "../../support/after.ts";
import type { ScoreModel } from "../score-model.ts";
import type { Composition } from "../per-row.ts";
import type { NetworkModel } from "./network-model.ts";
import type { ScoredRows } from "./scored-rows.ts";

/**
 * What the library does with a model, whatever kind of model it is. Made by `resolve`; a network is evaluated inside
 * WebAssembly, anything else through its `score`.
 */
export interface Evaluator extends ScoredRows {
  readonly encoding: Encoding;
  readonly sigmaRange: SigmaRange | undefined;
  /** Rows that a run must have, where each has a condition of its own. */
  readonly rows: number | undefined;
  /** What rows and noises were paired by in training, where what it calls its score is the velocity of an ODE and no score. */
  readonly coupled: Coupled | undefined;
  /** What it is besides, where its score is right as σ → 0 only; then Langevin dynamics alone samples it. */
  readonly composition: Composition | undefined;
  /** What its scores are computed in. */
  readonly precision: Precision;
  /** Whether the divergence of its score is known. */
  readonly knowsDivergence: boolean;

  /** (rows, dim), encoded, NaN where unknown: values of the rows that are not drawn. */
  readonly known?: Float32Array | undefined;

  /** The same for a run of just these rows of a run, which may repeat and come in any order. */
  forRows(rows: ArrayLike<number>): Evaluator;

  /** Langevin steps that so many rows take at a time. */
  stepsAtOnce(rows: number): number;

  /** Langevin updates of register 0 in one go, where the model has them; otherwise they are made of scores. */
  readonly langevin:
    ((particles: Particles, burst: Burst, move: LangevinStep & { level: number }) => Awaitable<void>) | undefined;

  /** What it stands for: a network inside WebAssembly, or a model with a score. `flowField` and `denoiserProduct` go by it, in files of their own, so that who only samples does not load them. */
  readonly inside: NetworkModel | undefined;
  readonly model: ScoreModel;
}
