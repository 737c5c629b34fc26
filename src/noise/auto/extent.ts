/** What the noise levels have to span: how far the rows of a table reach, and how close they lie. */

export interface NeighborDistances {
  /** To the nearest row that differs; Infinity where none does. */
  nearest: Float64Array;
  /** To the k-th nearest of the other rows, equal ones counted. */
  kth: Float64Array;
}

/**
 * Distances from `queries` (m, dim), each a row of `rows`, to the nearest rows of `rows` (n, dim). Takes at most m·n·dim
 * steps; a pair is given up as soon as it is too far.
 */
export function neighborDistances(
  rows: Float32Array,
  queries: Float32Array,
  dim: number,
  k: number,
): NeighborDistances {
  const m = queries.length / dim;
  const nearest = new Float64Array(m);
  const kth = new Float64Array(m);
  const closest = new Float64Array(k + 1); // ascending; the first is the row itself
  for (let i = 0; i < m; i++) {
    let different = Infinity;
    closest.fill(Infinity);
    for (let j = 0; j < rows.length; j += dim) {
      const limit = Math.max(different, closest[k]);
      const squared = squaredDistance(queries, i * dim, rows, j, dim, limit);
      if (squared > 0 && squared < different) different = squared;
      let at = k;
      for (; at >= 0 && squared < closest[at]; at--) if (at < k) closest[at + 1] = closest[at];
      if (at < k) closest[at + 1] = squared;
    }
    nearest[i] = Math.sqrt(different);
    kth[i] = Math.sqrt(closest[k]);
  }
  return { nearest, kth };
}

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
  rows: Float32Array,
  dim: number,
  { k, reach, maxLeftOut }: { k: number; reach: number; maxLeftOut: number },
): Extent {
  const count = rows.length / dim;
  const origin = new Float32Array(dim);
  const radius = Float64Array.from({ length: count }, (_, i) =>
    Math.sqrt(squaredDistance(rows, i * dim, origin, 0, dim, Infinity)),
  );
  const outwards = Uint32Array.from({ length: count }, (_, i) => i).sort((i, j) => radius[j] - radius[i] || i - j);
  let leftOut = 0;
  while (leftOut < maxLeftOut) {
    const row = outwards[leftOut];
    if (hasCompany(rows, dim, row, k, Math.max(reach, radius[row] / 2))) break;
    leftOut++;
  }
  const kept = outwards.subarray(leftOut);
  let [from, diameter] = [kept[0], 0];
  for (let walk = 0; walk < 4; walk++) {
    let [to, farthest] = [from, 0];
    for (const row of kept) {
      const squared = squaredDistance(rows, from * dim, rows, row * dim, dim, Infinity);
      if (squared > farthest) [to, farthest] = [row, squared];
    }
    diameter = Math.max(diameter, Math.sqrt(farthest));
    from = to;
  }
  return { diameter, leftOut, leftOutRadius: leftOut > 0 ? radius[outwards[0]] : 0 };
}

/** Whether k other rows lie within `reach` of row `row`. */
function hasCompany(rows: Float32Array, dim: number, row: number, k: number, reach: number): boolean {
  let found = -1; // the row itself is found too
  const limit = reach * reach;
  for (let j = 0; j < rows.length && found < k; j += dim)
    if (squaredDistance(rows, row * dim, rows, j, dim, limit) <= limit) found++;
  return found >= k;
}

/** ‖a_i − b_j‖² of the rows at offsets i and j; any number above `limit` if it is above. */
function squaredDistance(a: Float32Array, i: number, b: Float32Array, j: number, dim: number, limit: number): number {
  let sum = 0;
  for (let d = 0; d < dim && sum <= limit; d++) {
    const difference = a[i + d] - b[j + d];
    sum += difference * difference;
  }
  return sum;
}
