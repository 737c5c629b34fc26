import { log } from "../numerics/math.ts";

/**
 * ln(I₀(z)·e^−z) for z ≥ 0, absolute error below 1e-13.
 *
 * z < 30: I₀(z) = Σ_k (z²/4)^k/k!², whose terms are all positive; above: the asymptotic series
 * I₀(z)·e^−z ~ (1/√(2πz))·Σ_k ((2k−1)!!)²/(k!·(8z)^k) (Abramowitz & Stegun 9.6.12 and 9.7.1).
 */
export function logScaledBesselI0(z: number): number {
  let term = 1;
  let sum = 1;
  if (z < 30) {
    for (let k = 1; term > 1e-17 * sum; k++) {
      term *= (z * z) / (4 * k * k);
      sum += term;
    }
    return log(sum) - z;
  }
  for (let k = 1; term > 1e-17; k++) {
    term *= ((2 * k - 1) * (2 * k - 1)) / (8 * z * k);
    sum += term;
  }
  return log(sum) - log(2 * Math.PI * z) / 2;
}
