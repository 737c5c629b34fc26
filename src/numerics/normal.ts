import { exp, log } from "./math.ts";

// Wichura 1988, algorithm AS 241 (PPND16): numerator and denominator on |p − ½| ≤ 0.425, then in r = √(−ln p) ≤ 5, then beyond.
const CENTRE = [
  [
    2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457, 13731.693765509461125,
    1971.5909503065514427, 133.14166789178437745, 3.387132872796366608,
  ],
  [
    5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867, 5394.1960214247511077,
    687.1870074920579083, 42.313330701600911252, 1,
  ],
];
const MIDDLE = [
  [
    7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
    3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734,
  ],
  [
    1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
    0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1,
  ],
];
const TAIL = [
  [
    2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
    0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772,
  ],
  [
    2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
    0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1,
  ],
];

function ratio([numerator, denominator]: number[][], x: number): number {
  let [above, below] = [0, 0];
  for (let k = 0; k < 8; k++) {
    above = above * x + numerator[k];
    below = below * x + denominator[k];
  }
  return above / below;
}

/** Φ⁻¹(p), the quantile of N(0, 1) (Wichura 1988, AS 241), relative error ≤ 1e-15; ∓∞ at p = 0, 1, NaN outside. */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * ratio(CENTRE, 0.180625 - q * q);
  const r = Math.sqrt(-log(q < 0 ? p : 1 - p));
  const value = r <= 5 ? ratio(MIDDLE, r - 1.6) : ratio(TAIL, r - 5);
  return q < 0 ? -value : value;
}

/**
 * Φ(x), the distribution function of N(0, 1), relative error ≤ 1e-14 in both tails: ½ + φ(x)·Σ x²ⁿ⁺¹/(2n + 1)!! near 0
 * (Marsaglia 2004), Laplace's continued fraction beyond |x| = 2.
 */
export function normalCdf(x: number): number {
  if (x !== x) return NaN;
  const a = Math.abs(x);
  if (a > 40) return x < 0 ? 0 : 1;
  const head = Math.floor(a * 1024) / 1024; // its square is exact: e^(−a²/2) without the rounding error of a²
  const density = 0.3989422804014327 * exp(-0.5 * head * head) * exp(-0.5 * (a - head) * (a + head));
  if (a < 2) {
    let term = a;
    let sum = a;
    for (let n = 3; term > sum * 1e-17; n += 2) sum += term *= (a * a) / n;
    return x < 0 ? 0.5 - density * sum : 0.5 + density * sum;
  }
  let fraction = a;
  for (let n = 200; n >= 1; n--) fraction = a + n / fraction;
  return x < 0 ? density / fraction : 1 - density / fraction;
}
