import type { ScoreModel } from "../score-model.ts";
import { ScoreNetwork } from "../network.ts";
import { LabeledNetwork } from "./with-labels.ts";

/** What is evaluated inside WebAssembly: score = (1 − guidance)·score(x, σ) + guidance·score(x, σ, labels). @internal */
export interface NetworkModel {
  network: ScoreNetwork;
  /** One for all rows, or one for each row of a run. */
  labels: number | Int32Array;
  /** 0: without labels, which then do not matter; 1: with them; anything else takes both evaluations. */
  guidance: number;
}

/** The network, labels and weight that a model consists of, or undefined where it is anything else. @internal */
export function networkOf(model: ScoreModel): NetworkModel | undefined {
  if (model instanceof ScoreNetwork) return { network: model, labels: -1, guidance: 0 };
  return model instanceof LabeledNetwork ? model : undefined;
}

/** Whether every score of the model is made of two. @internal */
export function takesTwo(model: NetworkModel | undefined): boolean {
  return model !== undefined && model.guidance !== 0 && model.guidance !== 1;
}
