import { foldKey, purposes, streamKey, threefry2x32 } from "./random.ts";
import { rowKeys } from "./row-blocks.ts";

/**
 * Rademacher probes for Hutchinson's estimate `tr J = E vᵀJv` (Hutchinson 1990): `probes` arrays (count, dim) of ±1. A row's are
 * drawn once, for its whole path. Column j of row r's probe p is bit j mod 32, 0 for +1, of word ⌊j/32⌋ mod 2 at counter
 * (r, ⌊j/64⌋) under step key (p, 0).
 *
 * @param rowAt  r of each of the rows
 */
export function drawProbes(
  seed: number,
  rowAt: (k: number) => number,
  { count, dim, probes }: { count: number; dim: number; probes: number },
): Int8Array[] {
  const words = new Uint32Array(2);
  return Array.from({ length: probes }, (_, p) => {
    const keyOf = rowKeys((block) => foldKey(streamKey(seed, purposes.divergenceProbes, block), p, 0));
    const signs = new Int8Array(count * dim);
    for (let k = 0; k < count; k++) {
      const row = rowAt(k);
      const key = keyOf(row);
      for (let j = 0; j < dim; j++) {
        if (j % 64 === 0) threefry2x32(key, row, j / 64, words);
        signs[k * dim + j] = 1 - 2 * ((words[(j >>> 5) & 1] >>> (j & 31)) & 1);
      }
    }
    return signs;
  });
}
