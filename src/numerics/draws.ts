import { foldKey, purposes, RowRandom, streamKey, uniformAt } from "./random.ts";
import type { Table } from "../data/rows.ts";

/** a = 0: directions; a = 1: the subsample of set b. */
function metricsKey(seed: number, a: number, b: number): Uint32Array {
  return foldKey(streamKey(seed, purposes.metrics), a, b);
}

/** `count` points uniform on the unit sphere of `dim` dimensions, (count, dim): normals divided by their length. */
export function directions(count: number, dim: number, seed: number): Float64Array {
  const key = metricsKey(seed, 0, 0);
  const points = new Float64Array(count * dim);
  for (let l = 0; l < count; l++) {
    const random = new RowRandom(key, l);
    const point = points.subarray(l * dim, (l + 1) * dim);
    let squared = 0;
    for (let d = 0; d < dim; d++) {
      point[d] = random.normal();
      squared += point[d] * point[d];
    }
    const length = Math.sqrt(squared);
    for (let d = 0; d < dim; d++) point[d] /= length;
  }
  return points;
}

/** All rows in f64, or `maxRows` of them drawn without replacement: the first swaps of a Fisher–Yates shuffle. */
export function subsample({ values, count, dim }: Table, maxRows: number, seed: number, set: number): Float64Array {
  if (count <= maxRows) return values;
  const key = metricsKey(seed, 1, set);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  const drawn = new Float64Array(maxRows * dim);
  for (let i = 0; i < maxRows; i++) {
    const j = i + Math.floor(uniformAt(key, i, 0) * (count - i));
    const row = order[j];
    order[j] = order[i];
    drawn.set(values.subarray(row * dim, (row + 1) * dim), i * dim);
  }
  return drawn;
}
