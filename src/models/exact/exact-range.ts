import type { Table } from "../../data/rows.ts";
import { covarianceEigenvalues } from "../../noise/auto/covariance.ts";
import { extent } from "../../noise/auto/extent.ts";
import { coarsestSigma, quantile } from "../../noise/auto/finest-sigma.ts";
import { condense, isWithinBounds, rangeOfMoments, threeDigits, type SigmaRange } from "../../noise/sigma-range.ts";
import { subsample } from "../../numerics/draws.ts";
import { symmetricEigenvalues } from "../../numerics/eigenvalues.ts";
import { nearestDifferent } from "../../numerics/neighbors.ts";
import type { Moments } from "../moments.ts";
import type { NormalComponent } from "./normal-component.ts";

/** With more columns their variances stand for the eigenvalues. */
export const MOST_EIGENVALUES = 160;
/** Rows hold f32 numbers: no level is below this part of the largest, four spacings of them. */
const RESOLVED = 1 / 0x400000;

/** What of a mixture's component is looked at. */
export type RangeComponent = Pick<NormalComponent, "mean" | "variance" | "conditional" | "covariance">;

/**
 * The range of a mixture of normals, in its own units. σ_max: the largest distance between rows, that of the components'
 * means and of their widths √tr Σ + 2·(largest deviation) on both sides. σ_min: what costs the final denoising 0.1 % of the
 * narrowest component's deviation. Undefined where a number is beyond what a range holds.
 */
export function mixtureRange(
  weights: Float64Array,
  components: readonly RangeComponent[],
  moments: Moments,
): SigmaRange | undefined {
  const present = components.filter((_, k) => weights[k] > 0);
  const dim = moments.mean.length;
  const means = Float64Array.from(
    { length: present.length * dim },
    (_, i) => present[Math.floor(i / dim)].mean[i % dim],
  );
  const widths = present.map(({ variance }) => Math.sqrt(sum(variance)) + 2 * Math.sqrt(largest(variance)));
  const sigmaMax = diameter({ values: means, count: present.length, dim }, moments.mean) + 2 * largest(widths);
  const fine = present.reduce((least, { conditional }) => Math.min(least, coarsestSigma(conditional)), Infinity);
  const sigmaMin = Math.max(fine, RESOLVED * (largest(means.map(Math.abs)) + largest(widths)));
  return rounded({ sigmaMax, sigmaMin, ...condense(eigenvaluesOf(weights, components, moments)) });
}

/**
 * The range of rows that are all there is. σ_max: their largest distance. σ_min: a quarter of the median distance to the
 * nearest that differs, per √dim, but no more than costs the final denoising 0.1 % of the deviation.
 */
export function rowsRange(table: Table, { mean, variance }: Moments): SigmaRange | undefined {
  const { values, count, dim } = table;
  const sigmaMax = diameter(table, mean);
  if (sigmaMax === 0) return rangeOfMoments(variance);
  const probes = Math.max(8, Math.min(256, Math.floor(5e7 / values.length)));
  const nearest = nearestDifferent(subsample(table, probes, 0, 0), values, dim).filter((d) => d < Infinity);
  const spacing = nearest.length > 0 ? quantile(nearest, 0.5) / Math.sqrt(dim) : sigmaMax;
  const fine = Math.min(spacing / 4, coarsestSigma(variance));
  const sigmaMin = Math.max(fine, RESOLVED * largest(values.map(Math.abs)));
  const eigenvalues = covarianceEigenvalues({ values: centered(table, mean), count, dim }, 0);
  return rounded({ sigmaMax, sigmaMin, ...condense(eigenvalues) });
}

function rounded(range: SigmaRange): SigmaRange | undefined {
  const { sigmaMax, sigmaMin } = range;
  const rough = { ...range, sigmaMax: threeDigits(sigmaMax), sigmaMin: threeDigits(Math.min(sigmaMin, sigmaMax)) };
  return isWithinBounds(rough) ? rough : undefined;
}

/** The largest distance between rows, or half of it at least. */
function diameter(table: Table, mean: ArrayLike<number>): number {
  return extent({ ...table, values: centered(table, mean) }, { k: 0, reach: 0, maxLeftOut: 0 }).diameter;
}

function centered({ values, dim }: Table, mean: ArrayLike<number>): Float64Array {
  return values.map((value, i) => value - mean[i % dim]);
}

/** The eigenvalues of the mixture's covariance, in falling order. */
function eigenvaluesOf(
  weights: Float64Array,
  components: readonly RangeComponent[],
  { mean, variance }: Moments,
): Float64Array {
  const dim = mean.length;
  const diagonal = components.length === 1 && components[0].covariance === undefined;
  if (diagonal || dim > MOST_EIGENVALUES) return Float64Array.from(variance).sort().reverse();
  const matrix = new Float64Array(dim * dim);
  components.forEach(({ mean: own, covariance }, k) => {
    for (let p = 0; p < dim; p++)
      for (let q = p + 1; q < dim; q++)
        matrix[p * dim + q] +=
          weights[k] * ((covariance?.[p * dim + q] ?? 0) + (own[p] - mean[p]) * (own[q] - mean[q]));
  });
  for (let p = 0; p < dim; p++) matrix[p * dim + p] = variance[p];
  return symmetricEigenvalues(matrix, dim).map((value) => Math.max(0, value));
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i];
  return total;
}

function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) most = Math.max(most, values[i]);
  return most;
}
