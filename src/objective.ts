import type { SigmaQuantiles } from "./engine/trainer.ts";

/** Every σ of a ladder equally likely, one drawn for each row, stratified over the batch. */
export function ladderQuantiles(sigmas: ArrayLike<number>): SigmaQuantiles {
  return { kind: "ladder", values: Float32Array.from(sigmas) };
}
