import { plainColumns } from "../../data/category-block.ts";
import type { TableEncoding } from "../encodings/table-encoding.ts";

/** z beyond which no network has learned anything: a number of a billion rows lies there. */
const REACH = 6;

/**
 * Encoded rows with the coordinates of numbers that lie beyond ±6 drawn in to there, and what ln p loses by it: beyond, it goes on
 * as the normal law that every number has alone, by −(z² − 6²)/2. Coordinates that are `given` lose nothing.
 */
export function withinReach(
  { width, categories }: TableEncoding,
  encoded: Float32Array,
  given: readonly number[] = [],
): { rows: Float32Array; loss: Float64Array } {
  const isGiven = new Set(given);
  const plain = plainColumns({ dim: width, categories });
  const rows = encoded.slice();
  const loss = new Float64Array(encoded.length / width);
  for (let i = 0; i < rows.length; i++) {
    const z = rows[i];
    if (i % width >= plain || !(Math.abs(z) > REACH)) continue;
    rows[i] = z < 0 ? -REACH : REACH;
    if (!isGiven.has(i % width)) loss[Math.floor(i / width)] += (z * z - REACH * REACH) / 2;
  }
  return { rows, loss };
}
