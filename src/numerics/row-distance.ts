import { exponentOf, scaleBy } from "./math.ts";

/** How far two rows are apart: `‖·‖₂`, `‖·‖₁` or `‖·‖∞` of their difference. */
export type RowMetric = "euclidean" | "manhattan" | "maximum";

export const rowMetrics = ["euclidean", "manhattan", "maximum"] as const satisfies RowMetric[];

/**
 * The distance of a_i and b_j, the rows at offsets i and j, before the root: Σd², Σ|d| or max |d|. It is given up once above
 * `limit`: then what is returned is any number above it.
 */
export type PartialDistance = (
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  dim: number,
  limit: number,
) => number;

export const partialDistances: Readonly<Record<RowMetric, PartialDistance>> = {
  euclidean(a, i, b, j, dim, limit) {
    let sum = 0;
    for (let d = 0; d < dim && sum <= limit; d++) {
      const difference = a[i + d] - b[j + d];
      sum += difference * difference;
    }
    return sum;
  },
  manhattan(a, i, b, j, dim, limit) {
    let sum = 0;
    for (let d = 0; d < dim && sum <= limit; d++) sum += Math.abs(a[i + d] - b[j + d]);
    return sum;
  },
  maximum(a, i, b, j, dim, limit) {
    let largest = 0;
    for (let d = 0; d < dim && largest <= limit; d++) {
      const difference = Math.abs(a[i + d] - b[j + d]);
      if (difference > largest) largest = difference;
    }
    return largest;
  },
};

/** Sums of squares from here to the largest number are sound: nothing that counts has underflowed, nothing overflowed. */
const SOUND = 1e-290;

/** Whether √ of a sum of squares is their norm; below, squares may have underflowed, also to 0. */
export function isSound(squared: number): boolean {
  return squared >= SOUND && squared < Infinity;
}

/** ‖a_i − b_j‖ of the rows at offsets i and j, also where the square of it is beyond f64. */
export function rowDistance(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  dim: number,
  metric: RowMetric,
): number {
  const partial = partialDistances[metric](a, i, b, j, dim, Infinity);
  if (metric !== "euclidean") return partial;
  if (isSound(partial)) return Math.sqrt(partial);
  const largest = partialDistances.maximum(a, i, b, j, dim, Infinity);
  if (largest === 0 || largest === Infinity) return largest;
  const exponent = exponentOf(largest);
  let sum = 0;
  for (let d = 0; d < dim; d++) {
    const scaled = scaleBy(a[i + d] - b[j + d], -exponent);
    sum += scaled * scaled;
  }
  return scaleBy(Math.sqrt(sum), exponent);
}
