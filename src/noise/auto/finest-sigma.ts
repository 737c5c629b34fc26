import { denoisingLoss } from "./langevin-budget.ts";
import { threeDigits } from "../sigma-range.ts";

/** No detail below 1/500 of a deviation is sought: a network does not resolve it. */
const FINEST = 0.002;
/** σ_min is never above COARSEST, nor above what costs the final denoising this part of the standard deviation. */
const DENOISING_LOSS = 0.001;
const COARSEST = 0.05;

/** σ_min, and what set it. */
export interface FinestSigma {
  sigmaMin: number;
  /** The median distance to the nearest row that differs. */
  median: number;
  /** The same per √dim. */
  spacing: number;
  /** All rows are equal; the spacing; FINEST, which is more; or what the final denoising may cost, which is less. */
  set: "equal" | "spacing" | "finest" | "denoising";
}

/**
 * The last noise level, for rows whose nearest neighbors that differ are at these distances (Infinity where there are
 * none), with these eigenvalues of their covariance.
 */
export function finestSigma(nearest: Float64Array, eigenvalues: Float64Array, dim: number): FinestSigma {
  const distances = nearest.filter((distance) => distance < Infinity);
  if (distances.length === 0) return { sigmaMin: 0.01, median: 0, spacing: 0, set: "equal" };
  const median = quantile(distances, 0.5);
  const spacing = median / Math.sqrt(dim);
  const high = denoisedBelow(FINEST, COARSEST, eigenvalues);
  if (spacing < FINEST) return { sigmaMin: FINEST, median, spacing, set: "finest" };
  if (spacing > high) return { sigmaMin: threeDigits(high), median, spacing, set: "denoising" };
  return { sigmaMin: threeDigits(spacing), median, spacing, set: "spacing" };
}

/** The smallest value that a share p of all values does not exceed. */
export function quantile(values: Float64Array, p: number): number {
  const ascending = values.slice().sort();
  return ascending[Math.max(0, Math.ceil(p * ascending.length) - 1)];
}

/** The smallest σ from `low` on that costs the final denoising more than DENOISING_LOSS, or `high`. */
function denoisedBelow(low: number, high: number, eigenvalues: Float64Array): number {
  for (let i = 0; i < 40; i++) {
    const sigma = (low + high) / 2;
    if (denoisingLoss(eigenvalues, sigma) <= DENOISING_LOSS) low = sigma;
    else high = sigma;
  }
  return high;
}

/** The largest σ, up to COARSEST deviations, that costs the final denoising no more than DENOISING_LOSS; in any units. */
export function coarsestSigma(variances: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < variances.length; i++) total += variances[i];
  const deviation = Math.sqrt(total / variances.length);
  return (
    deviation *
    denoisedBelow(
      0,
      COARSEST,
      Float64Array.from(variances, (v) => v / deviation / deviation),
    )
  );
}
