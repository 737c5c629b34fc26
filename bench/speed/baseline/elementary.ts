// Exponential, sine and cosine for results kept in f32. The host's Math.exp, Math.sin and Math.cos are correct to f64
// and two to four times slower here (bench/speed/baseline/README.md).

const STEPS_PER_DOUBLING = 32;
const CENTRE = 4096;
const powersOfTwo = Float64Array.from({ length: 2 * CENTRE }, (_, i) => 2 ** ((i - CENTRE) / STEPS_PER_DOUBLING));

/** Beyond ±87 a f32 exponential is 0 or ∞ for every purpose of ours. */
const EXP_LIMIT = 87;

/**
 * eᵃ = 2^(k/32)·eʳ with |r| ≤ ln 2/64; a is clamped to ±87.
 *
 * Relative error of the cubic for eʳ: r⁴/24 ≤ 6e-10, a hundredth of an f32 rounding.
 */
export function exp(a: number): number {
  const t = (a < -EXP_LIMIT ? -EXP_LIMIT : a > EXP_LIMIT ? EXP_LIMIT : a) * (STEPS_PER_DOUBLING * Math.LOG2E);
  const k = (t + (CENTRE + 0.5)) | 0;
  const r = (t - (k - CENTRE)) * (Math.LN2 / STEPS_PER_DOUBLING);
  return powersOfTwo[k] * (1 + r * (1 + r * (0.5 + r * (1 / 6))));
}

/** 1/(1 + e⁻ᵃ) */
export function sigmoid(a: number): number {
  return 1 / (1 + exp(-a));
}

/** Sine and cosine that `sinCos` found last. */
export const trig = new Float64Array(2);

const ROUND_TO_INTEGER = 1.5 * 2 ** 52;
const REDUCTION_LIMIT = 2 ** 20;

/**
 * Sine and cosine of a, left in `trig`: a = q·π/2 + r with |r| ≤ π/4, then the Taylor polynomials of r.
 *
 * Absolute error: at most r¹¹/11! ≤ 2e-9 from the sine's, r¹²/12! ≤ 2e-10 from the cosine's, 2²⁰·2⁻⁵³ from the reduction.
 */
export function sinCos(a: number): void {
  if (!(a < REDUCTION_LIMIT && a > -REDUCTION_LIMIT)) {
    trig[0] = Math.sin(a);
    trig[1] = Math.cos(a);
    return;
  }
  const turns = a * (2 / Math.PI) + ROUND_TO_INTEGER - ROUND_TO_INTEGER;
  const q = turns | 0;
  const r = a - turns * (Math.PI / 2);
  const z = r * r;
  const sine = r * (1 + z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * (1 / 362880)))));
  const cosine = 1 + z * (-1 / 2 + z * (1 / 24 + z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800)))));
  const odd = (q & 1) !== 0;
  const s = odd ? cosine : sine;
  const c = odd ? sine : cosine;
  trig[0] = (q & 2) !== 0 ? -s : s;
  trig[1] = ((q + 1) & 2) !== 0 ? -c : c;
}
