/** N(mean, covariance). */
export interface Normal {
  mean: number[];
  covariance: number[][];
}

/** y = matrix·x + N(0, covariance). */
export interface LinearObservation {
  matrix: number[][];
  values: number[];
  covariance: number | number[] | number[][];
}

/** The law of x given y: one number of y after another, each by the formulas of a scalar observation (Kalman). */
export function posterior(
  { mean, covariance }: Normal,
  { matrix, values, covariance: noise }: LinearObservation,
): Normal {
  const size = values.length;
  const full = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (_, j) => {
      if (Array.isArray(noise) && Array.isArray(noise[0])) return (noise as number[][])[i][j];
      return i === j ? (Array.isArray(noise) ? (noise as number[])[i] : (noise as number)) : 0;
    }),
  );
  // The joint law of (x, y), then y eliminated
  const dim = mean.length;
  const cross = matrix.map((a) => covariance.map((row) => row.reduce((sum, c, d) => sum + c * a[d], 0)));
  const joint = [
    ...covariance.map((row, d) => [...row, ...cross.map((c) => c[d])]),
    ...matrix.map((a, i) => [
      ...cross[i],
      ...matrix.map((_, j) => cross[j].reduce((sum, c, d) => sum + c * a[d], full[i][j])),
    ]),
  ];
  const means = [...mean, ...matrix.map((a) => a.reduce((sum, value, d) => sum + value * mean[d], 0))];
  for (let j = size - 1; j >= 0; j--) {
    const at = dim + j;
    const pivot = joint[at][at];
    const difference = values[j] - means[at];
    for (let i = 0; i < at; i++) {
      const gain = joint[i][at] / pivot;
      means[i] += gain * difference;
      for (let k = 0; k < at; k++) joint[i][k] -= gain * joint[at][k];
    }
  }
  return { mean: means.slice(0, dim), covariance: joint.slice(0, dim).map((row) => row.slice(0, dim)) };
}

export function columnMean(rows: ArrayLike<number>, dim: number, column: number): number {
  let sum = 0;
  for (let k = column; k < rows.length; k += dim) sum += rows[k];
  return (sum * dim) / rows.length;
}

export function columnVariance(rows: ArrayLike<number>, dim: number, column: number): number {
  const mean = columnMean(rows, dim, column);
  let sum = 0;
  for (let k = column; k < rows.length; k += dim) sum += (rows[k] - mean) ** 2;
  return (sum * dim) / rows.length;
}
