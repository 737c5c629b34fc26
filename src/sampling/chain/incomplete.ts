import { TILE_ROWS } from "../../engine/index.ts";
import type { Block } from "./plan.ts";

/** Rows (n, dim) with gaps, which are NaN, and the few between them. */
export function incompleteBlocks(values: Float32Array | Float64Array, dim: number): Block[] {
  const blocks: Block[] = [];
  for (let r = 0; r < values.length / dim; r++) {
    if (!values.subarray(r * dim, (r + 1) * dim).some(Number.isNaN)) continue;
    const last = blocks.at(-1);
    if (last && r - last.end < TILE_ROWS) last.end = r + 1;
    else blocks.push({ begin: r, end: r + 1 });
  }
  return blocks;
}
