import { exp, expm1, log } from "./math.ts";

/**
 * A² = −n − (1/n)·Σᵢ (2i − 1)·(ln u₍ᵢ₎ + ln(1 − u₍ₙ₊₁₋ᵢ₎)): how far sorted numbers are from uniform on (0, 1), the ends weighted
 * most (Anderson & Darling 1954).
 *
 * @param sorted  ascending, 0…1; 0 and 1 themselves give Infinity
 */
export function andersonDarling(sorted: Float64Array): number {
  const n = sorted.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (2 * i + 1) * (log(sorted[i]) + log(1 - sorted[n - 1 - i]));
  return -n - sum / n;
}

/**
 * P(A² > z) for n independent uniform numbers: the limit law and its correction for n (Marsaglia & Marsaglia 2004, "Evaluating
 * the Anderson–Darling distribution", JSS 9(2)). Its error is below 1e-3 for n ≥ 8, in the limit below 1e-5.
 */
export function andersonDarlingTail(z: number, n: number): number {
  if (!(z > 0)) return 1;
  const tail = limitTail(z);
  return Math.min(1, Math.max(0, tail - correction(1 - tail, n)));
}

function limitTail(z: number): number {
  if (z === Infinity) return 0;
  return z < 2
    ? 1 -
        (exp(-1.2337141 / z) / Math.sqrt(z)) *
          horner([2.00012, 0.247105, -0.0649821, 0.0347962, -0.011672, 0.00168691], z)
    : -expm1(-exp(horner([1.0776, -2.30695, 0.43424, -0.082433, 0.008056, -0.0003146], z)));
}

/** What P(A² ≤ z) of n numbers is above the limit's, x. */
function correction(x: number, n: number): number {
  // The paper's polynomial ends at −6e-4: its first coefficient is raised by that, so that tails go to 0
  if (x > 0.8) return horner([-130.2131, 745.2337, -1705.091, 1950.646, -1116.36, 255.7844], x) / n;
  const bend = 0.01265 + 0.1757 / n;
  if (x < bend) {
    const t = x / bend;
    return (Math.sqrt(t) * (1 - t) * (49 * t - 102) * (0.0037 / (n * n) + 0.00078 / n + 0.00006)) / n;
  }
  const t = (x - bend) / (0.8 - bend);
  return (horner([-0.00022633, 6.54034, -14.6538, 14.458, -8.259, 1.91864], t) * (0.04213 + 0.01365 / n)) / n;
}

/** Σ cₖ·xᵏ */
function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduceRight((sum, c) => sum * x + c, 0);
}
