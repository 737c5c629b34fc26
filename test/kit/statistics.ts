/** Mean of column `column` of (rows, dim) row-major values. */
export function columnMean(x: ArrayLike<number>, dim: number, column: number): number {
  let sum = 0;
  for (let k = column; k < x.length; k += dim) sum += x[k];
  return (sum * dim) / x.length;
}

/** Root mean square: the deviation of values whose mean is known to be 0. */
export function rms(x: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k] * x[k];
  return Math.sqrt(sum / x.length);
}

/** Correlation of two arrays of mean 0. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < x.length; k++) sum += x[k] * y[k];
  return sum / x.length / rms(x) / rms(y);
}

/** 4 standard errors of {@link rms} of n independent normals of deviation `std`. */
export const fourErrors = (std: number, n: number): number => (4 * std) / Math.sqrt(2 * n);

/**
 * Largest distance between the empirical distribution and `cdf`, by default the uniform one, times √n (Kolmogorov): above 1.63 once
 * in a hundred times, above 1.95 once in a thousand.
 */
export function kolmogorov(values: ArrayLike<number>, cdf: (x: number) => number = (u) => u): number {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const distance = sorted.reduce((max, x, i) => Math.max(max, cdf(x) - i / n, (i + 1) / n - cdf(x)), 0);
  return distance * Math.sqrt(n);
}
