import { exp } from "../../numerics/math.ts";
import { rowDistance } from "../../numerics/row-distance.ts";
import { allocate } from "../../support/limits.ts";

/** Distances of all pairs of rows, (rows, rows) row-major, symmetric, 0 on the diagonal. */
export function distancesBetween(where: string, rows: Float64Array, dim: number): Float64Array {
  const count = rows.length / dim;
  const distances = allocate(where, count * count);
  for (let i = 0; i < count; i++)
    for (let j = i + 1; j < count; j++) {
      const distance = rowDistance(rows, i * dim, rows, j * dim, dim, "euclidean");
      distances[i * count + j] = distance;
      distances[j * count + i] = distance;
    }
  return distances;
}

/** The median of the distances of different rows that are not 0: what a Gaussian kernel is wide by custom; 1 if all are. */
export function medianDistance(distances: Float64Array): number {
  const apart = distances.filter((distance) => distance > 0).sort();
  return apart.length > 0 ? apart[apart.length >> 1] : 1;
}

/** exp(−‖x − y‖²/(2h²)) for each distance, in place. */
export function gaussianKernel(distances: Float64Array, bandwidth: number): void {
  for (let i = 0; i < distances.length; i++) {
    const ratio = distances[i] / bandwidth;
    distances[i] = exp((-ratio * ratio) / 2);
  }
}
