import { cos, sin } from "./trigonometry.ts";

/**
 * cₖ = 1/n Σₜ (xₜ − x̄)(xₜ₊ₖ − x̄) for k = 0…n−1, by two Fourier transforms of a length that no lag wraps around in. In f64,
 * |error| ≤ 1e-15·log₂(n)·c₀ or so.
 */
export function autocovariance(series: ArrayLike<number>): Float64Array {
  const n = series.length;
  let mean = 0;
  for (let t = 0; t < n; t++) mean += series[t] / n;
  let length = 2;
  while (length < 2 * n) length *= 2;
  const [re, im] = [new Float64Array(length), new Float64Array(length)];
  for (let t = 0; t < n; t++) re[t] = series[t] - mean;
  const roots = rootsOfUnity(length);
  transform(re, im, roots);
  for (let k = 0; k < length; k++) {
    re[k] = re[k] * re[k] + im[k] * im[k];
    im[k] = 0;
  }
  transform(re, im, roots); // of an even sequence: the inverse, but for the factor
  return re.slice(0, n).map((sum) => sum / length / n);
}

interface Roots {
  cosines: Float64Array;
  sines: Float64Array;
}

/** cos and sin of −2πk/length for k below length/2. */
function rootsOfUnity(length: number): Roots {
  const angle = (k: number): number => (-2 * Math.PI * k) / length;
  return {
    cosines: Float64Array.from({ length: length / 2 }, (_, k) => cos(angle(k))),
    sines: Float64Array.from({ length: length / 2 }, (_, k) => sin(angle(k))),
  };
}

/** x_j ← Σₖ xₖ e^(−2πi·jk/n) in place, n a power of two (Cooley & Tukey 1965). */
function transform(re: Float64Array, im: Float64Array, { cosines, sines }: Roots): void {
  const n = re.length;
  reverseBits(re, im);
  for (let half = 1; half < n; half *= 2)
    for (let first = 0; first < n; first += 2 * half)
      for (let k = 0; k < half; k++) {
        const [c, s] = [cosines[(k * n) / (2 * half)], sines[(k * n) / (2 * half)]];
        const [i, j] = [first + k, first + k + half];
        const [real, imaginary] = [c * re[j] - s * im[j], c * im[j] + s * re[j]];
        re[j] = re[i] - real;
        im[j] = im[i] - imaginary;
        re[i] += real;
        im[i] += imaginary;
      }
}

/** Each value to the place whose number has the same bits from the other end. */
function reverseBits(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    [re[i], re[j]] = [re[j], re[i]];
    [im[i], im[j]] = [im[j], im[i]];
  }
}
