import { drawSplit } from "../numerics/draws.ts";
import { purposes, streamKey } from "../numerics/random.ts";
import type { Split } from "./learner.ts";

/** Places of the rows trained on and of those held out, each in order. */
export function splitPlaces(rows: number, { heldOut, seed }: Split): { training: Uint32Array; holdout: Uint32Array } {
  return drawSplit(rows, heldOut, streamKey(seed, purposes.sweepHoldout));
}
