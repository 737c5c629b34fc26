import { drawPlaces } from "../numerics/draws.ts";
import { purposes, streamKey } from "../numerics/random.ts";
import type { Split } from "./learner.ts";

/** Places of the rows trained on and of those held out, each in order. */
export function splitPlaces(rows: number, { heldOut, seed }: Split): { training: Uint32Array; holdout: Uint32Array } {
  const holdout = drawPlaces(rows, heldOut, streamKey(seed, purposes.sweepHoldout)).sort();
  const held = new Set(holdout);
  return { training: Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => !held.has(row)), holdout };
}
