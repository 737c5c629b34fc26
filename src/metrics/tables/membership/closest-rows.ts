import { log } from "../../../numerics/math.ts";
import { GOWER, mixedRows, type MixedRows } from "../mixed-rows.ts";
import { nearestRows } from "../nearest-rows.ts";
import type { TableColumn } from "../column.ts";

/** What a distance of 0 counts as in ratios: less than any other. */
const LEAST = 1e-9;

/** Gower's distances of rows to the closest of others. */
export class ClosestRows {
  readonly #scale: readonly TableColumn[];
  readonly #rows: MixedRows;

  /** @param scale  the table whose ranges scale numbers */
  constructor(scale: readonly TableColumn[], rows: readonly TableColumn[]) {
    this.#scale = scale;
    this.#rows = mixedRows(scale, rows, GOWER);
  }

  distances(queries: readonly TableColumn[]): Float64Array {
    return nearestRows(mixedRows(this.#scale, queries, GOWER), this.#rows, GOWER).distances;
  }
}

/** ln of how much closer the closest synthetic row is than the closest row that an attacker knows. */
export function closenessRatio(toSynthetic: Float64Array, toReference: Float64Array): Float64Array {
  return toSynthetic.map((d, i) => log(Math.max(LEAST, toReference[i])) - log(Math.max(LEAST, d)));
}
