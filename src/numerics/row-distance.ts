import { checkOneOf } from "../support/errors.ts";

/** `‖·‖₂`, `‖·‖₁` or `‖·‖∞`. */
export type RowMetric = "euclidean" | "manhattan" | "maximum";

export function checkMetric(where: string, metric: RowMetric): RowMetric {
  return checkOneOf(where, "metric", metric, ["euclidean", "manhattan", "maximum"]);
}

/** ‖a_i − b_j‖ of all pairs, (n, m) row-major, in f64. */
export function pairDistances(a: Float64Array, b: Float64Array, dim: number, metric: RowMetric): Float64Array {
  const distances = new Float64Array((a.length / dim) * (b.length / dim));
  let at = 0;
  for (let i = 0; i < a.length; i += dim)
    for (let j = 0; j < b.length; j += dim) {
      let sum = 0;
      for (let d = 0; d < dim; d++) {
        const difference = Math.abs(a[i + d] - b[j + d]);
        if (metric === "manhattan") sum += difference;
        else if (metric === "euclidean") sum += difference * difference;
        else if (difference > sum) sum = difference;
      }
      distances[at++] = metric === "euclidean" ? Math.sqrt(sum) : sum;
    }
  return distances;
}
