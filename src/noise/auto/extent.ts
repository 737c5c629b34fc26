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
  const origin = new Float64Array(dim);
  const squaredDistance = partialDistances.euclidean;
  const radius = Float64Array.from({ length: count }, (_, i) =>
    Math.sqrt(squaredDistance(values, i * dim, origin, 0, dim, Infinity)),
  );
  const outwards = Uint32Array.from({ length: count }, (_, i) => i).sort((i, j) => radius[j] - radius[i] || i - j);
  let leftOut = 0;
  while (leftOut < maxLeftOut) {
    const row = outwards[leftOut];
    if (hasCompany(values, dim, row, k, Math.max(reach, radius[row] / 2))) break;
    leftOut++;
  }
  const kept = outwards.subarray(leftOut);
  let [from, diameter] = [kept[0], 0];
  for (let walk = 0; walk < 4; walk++) {
    let [to, farthest] = [from, 0];
    for (const row of kept) {
      const squared = squaredDistance(values, from * dim, values, row * dim, dim, Infinity);
      if (squared > farthest) [to, farthest] = [row, squared];
    }
    diameter = Math.max(diameter, Math.sqrt(farthest));
    from = to;
  }
  return { diameter, leftOut, leftOutRadius: leftOut > 0 ? radius[outwards[0]] : 0 };
}

/** Whether k other rows lie within `reach` of row `row`. */
function hasCompany(values: Float64Array, dim: number, row: number, k: number, reach: number): boolean {
  let found = -1; // the row itself is found too
  const limit = reach * reach;
  for (let j = 0; j < values.length && found < k; j += dim)
    if (partialDistances.euclidean(values, row * dim, values, j, dim, limit) <= limit) found++;
  return found >= k;
}
