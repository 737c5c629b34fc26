import type { Table } from "../../data/rows.ts";
import { partialDistances } from "../../numerics/row-distance.ts";

/** Two equal point masses, standardized, are this far apart; nothing that varies is narrower. */
export const NARROWEST = 2;

/** How far the rows of a table reach. */
export interface Extent {
  /** The largest distance found between two rows that count. */
  diameter: number;
  /** Rows that do not count, being alone; at most `maxLeftOut`. */
  leftOut: number;
  /** Distance of the farthest of them from the mean. */
  leftOutRadius: number;
}

/**
 * How far the rows reach (mean 0), without stray ones: from the farthest row inwards, a row is left out if fewer than
 * `k` others lie within `reach` of it, or within half its distance from the mean, whichever is more; the first that has
 * such company ends the search. So a far cluster counts, however few of the rows it holds (`k` of them suffice), and a
 * lone row does not. The diameter is then looked for by going to the farthest row from where one is, four times from the
 * row farthest out; it is at least half the true one.
 */
export function extent(
  { values, count, dim }: Table,
  { k, reach, maxLeftOut }: { k: number; reach: number; maxLeftOut: number },
): Extent {
  const radius = new Float64Array(count);
  for (let i = 0, at = 0; i < count; i++) {
    let sum = 0;
    for (const end = at + dim; at < end; at++) sum += values[at] * values[at];
    radius[i] = Math.sqrt(sum);
  }
  let from = farthestOut(radius);
  const leftOutRadius = radius[from];
  let leftOut = 0;
  for (; leftOut < maxLeftOut && !hasCompany(values, dim, from, k, Math.max(reach, radius[from] / 2)); leftOut++) {
    radius[from] = LEFT_OUT;
    from = farthestOut(radius);
  }
  let diameter = 0;
  for (let walk = 0; walk < 4; walk++) {
    const [to, squared] = farthestFrom(values, from * dim, radius);
    diameter = Math.max(diameter, Math.sqrt(squared));
    from = to;
  }
  return { diameter, leftOut, leftOutRadius: leftOut > 0 ? leftOutRadius : 0 };
}

/** What stands for the radius of a row that is left out. */
const LEFT_OUT = -1;

/** The row with the largest radius, the first of them. */
function farthestOut(radius: Float64Array): number {
  let row = 0;
  for (let i = 1; i < radius.length; i++) if (radius[i] > radius[row]) row = i;
  return row;
}

/** The row farthest from the one at an offset, and the square of the distance; of several the one farthest out. */
function farthestFrom(values: Float64Array, from: number, radius: Float64Array): [row: number, squared: number] {
  const dim = values.length / radius.length;
  let [row, farthest, least] = [from / dim, 0, 0];
  const own = radius[row];
  for (let i = 0; i < radius.length; i++) {
    if (radius[i] < least) continue; // too near to the mean, or left out
    let squared = 0;
    for (let d = 0; d < dim; d++) {
      const difference = values[from + d] - values[i * dim + d];
      squared += difference * difference;
    }
    if (squared > farthest || (squared === farthest && radius[i] > radius[row])) {
      [row, farthest] = [i, squared];
      least = Math.max(0, Math.sqrt(farthest) * (1 - 1e-9) - own);
    }
  }
  return [row, farthest];
}

/** Whether k other rows lie within `reach` of row `row`. */
function hasCompany(values: Float64Array, dim: number, row: number, k: number, reach: number): boolean {
  let found = -1; // the row itself is found too
  const limit = reach * reach;
  for (let j = 0; j < values.length && found < k; j += dim)
    if (partialDistances.euclidean(values, row * dim, values, j, dim, limit) <= limit) found++;
  return found >= k;
}
